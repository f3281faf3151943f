/**
 * Instructions of the extended BPF machine, written as the verifier's log writes them: `load(r2, "u32", r1, 16)` is
 * `r2 = *(u32 *)(r1 +16)`.
 */
import { BpfHelper } from "./helper.constants.js";
import {
  Arithmetic,
  Atomic,
  BPF_ATOMIC,
  BPF_CALL,
  BPF_END,
  BPF_EXIT,
  BPF_FETCH,
  BPF_IMM,
  BPF_JA,
  BPF_MEM,
  BPF_NEG,
  BPF_PSEUDO_CALL,
  BPF_PSEUDO_KFUNC_CALL,
  BPF_PSEUDO_MAP_FD,
  BPF_X,
  ByteOrder,
  Class,
  Condition,
  Size,
} from "./opcodes.js";

/** A register, all of its 64 bits or the lower half. */
export interface Register {
  readonly register: number;
  readonly bits: 64 | 32;
}

const register = (number: number, bits: 64 | 32): Register => Object.freeze({ register: number, bits });

/** The return value of calls and of the program. */
export const r0 = register(0, 64);
/** The context on entry; `r1` … `r5` are the arguments of calls, and lost by them. */
export const r1 = register(1, 64);
export const r2 = register(2, 64);
export const r3 = register(3, 64);
export const r4 = register(4, 64);
export const r5 = register(5, 64);
/** `r6` … `r9` are kept over calls. */
export const r6 = register(6, 64);
export const r7 = register(7, 64);
export const r8 = register(8, 64);
export const r9 = register(9, 64);
/** End of the stack of 512 bytes; read only. */
export const r10 = register(10, 64);
export const w0 = register(0, 32);
export const w1 = register(1, 32);
export const w2 = register(2, 32);
export const w3 = register(3, 32);
export const w4 = register(4, 32);
export const w5 = register(5, 32);
export const w6 = register(6, 32);
export const w7 = register(7, 32);
export const w8 = register(8, 32);
export const w9 = register(9, 32);

/** One instruction as `struct bpf_insn` has it; `wide` is one of two, for 64-bit immediates. */
export interface Instruction {
  readonly code: number;
  readonly dst: number;
  readonly src: number;
  readonly off: number;
  /** s32; of a wide instruction the whole s64. */
  readonly imm: number | bigint;
  readonly wide?: true;
  /** Label to jump to: goes into `off`, of a call into `imm`. */
  readonly target?: string;
}

/** A place to jump to. */
export interface Label {
  readonly label: string;
}

function make(code: number, fields: Partial<Omit<Instruction, "code">>): Instruction {
  return { code, dst: 0, src: 0, off: 0, imm: 0, ...fields };
}

function integer(value: number, low: number, high: number, what: string): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new RangeError(`${what} is an integer from ${low} to ${high}: ${value}`);
}

/** Signed or unsigned, 32 bits are the same bits. */
const immediate = (value: number): number => integer(value, -0x8000_0000, 0xffff_ffff, "an immediate") | 0;
const offset = (value: number): number => integer(value, -0x8000, 0x7fff, "an offset");

function pick<T extends object>(table: T, key: keyof T & string, what: string): T[keyof T & string] {
  if (!Object.hasOwn(table, key)) throw new RangeError(`no ${what}: ${JSON.stringify(key)}`);
  return table[key];
}

function full(use: Register, what: string): number {
  if (use.bits !== 64) throw new RangeError(`${what} takes a register of 64 bits, not w${use.register}`);
  return use.register;
}

function operand(use: Register | number, bits: 64 | 32): { src: number; imm: number; x: number } {
  if (typeof use === "number") return { src: 0, imm: immediate(use), x: 0 };
  if (use.bits !== bits) throw new RangeError(`both operands have ${bits} bits`);
  return { src: use.register, imm: 0, x: BPF_X };
}

/** `alu(r2, "+=", 14)`, `alu(w1, "=", w3)`. Immediates are sign-extended from 32 bits. */
export function alu(dst: Register, operator: Arithmetic, value: Register | number): Instruction {
  const { src, imm, x } = operand(value, dst.bits);
  const code = pick(Arithmetic, operator, "operator") | x | (dst.bits === 64 ? Class.alu64 : Class.alu);
  return make(code, { dst: dst.register, src, imm });
}

/** `mov(r3, 2)`: `r3 = 2`. */
export function mov(dst: Register, value: Register | number): Instruction {
  return alu(dst, "=", value);
}

/** `r1 = -r1`. */
export function neg(dst: Register): Instruction {
  return make(BPF_NEG | (dst.bits === 64 ? Class.alu64 : Class.alu), { dst: dst.register });
}

