// Processes and threads of a capture: who is who when strace prints no pid, who shares descriptors with whom,
// and which call of each is unfinished.
import { DescriptorTable, type OpenFile } from "./descriptors.js";

/** A call that was cut by another process's line. */
export interface Unfinished {
  name: string;
  /** Its line up to the cut, from the call's name. */
  head: string;
  line: number;
  offset: number;
  time: string | undefined;
  absolute: boolean;
}

export interface Process {
  /** `undefined` while strace has only one process and does not print its pid. */
  pid: number | undefined;
  comm: string | undefined;
  table: DescriptorTable;
  unfinished: Unfinished | undefined;
  /** Order of first appearance. */
  readonly born: number;
  /** True when its descriptors may come from a parent that the capture does not name. */
  orphan: boolean;
}

/** Processes kept at once; the oldest is forgotten first. */
const MAX_PROCESSES = 32_768;
/** Characters of unfinished calls kept at once. */
const MAX_UNFINISHED = 64 * 1024 * 1024;

const CLONE_FILES = 0x400;
const FORKS = new Set(["fork", "vfork", "clone", "clone3", "clone2"]);

export const isFork = (name: string): boolean => FORKS.has(name);

/** Whether a fork-like call's text asks for a shared descriptor table. */
export function sharesFiles(text: string): boolean {
  const flags = /\bflags=([^,})]*)/.exec(text)?.[1] ?? /^clone\d?\((0x[0-9a-f]+|\d+)/i.exec(text)?.[1] ?? "";
  if (flags.includes("CLONE_FILES")) return true;
  return flags.split("|").some((part) => (Number(/^(?:0x)?[0-9a-f]+/i.exec(part.trim())?.[0]) & CLONE_FILES) !== 0);
}

export class Processes {
  readonly #byPid = new Map<number, Process>();
  /** The process whose lines carry no pid, before its pid is known. */
  #unnamed: Process | undefined;
  /** Processes inside an unfinished fork-like call, the latest last. */
  readonly #forking = new Set<Process>();
  #unfinishedLength = 0;
  #born = 0;
  /** The last file opened under each number, by any process: a guess for processes of unknown descent. */
  readonly #lastFiles = new DescriptorTable();

  /** The process of a line. `resumed` is the name of the call that the line resumes. */
  of(pid: number | undefined, comm: string | undefined, resumed: string | undefined): Process {
    const process = pid === undefined ? this.#anonymous(resumed) : (this.#byPid.get(pid) ?? this.#adopt(pid, resumed));
    if (comm !== undefined) process.comm = comm;
    return process;
  }

  /**
   * strace leaves the pid out while it has one process only: all others have exited, seen or not (-q). The one is
   * whoever can have made the line, the oldest first, since children and threads mostly end before their parent.
   */
  #anonymous(resumed: string | undefined): Process {
    if (this.#unnamed !== undefined) return this.#unnamed;
    const all = [...this.#byPid.values()].sort((a, b) => a.born - b.born);
    const found = all.find((process) => process.unfinished?.name === resumed) ?? all[0];
    if (all.length > 1) for (const process of all) if (process !== found) this.exited(process);
    if (found !== undefined) return found;
    this.#unnamed = this.#create(undefined, new DescriptorTable());
    return this.#unnamed;
  }

  /** A pid seen for the first time: the process that had no pid until now, or a child that runs before fork returns. */
  #adopt(pid: number, resumed: string | undefined): Process {
    const unnamed = this.#unnamed;
    const isUnnamed = unnamed !== undefined && unnamed.unfinished?.name === resumed;
    if (!isUnnamed) return this.#fromFork(pid);
    this.#unnamed = undefined;
    unnamed.pid = pid;
    return this.#add(pid, unnamed);
  }

  #fromFork(pid: number): Process {
    const parent = [...this.#forking].at(-1);
    const process = this.#create(pid, parent?.table.copy() ?? new DescriptorTable());
    if (parent === undefined) process.orphan = true;
    else if (sharesFiles(parent.unfinished!.head)) process.table = parent.table;
    return this.#add(pid, process);
  }

  suspend(process: Process, call: Unfinished): void {
    this.#forget(process);
    if (this.#unfinishedLength + call.head.length > MAX_UNFINISHED) return;
    this.#unfinishedLength += call.head.length;
    process.unfinished = call;
    if (isFork(call.name)) this.#forking.add(process);
  }

  /** Takes the unfinished call of that name, if there is one; any other can no longer be resumed. */
  resume(process: Process, name: string): Unfinished | undefined {
    const call = process.unfinished;
    this.#forget(process);
    return call?.name === name ? call : undefined;
  }

  #forget(process: Process): void {
    this.#unfinishedLength -= process.unfinished?.head.length ?? 0;
    process.unfinished = undefined;
    this.#forking.delete(process);
  }

  /** `strace: Process N attached`: a child, or with -p a process of its own. */
  attached(pid: number): void {
    if (this.#byPid.has(pid)) return;
    if (this.#unnamed === undefined && this.#byPid.size === 0) this.#add(pid, this.#create(pid, new DescriptorTable()));
    else this.#fromFork(pid);
  }

  /** A fork-like call of `parent` returned `pid`. */
  forked(parent: Process, pid: number, shares: boolean): void {
    if (pid === parent.pid) return;
    const child = this.#byPid.get(pid);
    if (child === undefined) {
      this.#add(pid, this.#create(pid, shares ? parent.table : parent.table.copy()));
      return;
    }
    if (child.orphan || (shares && child.table !== parent.table)) {
      // The child ran first: what it opened meanwhile stays.
      const own = child.table.files;
      child.table = shares ? parent.table : parent.table.copy();
      for (const [fd, file] of own) child.table.set(fd, file);
      child.orphan = false;
    }
  }

  exited(process: Process): void {
    this.#forget(process);
    if (process === this.#unnamed) this.#unnamed = undefined;
    if (process.pid === undefined) return;
    this.#byPid.delete(process.pid);
  }

  /** Gives a process a descriptor table of its own. */
  unshare(process: Process): void {
    process.table = process.table.copy();
  }

  opened(process: Process, fd: number, file: OpenFile): void {
    process.table.set(fd, file);
    if (file.netlink === true) this.#lastFiles.set(fd, file);
  }

  /** The file behind a descriptor; for processes of unknown descent, another process's as a guess. */
  file(process: Process, fd: number): OpenFile | undefined {
    const own = process.table.files.get(fd);
    if (own !== undefined || !process.orphan) return own;
    const other = this.#lastFiles.files.get(fd);
    return other === undefined ? undefined : { ...other, port: undefined, guessed: true };
  }

  /** Calls that were never resumed. */
  unfinished(): Unfinished[] {
    const all = [...this.#byPid.values()];
    if (this.#unnamed !== undefined) all.push(this.#unnamed);
    return all.flatMap((process) => process.unfinished ?? []);
  }

  #add(pid: number, process: Process): Process {
    this.#byPid.set(pid, process);
    if (this.#byPid.size > MAX_PROCESSES) {
      const [oldest, forgotten] = this.#byPid.entries().next().value!;
      this.#byPid.delete(oldest);
      this.#forget(forgotten);
    }
    return process;
  }

  #create(pid: number | undefined, table: DescriptorTable): Process {
    return { pid, comm: undefined, table, unfinished: undefined, born: this.#born++, orphan: false };
  }
}
