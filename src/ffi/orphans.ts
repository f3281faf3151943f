/**
 * What threads leave behind that are terminated. Descriptors and mappings belong to the process, and `worker.terminate()` runs
 * no code of the thread: so worker threads write down what they hold in memory that all threads of the process share, and those
 * that live let go of what belongs to the dead.
 */
import { readFileSync, readlinkSync } from "node:fs";

/** What a binding offers for it. */
export interface OrphanCalls {
  /** Memory with a name, as memfd_create(2) makes it, and shared: an address, or a negative errno. No descriptor stays open. */
  createMemory(name: string, length: number): number;
  view(address: number, length: number): ArrayBuffer;
  closeDescriptor(fd: number): void;
  /** Puts empty memory in the place of a mapping. */
  retireMapping(address: number, length: number): void;
}

/** The name by which threads find the memory, in /proc/self/maps. */
const NAME = "ringlink-threads";

/** A slot: owner, when it began (low, high), what it is, and two numbers (low, high). Words of 32 bits. */
const WORDS = 8;
/** Before the first slot: how often threads told each other that there is another list. */
const NEWS = 0;
const FIRST_SLOT = WORDS;
const OWNER = 0;
const STARTED = 1;
const KIND = 3;
const FIRST = 4;
const SECOND = 6;
const SLOTS = 4096;
const SIZE = (FIRST_SLOT + SLOTS * WORDS) * 4;

const FREE = 0;
const BUSY = -1;
const DESCRIPTOR = 1;
const MAPPING = 2;

/** `PF_EXITING` of include/linux/sched.h: set before whoever joins the thread hears of its end. */
const EXITING = 4;

