/** Instructions to bytes. */
import { littleEndian } from "../../ffi/index.js";
import { INSTRUCTION_SIZE } from "./constants.js";
import type { Instruction, Label } from "./instruction.js";
import { listing } from "./listing.js";
import { BPF_CALL, Class } from "./opcodes.js";

/** The kernel's limit for programs of the privileged, BPF_COMPLEXITY_LIMIT_INSNS. */
const MOST_INSTRUCTIONS = 1_000_000;

export interface Assembly {
  /** `struct bpf_insn[]`, in the machine's byte order. */
  readonly bytes: Uint8Array;
  /** Slots of 8 bytes; wide instructions count twice. */
  readonly length: number;
  /** Slot of each label. */
  readonly labels: ReadonlyMap<string, number>;
  /** As the verifier's log writes it, with labels. */
  toString(): string;
}

/** Nested lists, so that parts of a program can be functions. */
export type Source = readonly (Instruction | Label | Source)[];

function* flatten(source: Source): Generator<Instruction | Label> {
  for (const item of source) {
    if (Array.isArray(item)) yield* flatten(item as Source);
    else yield item as Instruction | Label;
  }
}

function writeInstruction(dv: DataView, slot: number, instruction: Instruction, off: number, imm: number): void {
  const at = slot * INSTRUCTION_SIZE;
  const { code, dst, src } = instruction;
  dv.setUint8(at, code);
  // Two bit fields of a C struct: the first declared has the bits that the machine counts first.
  dv.setUint8(at + 1, littleEndian ? (src << 4) | dst : (dst << 4) | src);
  dv.setInt16(at + 2, off, littleEndian);
  dv.setInt32(at + 4, imm, littleEndian);
}

/** Whether the target of an instruction goes into `imm`. */
function isCall({ code }: Instruction): boolean {
  return code === (Class.jmp | BPF_CALL);
}

/**
 * Assembles a program.
 *
 * @throws RangeError for a label that is missing or there twice, a jump that is too far, an empty program
 */
export function assemble(source: Source): Assembly {
  const instructions: Instruction[] = [];
  const labels = new Map<string, number>();
  let length = 0;
  for (const item of flatten(source)) {
    if ("label" in item) {
      if (labels.has(item.label)) throw new RangeError(`label ${JSON.stringify(item.label)} is there twice`);
      labels.set(item.label, length);
    } else {
      instructions.push(item);
      length += item.wide === true ? 2 : 1;
    }
  }
  if (length === 0) throw new RangeError("a program without instructions");
  if (length > MOST_INSTRUCTIONS)
    throw new RangeError(`${length} instructions; the kernel takes ${MOST_INSTRUCTIONS} at most`);

  const bytes = new Uint8Array(length * INSTRUCTION_SIZE);
  const dv = new DataView(bytes.buffer);
  let slot = 0;
  for (const instruction of instructions) {
    const distance = instruction.target === undefined ? 0 : distanceTo(instruction.target, labels, slot, length);
    if (instruction.wide === true) {
      const value = BigInt.asUintN(64, BigInt(instruction.imm));
      writeInstruction(dv, slot, instruction, 0, Number(BigInt.asIntN(32, value)));
      dv.setInt32((slot + 1) * INSTRUCTION_SIZE + 4, Number(BigInt.asIntN(32, value >> 32n)), littleEndian);
      slot += 2;
      continue;
    }
    const imm = Number(instruction.imm);
    if (instruction.target === undefined) writeInstruction(dv, slot, instruction, instruction.off, imm);
    else if (isCall(instruction)) writeInstruction(dv, slot, instruction, 0, distance);
    else if (distance >= -0x8000 && distance <= 0x7fff) writeInstruction(dv, slot, instruction, distance, imm);
    else throw new RangeError(`label ${JSON.stringify(instruction.target)} is ${distance} instructions away`);
    slot++;
  }
  return { bytes, length, labels, toString: () => listing(bytes, labels) };
}

/** Instructions between the one after `slot` and a label. */
function distanceTo(target: string, labels: ReadonlyMap<string, number>, slot: number, length: number): number {
  const to = labels.get(target);
  if (to === undefined) throw new RangeError(`no label ${JSON.stringify(target)}`);
  if (to === length) throw new RangeError(`label ${JSON.stringify(target)} is after the last instruction`);
  return to - slot - 1;
}
