/** Maps: memory that BPF programs and this process share. */
import { readFileSync } from "node:fs";
import { nameOf } from "../../codec/index.js";
import { Descriptor, type Ffi, ffi, littleEndian } from "../../ffi/index.js";
import { BpfMapType, BpfUpdateFlags, NAME_SIZE } from "./constants.js";
import { Attributes, bpf, bpfChecked, bpfError, checkName, fixedBytes, objectInfo, readName } from "./syscall.js";

export interface BpfMapOptions {
  readonly type: BpfMapType;
  /** Bytes. */
  readonly keySize: number;
  /** Bytes; of a per-CPU map of one CPU's value. */
  readonly valueSize: number;
  readonly maxEntries: number;
  /** At most 15 letters, digits, `_` and `.`. */
  readonly name?: string | undefined;
  /** `BpfMapFlags`; 0 by default. */
  readonly flags?: number | undefined;
  /** System calls; libc through koffi by default. */
  readonly ffi?: Ffi | undefined;
}

/** A key or a value: its bytes, or an unsigned integer in the machine's byte order where the size is 1, 2, 4 or 8. */
export type MapData = Uint8Array | number | bigint;

const EINVAL = 22;
const ENOENT = 2;

const PER_CPU: readonly (BpfMapType | undefined)[] = [
  "percpu_hash",
  "percpu_array",
  "lru_percpu_hash",
  "percpu_cgroup_storage",
];

/** CPUs that the kernel may ever bring up: how many values a per-CPU map has under a key. */
function possibleCpus(): number {
  const ranges = readFileSync("/sys/devices/system/cpu/possible", "utf8").trim().split(",");
  return Math.max(...ranges.map((range) => Number(range.split("-").at(-1)))) + 1;
}

function checkSize(value: number, what: string, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= 0x7fff_ffff) return value;
  throw new RangeError(`${what} is an integer of at least ${least}: ${value}`);
}

/** Owns the descriptor of a map. The kernel frees the map when no descriptor and no program refers to it. */
export class BpfMap {
  readonly type: BpfMapType | number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly maxEntries: number;
  readonly name: string;
  /** Bytes that a lookup gives and an update takes: of a per-CPU map the values of all CPUs, each at a multiple of 8. */
  readonly valueBytes: number;
  readonly #ffi: Ffi;
  readonly #descriptor: Descriptor;

  private constructor(system: Ffi, fd: number, options: Omit<BpfMapOptions, "type"> & { type: BpfMapType | number }) {
    this.#ffi = system;
    this.type = options.type;
    this.keySize = options.keySize;
    this.valueSize = options.valueSize;
    this.maxEntries = options.maxEntries;
    this.name = options.name ?? "";
    const perCpu = typeof options.type === "string" && PER_CPU.includes(options.type);
    this.valueBytes = perCpu ? ((options.valueSize + 7) & ~7) * possibleCpus() : options.valueSize;
    this.#descriptor = new Descriptor(system, fd, `bpf map ${this.name}`);
  }

  /** Creates a map. @throws RangeError for options that no map can have; SyscallError */
  static create(options: BpfMapOptions): BpfMap {
    const system = options.ffi ?? ffi();
    const { type, name = "", flags = 0 } = options;
    if (!Object.hasOwn(BpfMapType, type)) throw new RangeError(`no type of BPF map: ${JSON.stringify(type)}`);
    const attributes = new Attributes(system, 72)
      .u32(0, BpfMapType[type])
      .u32(4, checkSize(options.keySize, "keySize", 0))
      .u32(8, checkSize(options.valueSize, "valueSize", 0))
      .u32(12, checkSize(options.maxEntries, "maxEntries", 0))
      .u32(16, flags)
      .text(28, NAME_SIZE, checkName(name));
    const about = `${type}${name === "" ? "" : ` ${name}`}`;
    return new BpfMap(system, bpfChecked(system, "map_create", attributes, about), options);
  }

  /** A map that exists, by a descriptor that stays the caller's. @throws SyscallError when it is none of a map */
  static of(fd: number, options: { readonly ffi?: Ffi | undefined } = {}): BpfMap {
    const system = options.ffi ?? ffi();
    // struct bpf_map_info
    const info = objectInfo(system, fd, 88, `descriptor ${fd}`);
    const u32 = (offset: number): number => info.getUint32(offset, littleEndian);
    const type = u32(0);
    return new BpfMap(system, system.duplicate(fd), {
      type: (nameOf(BpfMapType, type) as BpfMapType | undefined) ?? type,
      keySize: u32(8),
      valueSize: u32(12),
      maxEntries: u32(16),
      name: readName(info, 24, NAME_SIZE),
    });
  }

  /** The descriptor; -1 once closed. */
  get fd(): number {
    return this.#descriptor.fd;
  }

