/** Whether the kernel will take a program: net/core/filter.c, bpf_check_classic(), which itself says no more than EINVAL. */
import { codedError } from "../../ffi/index.js";
import * as bpf from "./constants.js";
import { type ClassicFilter, filterBytes, filterError } from "./instruction.js";
import { isBranch, mnemonic } from "./listing.js";

const LD_MEM = bpf.BPF_LD | bpf.BPF_MEM;
const LDX_MEM = bpf.BPF_LDX | bpf.BPF_MEM;

/**
 * Checks a program as the kernel does before it attaches it.
 *
 * @throws Error with code ERR_RINGLINK_FILTER that names the instruction and what is wrong with it
 */
export function checkFilter(filter: ClassicFilter): void {
  const { length } = filter;
  if (length === 0 || length > bpf.BPF_MAXINSNS) {
    const message = `a filter of ${length} instructions; the kernel takes 1 to ${bpf.BPF_MAXINSNS}`;
    throw codedError("ERR_RINGLINK_FILTER", message);
  }
  // Numbers that do not fit their fields are found here.
  filterBytes(filter);
  filter.forEach(({ code, jt, jf, k }, index) => {
    const name = mnemonic({ code, jt, jf, k }, index)?.[0];
    if (name === undefined) filterError(index, `there is no code 0x${code.toString(16)}`);
    const last = length - 1 - index;
    if (isBranch(code) && (jt >= last || jf >= last)) filterError(index, `${name} leads past the end of the program`);
    if (code === (bpf.BPF_JMP | bpf.BPF_JA) && k > 0x7fffffff)
      filterError(index, "ja leads back, which the kernel does not take (protochain compiles to such)");
    if (code === (bpf.BPF_JMP | bpf.BPF_JA) && k >= last) filterError(index, "ja leads past the end of the program");
    operand(index, name, code, k);
  });
  const end = filter[length - 1]!.code;
  if ((end & 0x07) !== bpf.BPF_RET) filterError(length - 1, "the last instruction must be a ret");
  checkMemory(filter);
}

function operand(index: number, name: string, code: number, k: number): void {
  const isConstant = (code & 0x08) === bpf.BPF_K;
  if (isConstant && (name === "div" || name === "mod") && k === 0) filterError(index, `${name} by 0`);
  if (isConstant && (name === "lsh" || name === "rsh") && k >= 32)
    filterError(index, `${name} by ${k} bits, not 0 to 31`);
  if (usesMemory(code) && k >= bpf.BPF_MEMWORDS) {
    filterError(index, `${name} with M[${k}]; there are M[0] to M[${bpf.BPF_MEMWORDS - 1}]`);
  }
  if ((code & 0x07) === bpf.BPF_LD && (code & 0xe0) === bpf.BPF_ABS && k >= bpf.SKF_AD_OFF) {
    const offset = k - bpf.SKF_AD_OFF;
    if (!bpf.ANCILLARY_NAMES.has(offset)) filterError(index, `${name} of SKF_AD_OFF + ${offset}, which is nothing`);
  }
}

const usesMemory = (code: number): boolean =>
  code === LD_MEM || code === LDX_MEM || code === bpf.BPF_ST || code === bpf.BPF_STX;

/** check_load_and_stores(): a word of memory is stored on every way to where it is loaded. Jumps go forward only. */
function checkMemory(filter: ClassicFilter): void {
  // Bit n of masks[i]: M[n] was stored on every jump to i.
  const masks = new Uint16Array(filter.length).fill(0xffff);
  let stored = 0;
  filter.forEach(({ code, jt, jf, k }, index) => {
    stored &= masks[index]!;
    if (code === bpf.BPF_ST || code === bpf.BPF_STX) stored |= 1 << k;
    else if (code === LD_MEM || code === LDX_MEM) {
      if ((stored & (1 << k)) === 0) filterError(index, `M[${k}] may be loaded before it was stored`);
    } else if ((code & 0x07) === bpf.BPF_JMP) {
      const targets = code === (bpf.BPF_JMP | bpf.BPF_JA) ? [k] : [jt, jf];
      for (const skip of targets) masks[index + 1 + skip]! &= stored;
      stored = 0xffff;
    }
  });
}
