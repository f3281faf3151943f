/** Programs as people read them, in the form that `tcpdump -d` prints. */
import * as bpf from "./constants.js";
import type { BpfInstruction, ClassicFilter } from "./instruction.js";

const ALU: ReadonlyMap<number, string> = new Map([
  [bpf.BPF_ADD, "add"],
  [bpf.BPF_SUB, "sub"],
  [bpf.BPF_MUL, "mul"],
  [bpf.BPF_DIV, "div"],
  [bpf.BPF_MOD, "mod"],
  [bpf.BPF_AND, "and"],
  [bpf.BPF_OR, "or"],
  [bpf.BPF_XOR, "xor"],
  [bpf.BPF_LSH, "lsh"],
  [bpf.BPF_RSH, "rsh"],
]);
const JUMPS: ReadonlyMap<number, string> = new Map([
  [bpf.BPF_JEQ, "jeq"],
  [bpf.BPF_JGT, "jgt"],
  [bpf.BPF_JGE, "jge"],
  [bpf.BPF_JSET, "jset"],
]);
const WIDTHS: ReadonlyMap<number, string> = new Map([
  [bpf.BPF_W, ""],
  [bpf.BPF_H, "h"],
  [bpf.BPF_B, "b"],
]);
/** ALU operations whose constant is a mask. */
const MASKS: readonly number[] = [bpf.BPF_AND, bpf.BPF_OR, bpf.BPF_XOR];

const hex = (k: number): string => `#0x${k.toString(16)}`;
const signed = (k: number): string => String(k | 0);

/** Mnemonic and operand; undefined when there is no such instruction. */
export function mnemonic(
  { code, k }: BpfInstruction,
  index: number,
): readonly [name: string, operand: string] | undefined {
  const mode = code & 0xe0;
  const operation = code & 0xf0;
  const isX = (code & bpf.BPF_X) !== 0;
  switch (code > 0xff ? -1 : code & 0x07) {
    case bpf.BPF_LD: {
      const width = WIDTHS.get(code & 0x18);
      if (width === undefined) return undefined;
      if (mode === bpf.BPF_ABS) return [`ld${width}`, `[${offsetText(k)}]`];
      if (mode === bpf.BPF_IND) return [`ld${width}`, `[x + ${signed(k)}]`];
      return width === "" ? plainLoad("ld", mode, k) : undefined;
    }
    case bpf.BPF_LDX:
      if (code === (bpf.BPF_LDX | bpf.BPF_B | bpf.BPF_MSH)) return ["ldxb", `4*([${signed(k)}]&0xf)`];
      return (code & 0x18) === bpf.BPF_W ? plainLoad("ldx", mode, k) : undefined;
    case bpf.BPF_ST:
      return code === bpf.BPF_ST ? ["st", `M[${signed(k)}]`] : undefined;
    case bpf.BPF_STX:
      return code === bpf.BPF_STX ? ["stx", `M[${signed(k)}]`] : undefined;
    case bpf.BPF_ALU: {
      if (operation === bpf.BPF_NEG) return isX ? undefined : ["neg", ""];
      const name = ALU.get(operation);
      const operand = isX ? "x" : MASKS.includes(operation) ? hex(k) : `#${signed(k)}`;
      return name === undefined ? undefined : [name, operand];
    }
    case bpf.BPF_JMP: {
      if (code === (bpf.BPF_JMP | bpf.BPF_JA)) return ["ja", signed(index + 1 + k)];
      const name = JUMPS.get(operation);
      return name === undefined ? undefined : [name, isX ? "x" : hex(k)];
    }
    case bpf.BPF_RET:
      if (code === (bpf.BPF_RET | bpf.BPF_K)) return ["ret", `#${signed(k)}`];
      return code === (bpf.BPF_RET | bpf.BPF_A) ? ["ret", ""] : undefined;
    case bpf.BPF_MISC:
      if (code === (bpf.BPF_MISC | bpf.BPF_TAX)) return ["tax", ""];
      return code === (bpf.BPF_MISC | bpf.BPF_TXA) ? ["txa", ""] : undefined;
    default:
      return undefined;
  }
}

function plainLoad(name: string, mode: number, k: number): readonly [string, string] | undefined {
  if (mode === bpf.BPF_IMM) return [name, hex(k)];
  if (mode === bpf.BPF_MEM) return [name, `M[${signed(k)}]`];
  return mode === bpf.BPF_LEN ? [name, "#pktlen"] : undefined;
}

function offsetText(k: number): string {
  return (k >= bpf.SKF_AD_OFF ? bpf.ANCILLARY_NAMES.get(k - bpf.SKF_AD_OFF) : undefined) ?? signed(k);
}

/** Whether an instruction goes on at `jt` or `jf`. */
export const isBranch = (code: number): boolean => (code & 0x07) === bpf.BPF_JMP && (code & 0xf0) !== bpf.BPF_JA;

/** One line for each instruction: `(001) jeq      #0x800           jt 2	jf 3`. */
export function filterLines(filter: ClassicFilter): string[] {
  return filter.map((instruction, index) => {
    const [name, operand] = mnemonic(instruction, index) ?? ["unimp", `0x${instruction.code.toString(16)}`];
    const start = `(${String(index).padStart(3, "0")}) ${name.padEnd(8)} `;
    if (!isBranch(instruction.code)) return start + operand;
    const { jt, jf } = instruction;
    return `${start}${operand.padEnd(16)} jt ${index + 1 + jt}\tjf ${index + 1 + jf}`;
  });
}
