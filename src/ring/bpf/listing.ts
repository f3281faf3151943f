/** Bytes of a program to text, in the notation of the kernel's own (kernel/bpf/disasm.c). */
import { littleEndian } from "../../ffi/index.js";
import { INSTRUCTION_SIZE } from "./constants.js";
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
  BPF_MEMSX,
  BPF_MOV,
  BPF_NEG,
  BPF_PSEUDO_CALL,
  BPF_PSEUDO_KFUNC_CALL,
  BPF_PSEUDO_MAP_FD,
  BPF_X,
  Class,
  Condition,
  Size,
} from "./opcodes.js";

function reverse(table: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(table).map(([name, value]) => [value, name]));
}

const OPERATORS = reverse(Arithmetic);
const CONDITIONS = reverse(Condition);
const ATOMICS = reverse(Atomic);
const HELPERS = reverse(BpfHelper);
const SIZES = reverse(Size);

interface Slot {
  readonly index: number;
  readonly code: number;
  readonly dst: number;
  readonly src: number;
  readonly off: number;
  readonly imm: number;
  /** imm of the slot that follows, for 64-bit immediates. */
  readonly next: number;
}

function readSlot(dv: DataView, index: number): Slot {
  const at = index * INSTRUCTION_SIZE;
  const registers = dv.getUint8(at + 1);
  const [low, high] = [registers & 15, registers >> 4];
  return {
    index,
    code: dv.getUint8(at),
    dst: littleEndian ? low : high,
    src: littleEndian ? high : low,
    off: dv.getInt16(at + 2, littleEndian),
    imm: dv.getInt32(at + 4, littleEndian),
    next: at + 2 * INSTRUCTION_SIZE <= dv.byteLength ? dv.getInt32(at + INSTRUCTION_SIZE + 4, littleEndian) : 0,
  };
}

const signed = (value: number): string => (value < 0 ? String(value) : `+${value}`);
const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

function arithmetic({ code, dst, src, off, imm }: Slot): string | undefined {
  const wide = (code & 7) === Class.alu64;
  const operation = code & 0xf0;
  const r = wide ? "r" : "w";
  if (operation === BPF_END) {
    const order = wide ? "bswap" : (code & BPF_X) !== 0 ? "be" : "le";
    return `r${dst} = ${order}${imm} r${dst}`;
  }
  if (operation === BPF_NEG) return `${r}${dst} = -${r}${dst}`;
  const operator = OPERATORS.get(operation);
  if (operator === undefined) return undefined;
  if (operation === BPF_MOV && (code & BPF_X) !== 0 && off !== 0) return `${r}${dst} = (s${off})${r}${src}`;
  if (off !== 0 && off !== 1) return undefined;
  return `${r}${dst} ${off === 1 ? "s" : ""}${operator} ${(code & BPF_X) !== 0 ? `${r}${src}` : imm}`;
}

function memory({ code, dst, src, off, imm }: Slot): string | undefined {
  const size = SIZES.get(code & 0x18)!;
  const mode = code & 0xe0;
  const at = (base: number, type: string): string => `*(${type} *)(r${base} ${signed(off)})`;
  switch (code & 7) {
    case Class.ldx:
      if (mode === BPF_MEM) return `r${dst} = ${at(src, size)}`;
      return mode === BPF_MEMSX && size !== "u64" ? `r${dst} = ${at(src, `s${size.slice(1)}`)}` : undefined;
    case Class.st:
      return mode === BPF_MEM ? `${at(dst, size)} = ${imm}` : undefined;
    default: {
      if (mode === BPF_MEM) return `${at(dst, size)} = r${src}`;
      const operator = ATOMICS.get(imm & ~BPF_FETCH);
      if (mode !== BPF_ATOMIC || operator === undefined || (size !== "u32" && size !== "u64")) return undefined;
      if ((imm & BPF_FETCH) === 0) return `lock ${at(dst, size)} ${operator} r${src}`;
      const name = { "+=": "add", "|=": "or", "&=": "and", "^=": "xor" }[operator];
      return `r${src} = atomic${size === "u64" ? "64" : ""}_fetch_${name}((${size} *)(r${dst} ${signed(off)}), r${src})`;
    }
  }
}

function flow(slot: Slot, place: (distance: number) => string): string | undefined {
  const { code, dst, src, off, imm } = slot;
  const narrow = (code & 7) === Class.jmp32;
  const operation = code & 0xf0;
  if (!narrow && operation === BPF_EXIT) return "exit";
  if (!narrow && operation === BPF_CALL) {
    if (src === BPF_PSEUDO_CALL) return `call ${place(imm)}`;
    if (src === BPF_PSEUDO_KFUNC_CALL) return `call kernel-function#${imm}`;
    return `call bpf_${HELPERS.get(imm) ?? "unknown"}#${imm}`;
  }
  if (operation === BPF_JA) return `goto ${place(narrow ? imm : off)}`;
  const condition = CONDITIONS.get(operation);
  if (condition === undefined) return undefined;
  const r = narrow ? "w" : "r";
  return `if ${r}${dst} ${condition} ${(code & BPF_X) !== 0 ? `${r}${src}` : hex(imm)} goto ${place(off)}`;
}

function wideLoad({ dst, src, imm, next }: Slot): string {
  if (src === BPF_PSEUDO_MAP_FD) return `r${dst} = map[fd:${imm}]`;
  const value = (BigInt.asUintN(32, BigInt(next)) << 32n) | BigInt.asUintN(32, BigInt(imm));
  return `r${dst} = 0x${value.toString(16)}${src === 0 ? "" : ` (pseudo ${src})`}`;
}

/**
 * A readable listing, a line per instruction: slot, code, text. Jumps name their label where there is one, otherwise the
 * distance (`pc+2`); what is no known instruction is shown as its fields.
 *
 * @throws RangeError when the length is no multiple of 8 bytes
 */
export function listing(program: Uint8Array, labels: ReadonlyMap<string, number> = new Map()): string {
  if (program.length % INSTRUCTION_SIZE !== 0) {
    throw new RangeError(`a program is a multiple of ${INSTRUCTION_SIZE} bytes, not ${program.length}`);
  }
  const dv = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const length = program.length / INSTRUCTION_SIZE;
  const names = new Map<number, string[]>();
  for (const [name, slot] of labels) names.set(slot, [...(names.get(slot) ?? []), name]);
  const lines: string[] = [];
  for (let index = 0; index < length; ) {
    for (const name of names.get(index) ?? []) lines.push(`${name}:`);
    const slot = readSlot(dv, index);
    const place = (distance: number): string => names.get(index + 1 + distance)?.[0] ?? `pc${signed(distance)}`;
    const isWide = slot.code === (Class.ld | BPF_IMM | Size.u64) && index + 1 < length;
    const text = isWide ? wideLoad(slot) : textOf(slot, place);
    const fields = `code ${hex(slot.code)} dst r${slot.dst} src r${slot.src} off ${slot.off} imm ${slot.imm}`;
    lines.push(`${index}: (${slot.code.toString(16).padStart(2, "0")}) ${text ?? fields}`);
    index += isWide ? 2 : 1;
  }
  return lines.join("\n");
}

function textOf(slot: Slot, place: (distance: number) => string): string | undefined {
  switch (slot.code & 7) {
    case Class.ldx:
    case Class.st:
    case Class.stx:
      return memory(slot);
    case Class.alu:
    case Class.alu64:
      return arithmetic(slot);
    case Class.jmp:
    case Class.jmp32:
      return flow(slot, place);
    default:
      return undefined;
  }
}
