// include/uapi/linux/btf.h: struct btf_header, btf_type, btf_layout, BTF_KIND_*
import { readFileSync } from "node:fs";
import { codedError } from "../../ffi/index.js";

/** The running kernel's description of its own types and functions. */
const VMLINUX = "/sys/kernel/btf/vmlinux";

const MAGIC = 0xeb9f;
const VERSION = 1;
/** sizeof(struct btf_header), and where it tells of a layout section as well. */
const HEADER_SIZE = 24;
const HEADER_WITH_LAYOUT = 32;
/** sizeof(struct btf_type); what follows it depends on the kind. */
const TYPE_SIZE = 12;
const FUNC = 12;

/** Bytes behind a type by its kind: those that are there once, and those of each of its elements. */
const LAYOUT: readonly (readonly [once: number, each: number])[] = [
  [0, 0],
  // INT, PTR, ARRAY, STRUCT, UNION
  [4, 0],
  [0, 0],
  [12, 0],
  [0, 12],
  [0, 12],
  // ENUM, FWD, TYPEDEF, VOLATILE, CONST
  [0, 8],
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 0],
  // RESTRICT, FUNC, FUNC_PROTO, VAR, DATASEC
  [0, 0],
  [0, 0],
  [0, 8],
  [4, 0],
  [0, 12],
  // FLOAT, DECL_TAG, TYPE_TAG, ENUM64
  [0, 0],
  [4, 0],
  [0, 0],
  [0, 12],
];

function malformed(what: string): Error {
  return codedError("ERR_RINGLINK_BTF", `BTF: ${what}`);
}

/** Type information in the BPF type format: numbered types, of which only functions are looked for here. */
export class Btf {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  /** Bytes of the kinds, by the file's own table where it has one. */
  readonly #layout: readonly (readonly [once: number, each: number])[];
  readonly #types: { readonly start: number; readonly end: number };
  readonly #strings: { readonly start: number; readonly end: number };

  /**
   * @param bytes of a whole file, in either byte order
   * @throws Error (ERR_RINGLINK_BTF) that says what is wrong with the header
   */
  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < HEADER_SIZE) throw malformed(`${bytes.length} bytes, the header alone has ${HEADER_SIZE}`);
    const littleEndian = view.getUint16(0, true) === MAGIC;
    if (!littleEndian && view.getUint16(0, false) !== MAGIC) {
      throw malformed(`begins with 0x${view.getUint16(0, true).toString(16)}, not 0x${MAGIC.toString(16)}`);
    }
    if (view.getUint8(2) !== VERSION) throw malformed(`version ${view.getUint8(2)}; version ${VERSION} is known`);
    const header = view.getUint32(4, littleEndian);
    if (header < HEADER_SIZE || header > bytes.length) throw malformed(`a header of ${header} bytes`);
    const section = (at: number, name: string): { start: number; end: number } => {
      const start = header + view.getUint32(at, littleEndian);
      const end = start + view.getUint32(at + 4, littleEndian);
      if (end <= bytes.length) return { start, end };
      throw malformed(`${name} from ${start} to ${end}, of ${bytes.length} bytes`);
    };
    this.#bytes = bytes;
    this.#view = view;
    this.#littleEndian = littleEndian;
    this.#types = section(8, "types");
    this.#strings = section(16, "strings");
    const { start, end } = this.#strings;
    if (end === start || bytes[end - 1] !== 0) throw malformed("the strings have no end");
    const layout = header < HEADER_WITH_LAYOUT ? undefined : section(24, "layout");
    this.#layout = layout === undefined || layout.start === layout.end ? LAYOUT : readLayout(bytes, layout);
  }

  /**
   * Ids of functions. Names that the file does not have are left out.
   *
   * @throws Error (ERR_RINGLINK_BTF) that names the type that is wrong
   */
  functions(names: Iterable<string>): Map<string, number> {
    const wanted = [...names].map((name) => ({ name, bytes: new TextEncoder().encode(`${name}\0`) }));
    const found = new Map<string, number>();
    const view = this.#view;
    const littleEndian = this.#littleEndian;
    const layout = this.#layout;
    const { start, end } = this.#types;
    // Type 0 is void, and not in the file.
    for (let at = start, id = 1; at < end && found.size < wanted.length; id++) {
      if (at + TYPE_SIZE > end) throw malformed(`type ${id} at ${at}: the section ends at ${end}`);
      const info = view.getUint32(at + 4, littleEndian);
      // Older kernels have fewer bits of kind and number, and zeros in the others.
      const kind = (info >>> 24) & 0x7f;
      const size = layout[kind];
      if (kind === 0 || size === undefined) throw malformed(`type ${id} at ${at}: kind ${kind} is not known`);
      const next = at + TYPE_SIZE + size[0] + (info & 0xff_ffff) * size[1];
      if (next > end) throw malformed(`type ${id} at ${at}: ends at ${next}, the section at ${end}`);
      if (kind === FUNC) {
        const name = view.getUint32(at, littleEndian);
        for (const one of wanted) {
          if (this.#isNamed(name, one.bytes, id) && !found.has(one.name)) found.set(one.name, id);
        }
      }
      at = next;
    }
    return found;
  }

  /** Whether a string of the file is `name`, which ends with a zero. */
  #isNamed(offset: number, name: Uint8Array, id: number): boolean {
    const { start, end } = this.#strings;
    const at = start + offset;
    if (at >= end) throw malformed(`type ${id}: its name is at ${offset}, of strings of ${end - start} bytes`);
    if (at + name.length > end) return false;
    const bytes = this.#bytes;
    // From the end: most names are of another length.
    for (let i = name.length - 1; i >= 0; i--) if (bytes[at + i] !== name[i]) return false;
    return true;
  }
}

/** struct btf_layout[]: sizes by kind, also of those that are not known here. */
function readLayout(bytes: Uint8Array, { start, end }: { start: number; end: number }): (readonly [number, number])[] {
  const sizes = [...LAYOUT];
  for (let at = start; at + 4 <= end; at += 4) sizes[(at - start) / 4] = [bytes[at]!, bytes[at + 1]!];
  return sizes;
}

/** What the running kernel was asked for already: it stays the same until the next boot. */
const known = new Map<string, number | undefined>();

/**
 * Ids of functions of the running kernel, for `callKernelFunction`. Those that it does not have are left out. Looking for new
 * names reads some megabytes, which takes some 20 ms.
 *
 * @param path of the type information, the running kernel's by default
 * @throws Error (ERR_RINGLINK_BTF) when there is none, or it cannot be read
 */
export function kernelFunctionIds(names: readonly string[], path = VMLINUX): Map<string, number> {
  if (path !== VMLINUX) return read(path).functions(names);
  const missing = names.filter((name) => !known.has(name));
  if (missing.length > 0) {
    const found = read(path).functions(missing);
    for (const name of missing) known.set(name, found.get(name));
  }
  return new Map(
    names.flatMap((name) => {
      const id = known.get(name);
      return id === undefined ? [] : [[name, id] as const];
    }),
  );
}

function read(path: string): Btf {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const why = "the kernel is built without CONFIG_DEBUG_INFO_BTF, or /sys is not mounted";
    throw codedError("ERR_RINGLINK_BTF", `BTF: ${path} cannot be read: ${why}`, { cause });
  }
  return new Btf(bytes);
}