  get closed(): boolean {
    return this.#descriptor.closed;
  }

  /** The kernel's id of the map, as `bpftool map` shows it. @throws SyscallError */
  get id(): number {
    return objectInfo(this.#ffi, this.fd, 88, this.#about).getUint32(4, littleEndian);
  }

  get #about(): string {
    return this.name === "" ? String(this.type) : this.name;
  }

  /**
   * Sets an entry. `mode`: `any` replaces or adds, `noexist` only adds, `exist` only replaces.
   *
   * @throws RangeError for data of another size; SyscallError, code E2BIG when the map is full
   */
  update(key: MapData, value: MapData, mode: BpfUpdateFlags = "any"): void {
    if (!Object.hasOwn(BpfUpdateFlags, mode)) throw new RangeError(`no mode of an update: ${JSON.stringify(mode)}`);
    const attributes = this.#element(this.#key(key))
      .pointer(16, toBytes(value, this.valueBytes, "value", this.#about))
      .u64(24, BpfUpdateFlags[mode]);
    bpfChecked(this.#ffi, "map_update_elem", attributes, this.#about);
  }

  /** The value under a key, `valueBytes` bytes; undefined when there is none. @throws SyscallError */
  lookup(key: MapData): Uint8Array | undefined {
    const value = fixedBytes(this.valueBytes);
    const attributes = this.#element(this.#key(key)).pointer(16, value);
    return this.#found("map_lookup_elem", attributes) ? value : undefined;
  }

  /** Removes an entry; whether there was one, as far as the kind of map tells. @throws SyscallError */
  delete(key: MapData): boolean {
    return this.#found("map_delete_elem", this.#element(this.#key(key)));
  }

  /** The key that follows another in the map's own order, the first one without; undefined after the last. */
  nextKey(key?: MapData): Uint8Array | undefined {
    const next = fixedBytes(this.keySize);
    const attributes = this.#element(key === undefined ? undefined : this.#key(key)).pointer(16, next);
    return this.#found("map_get_next_key", attributes) ? next : undefined;
  }

  /** All keys. An entry may be deleted while the loop is at it; entries that others add or delete may come or not. */
  *keys(): Generator<Uint8Array, void, undefined> {
    let key = this.nextKey();
    // After a key that others deleted the kernel starts again: without a limit this could go on for ever.
    for (let count = 0; key !== undefined && count < this.maxEntries; count++) {
      const next = this.nextKey(key);
      yield key;
      key = next;
    }
  }

  /** All keys with their values. */
  *entries(): Generator<[key: Uint8Array, value: Uint8Array], void, undefined> {
    for (const key of this.keys()) {
      const value = this.lookup(key);
      if (value !== undefined) yield [key, value];
    }
  }

  /** Gives up the descriptor; a second call does nothing. Programs that use the map keep it. */
  close(): void {
    this.#descriptor.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #key(key: MapData): Uint8Array {
    return toBytes(key, this.keySize, "key", this.#about);
  }

  #element(key: Uint8Array | undefined): Attributes {
    const attributes = new Attributes(this.#ffi, 32).u32(0, this.fd);
    return key === undefined ? attributes : attributes.pointer(8, key);
  }

  #found(command: "map_lookup_elem" | "map_delete_elem" | "map_get_next_key", attributes: Attributes): boolean {
    const result = bpf(this.#ffi, command, attributes);
    if (result === -ENOENT) return false;
    if (result >= 0) return true;
    const fixed =
      command === "map_delete_elem" && result === -EINVAL ? "entries of arrays are always there" : undefined;
    throw bpfError(command, result, this.#about, fixed);
  }
}

/** A copy of the data in memory that does not move. @throws RangeError when it does not fit */
function toBytes(data: MapData, size: number, what: string, about: string): Uint8Array {
  if (data instanceof Uint8Array) {
    if (data.length !== size) throw new RangeError(`a ${what} of ${about} has ${size} bytes, not ${data.length}`);
    return fixedBytes(data);
  }
  const limit = 1n << BigInt(size * 8);
  if (![1, 2, 4, 8].includes(size) || (typeof data === "number" && !Number.isSafeInteger(data))) {
    throw new RangeError(`a ${what} of ${about} is no integer: it has ${size} bytes`);
  }
  const integer = BigInt(data);
  if (integer < 0n || integer >= limit) throw new RangeError(`a ${what} of ${about} of ${size} bytes: ${data}`);
  const bytes = fixedBytes(size);
  const wide = fixedBytes(8);
  new DataView(wide.buffer).setBigUint64(0, integer, littleEndian);
  bytes.set(littleEndian ? wide.subarray(0, size) : wide.subarray(8 - size));
  return bytes;
}