/** Clock ticks from boot to the start of a thread of this process; undefined when there is no such thread, or no more. */
function startOf(thread: number): number | undefined {
  try {
    const text = readFileSync(`/proc/self/task/${thread}/stat`, "latin1");
    // proc_pid_stat(5): from the third field on; the second one, in brackets, may have anything in it.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return Number(fields[9 - 3]) & EXITING ? undefined : Number(fields[22 - 3]);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}

/** A list of what threads hold. */
interface List {
  readonly words: Int32Array;
  /** Its NEWS when other lists were last looked for. */
  news: number;
}

/**
 * Threads that begin at the same time may make a list each. Then there are several for good: each thread writes in one, and all of
 * them are looked through.
 */
export class Orphans {
  readonly #calls: OrphanCalls;
  readonly #isWorker: boolean;
  readonly #name: string;
  readonly #thread: number;
  readonly #started: number;
  /** By address. */
  readonly #lists = new Map<number, List>();
  /** The one that this thread writes in. */
  #words: Int32Array | undefined;
  /** Slots of this thread, by what they are of. */
  readonly #descriptors = new Map<number, number>();
  readonly #mappings = new Map<number, number>();

  /**
   * @param name of the memory; every list of that name in the process is looked through
   * @throws where /proc cannot be read
   */
  constructor(calls: OrphanCalls, isWorker: boolean, name: string = NAME) {
    this.#calls = calls;
    this.#isWorker = isWorker;
    this.#name = name;
    this.#thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    this.#started = startOf(this.#thread) ?? 0;
    if (isWorker) this.#words = this.#share();
  }

  /** Looks for lists. Any that is made after this is news in those that were found. */
  #find(): void {
    for (const list of this.#lists.values()) list.news = Atomics.load(list.words, NEWS);
    const lines = new RegExp(`^([0-9a-f]+)-[0-9a-f]+ rw-s .* /memfd:${this.#name} \\(deleted\\)$`, "gm");
    for (const [, address] of readFileSync("/proc/self/maps", "latin1").matchAll(lines)) {
      const at = Number.parseInt(address!, 16);
      if (this.#lists.has(at)) continue;
      const words = new Int32Array(this.#calls.view(at, SIZE));
      this.#lists.set(at, { words, news: 0 });
    }
  }

  /** The list to write in, which is made when there is none. */
  #share(): Int32Array | undefined {
    this.#find();
    if (this.#lists.size === 0) {
      if (this.#calls.createMemory(this.#name, SIZE) < 0) return undefined;
      // Others may have done the same meanwhile.
      this.#find();
    }
    const lists = [...this.#lists.values()];
    // Who found one list only does not know of the others, and has to look again before it can let go of what is in them.
    if (lists.length > 1) for (const { words } of lists) Atomics.add(words, NEWS, 1);
    return lists[0]?.words;
  }

  /** Writes down a descriptor of this thread. */
  addDescriptor(fd: number): void {
    if (this.#isWorker) this.#add(this.#descriptors, DESCRIPTOR, fd, 0);
  }

  addMapping(address: number, length: number): void {
    if (this.#isWorker) this.#add(this.#mappings, MAPPING, address, length);
  }

  /** Before it is closed: its number may be another one's right after. */
  removeDescriptor(fd: number): void {
    this.#remove(this.#descriptors, fd);
  }

  removeMapping(address: number): void {
    this.#remove(this.#mappings, address);
  }

  /** With all slots taken, nothing is written down: the descriptor would stay, as it would without this. */
  #add(mine: Map<number, number>, kind: number, first: number, second: number): void {
    const words = this.#words;
    if (words === undefined) return;
    for (let slot = FIRST_SLOT; slot < words.length; slot += WORDS) {
      if (Atomics.compareExchange(words, slot + OWNER, FREE, BUSY) !== FREE) continue;
      words[slot + KIND] = kind;
      this.#write(slot + STARTED, this.#started);
      this.#write(slot + FIRST, first);
      this.#write(slot + SECOND, second);
      Atomics.store(words, slot + OWNER, this.#thread);
      mine.set(first, slot);
      return;
    }
  }

  #remove(mine: Map<number, number>, first: number): void {
    const slot = mine.get(first);
    if (slot === undefined) return;
    mine.delete(first);
    Atomics.store(this.#words!, slot + OWNER, FREE);
  }

  #write(at: number, value: number): void {
    this.#words![at] = value | 0;
    this.#words![at + 1] = Math.floor(value / 2 ** 32);
  }

  /** Lets go of what threads that have gone held. What does not work is tried again the next time. */
  release(): void {
    try {
      const lists = [...this.#lists.values()];
      if (lists.length === 0 || lists.some(({ words, news }) => Atomics.load(words, NEWS) !== news)) this.#find();
      for (const { words } of this.#lists.values()) this.#releaseIn(words);
    } catch {
      // What the caller does has nothing to do with it.
    }
  }

  #releaseIn(words: Int32Array): void {
    const alive = new Map([[this.#thread, this.#started as number | undefined]]);
    const dead: { readonly slot: number; readonly owner: number }[] = [];
    for (let slot = FIRST_SLOT; slot < words.length; slot += WORDS) {
      const owner = Atomics.load(words, slot + OWNER);
      if (owner <= 0) continue;
      if (!alive.has(owner)) alive.set(owner, startOf(owner));
      // A number may be another thread's by now.
      if (alive.get(owner) === read(words, slot + STARTED)) continue;
      if (Atomics.compareExchange(words, slot + OWNER, owner, BUSY) === owner) dead.push({ slot, owner });
    }
    // A mapping holds its socket open.
    for (const kind of [MAPPING, DESCRIPTOR]) {
      for (const { slot, owner } of dead) if (words[slot + KIND] === kind) this.#releaseSlot(words, slot, owner);
    }
  }

  #releaseSlot(words: Int32Array, slot: number, owner: number): void {
    const first = read(words, slot + FIRST);
    let then = owner;
    try {
      if (words[slot + KIND] === MAPPING) this.#calls.retireMapping(first, read(words, slot + SECOND));
      else this.#calls.closeDescriptor(first);
      then = FREE;
    } finally {
      Atomics.store(words, slot + OWNER, then);
    }
  }
}

function read(words: Int32Array, at: number): number {
  return (words[at]! >>> 0) + words[at + 1]! * 2 ** 32;
}

/** Undefined where there is no /proc to find threads in. */
export function openOrphans(calls: OrphanCalls, isWorker: boolean): Orphans | undefined {
  try {
    return new Orphans(calls, isWorker);
  } catch {
    return undefined;
  }
}
