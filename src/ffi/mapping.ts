/** Memory shared with the kernel, which JavaScript may go on looking at whatever becomes of it. */
import { constants } from "node:buffer";
import {
  MADV_HUGEPAGE,
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_NORESERVE,
  MAP_PRIVATE,
  PROT_READ,
  PROT_WRITE,
} from "./constants.js";
import { codedError, SyscallError } from "./errors.js";
import type { MapOptions, Mapping } from "./ffi.js";
import type { Orphans } from "./orphans.js";

/** What a binding offers for it. Addresses are numbers: below 2^53 wherever Node runs. */
export interface MemoryCalls {
  /** mmap(2): an address, or a negative errno. */
  map(address: number, length: number, protection: number, flags: number, fd: number, offset: number): number;
  /** munmap(2): 0, or a negative errno. */
  unmap(address: number, length: number): number;
  /** madvise(2): 0, or a negative errno. */
  advise(address: number, length: number, advice: number): number;
  /** An ArrayBuffer over memory that it does not own. */
  view(address: number, length: number): ArrayBuffer;
  /** Where mappings are written down for the case that their thread is terminated. */
  readonly orphans?: Orphans | undefined;
}

interface Area {
  readonly calls: MemoryCalls;
  readonly address: number;
  readonly length: number;
}

const areas = new Set<Area>();

/** Bytes that this thread's mappings hold, retired ones that a view still covers included: a leak check. */
export function mappedBytes(): number {
  let sum = 0;
  for (const area of areas) sum += area.length;
  return sum;
}

/** Keyed by the ArrayBuffer, which every view keeps alive: memory is given back when nothing can look at it any more. */
const unseen = new FinalizationRegistry<Area>((area) => {
  areas.delete(area);
  area.calls.orphans?.removeMapping(area.address);
  area.calls.unmap(area.address, area.length);
});

const held = new WeakMap<Mapping, Area>();

/** Puts empty memory in the place of what is mapped there. */
function retire({ calls, address, length }: Area): void {
  retireMemory(calls, address, length);
  calls.orphans?.removeMapping(address);
}

/** @throws SyscallError */
export function retireMemory(calls: MemoryCalls, address: number, length: number): void {
  const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE;
  const result = calls.map(address, length, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (result < 0) throw new SyscallError("mmap", result, { subject: "over a mapping that is closed" });
}

/** Lets go of everything that this thread has mapped: its last act. */
export function retireMappings(): void {
  for (const area of areas) retire(area);
}

/** @throws Error with a code for a mapping that is closed or another binding's */
export function addressOf(mapping: Mapping): number {
  const area = held.get(mapping);
  if (area === undefined) throw new TypeError("no mapping of this binding");
  if (mapping.closed) throw codedError("ERR_RINGLINK_CLOSED", "this memory mapping is closed");
  return area.address;
}

class MappedMemory implements Mapping {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
  readonly length: number;
  #closed = false;

  constructor(buffer: ArrayBuffer) {
    this.length = buffer.byteLength;
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.words = new Int32Array(buffer, 0, this.length >>> 2);
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    retire(held.get(this)!);
    this.#closed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** mmap(2) with a view of the result. @throws RangeError for a length that no view can have; SyscallError */
export function mapMemory(calls: MemoryCalls, options: MapOptions): Mapping {
  const { length, fd = -1, offset = 0, flags = MAP_PRIVATE, protection = PROT_READ | PROT_WRITE } = options;
  // A view that is larger than Node allows aborts the process.
  if (!Number.isSafeInteger(length) || length <= 0 || length > constants.MAX_LENGTH) {
    throw new RangeError(`no length of a memory mapping: ${length} (1 to ${constants.MAX_LENGTH} bytes)`);
  }
  if (flags & MAP_FIXED) throw new RangeError("the kernel chooses where memory is mapped");
  // Views may be read and written at any time; without these rights that would be a fault.
  if ((protection & (PROT_READ | PROT_WRITE)) !== (PROT_READ | PROT_WRITE)) {
    throw new RangeError("mappings must be readable and writable");
  }
  // Rings are large: those of threads that have gone make room first.
  calls.orphans?.release();
  const anonymous = fd < 0 ? MAP_ANONYMOUS : 0;
  const address = calls.map(0, length, protection, flags | anonymous, fd, offset);
  if (address < 0) throw new SyscallError("mmap", address, { subject: `${length} bytes` });
  if (options.hugePages === true) calls.advise(address, length, MADV_HUGEPAGE);
  const area = { calls, address, length };
  let buffer: ArrayBuffer;
  try {
    buffer = calls.view(address, length);
  } catch (error) {
    calls.unmap(address, length);
    throw error;
  }
  const mapping = new MappedMemory(buffer);
  held.set(mapping, area);
  areas.add(area);
  calls.orphans?.addMapping(address, length);
  unseen.register(buffer, area);
  return mapping;
}