/** `byteSwap(r2, "be16")`: the low 16 bits from big endian to the machine's order or back, the rest zero. */
export function byteSwap(dst: Register, order: ByteOrder): Instruction {
  const [kind, x, width] = pick(ByteOrder, order, "byte order");
  return make(BPF_END | x | kind, { dst: full(dst, "a byte swap"), imm: width });
}

/** `load(r2, "u32", r1, 16)`: `r2 = *(u32 *)(r1 +16)`, zero-extended. */
export function load(dst: Register, size: Size, base: Register, at: number): Instruction {
  return make(Class.ldx | BPF_MEM | pick(Size, size, "size"), {
    dst: full(dst, "a load"),
    src: full(base, "a load"),
    off: offset(at),
  });
}

/** `store("u16", r10, -8, r3)`: `*(u16 *)(r10 -8) = r3`; also of a number. */
export function store(size: Size, base: Register, at: number, value: Register | number): Instruction {
  const fields = { dst: full(base, "a store"), off: offset(at) };
  const code = BPF_MEM | pick(Size, size, "size");
  if (typeof value === "number") return make(Class.st | code, { ...fields, imm: immediate(value) });
  return make(Class.stx | code, { ...fields, src: full(value, "a store") });
}

/** `atomic("u64", r1, 0, "+=", r2)`: `lock *(u64 *)(r1 +0) += r2`. With `fetch`, r2 becomes the value before. */
export function atomic(
  size: "u32" | "u64",
  base: Register,
  at: number,
  operator: Atomic,
  value: Register,
  options: { readonly fetch?: boolean } = {},
): Instruction {
  return make(Class.stx | BPF_ATOMIC | pick(Size, size, "size"), {
    dst: full(base, "an atomic operation"),
    src: full(value, "an atomic operation"),
    off: offset(at),
    imm: pick(Atomic, operator, "atomic operator") | (options.fetch === true ? BPF_FETCH : 0),
  });
}

/** A 64-bit constant; takes two instructions. */
export function loadImmediate(dst: Register, value: bigint): Instruction {
  if (BigInt.asIntN(64, value) !== value && BigInt.asUintN(64, value) !== value) {
    throw new RangeError(`a 64-bit immediate: ${value}`);
  }
  return make(Class.ld | BPF_IMM | Size.u64, { dst: full(dst, "an immediate"), imm: value, wide: true });
}

/** The address of a map, given by its descriptor or by what owns one; takes two instructions. */
export function loadMap(dst: Register, map: number | { readonly fd: number }): Instruction {
  const fd = integer(typeof map === "number" ? map : map.fd, 0, 0x7fff_ffff, "the descriptor of a map");
  const fields = { dst: full(dst, "a map"), src: BPF_PSEUDO_MAP_FD, imm: BigInt(fd), wide: true } as const;
  return make(Class.ld | BPF_IMM | Size.u64, fields);
}

/** Marks the next instruction. */
export function label(name: string): Label {
  return { label: name };
}

/** `goto target`. */
export function jump(target: string): Instruction {
  return make(Class.jmp | BPF_JA, { target });
}

/** `jumpIf(r1, "==", 5, "pass")`: `if r1 == 5 goto pass`; of a `w` register the lower 32 bits count. */
export function jumpIf(dst: Register, condition: Condition, value: Register | number, target: string): Instruction {
  const { src, imm, x } = operand(value, dst.bits);
  const code = pick(Condition, condition, "condition") | x | (dst.bits === 64 ? Class.jmp : Class.jmp32);
  return make(code, { dst: dst.register, src, imm, target });
}

/** Calls a helper of the kernel, by name without `bpf_` or by number. Arguments are in r1 … r5, the result in r0. */
export function call(helper: BpfHelper | number): Instruction {
  return make(Class.jmp | BPF_CALL, {
    imm: typeof helper === "number" ? immediate(helper) : pick(BpfHelper, helper, "helper"),
  });
}

/** Calls a function of the program itself, at a label. */
export function callLabel(target: string): Instruction {
  return make(Class.jmp | BPF_CALL, { src: BPF_PSEUDO_CALL, target });
}

/** Calls a kernel function that is no helper, by its id in the kernel's type information (/sys/kernel/btf/vmlinux). */
export function callKernelFunction(btfId: number): Instruction {
  return make(Class.jmp | BPF_CALL, { src: BPF_PSEUDO_KFUNC_CALL, imm: immediate(btfId) });
}

/** Ends the program, or the function; the result is in r0. */
export function exit(): Instruction {
  return make(Class.jmp | BPF_EXIT, {});
}
