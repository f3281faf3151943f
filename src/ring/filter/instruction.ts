// include/uapi/linux/filter.h: struct sock_filter
import { codedError, littleEndian } from "../../ffi/index.js";

/** One instruction of the classic machine. */
export interface BpfInstruction {
  /** Class, operation and operand, 16 bits. */
  readonly code: number;
  /** Instructions to skip when a jump's condition holds, 0 to 255. */
  readonly jt: number;
  /** Instructions to skip when it does not. */
  readonly jf: number;
  /** Operand, 32 bits, unsigned. */
  readonly k: number;
}

/**
 * A classic BPF program, as SO_ATTACH_FILTER takes it. Its return value is the number of bytes to keep of a packet, 0 to
 * drop it.
 */
export type ClassicFilter = readonly BpfInstruction[];

/** Size of struct sock_filter. */
export const INSTRUCTION_SIZE = 8;

const FIELDS = [
  ["code", 0xffff],
  ["jt", 0xff],
  ["jf", 0xff],
  ["k", 0xffffffff],
] as const;

/** @throws Error with code ERR_RINGLINK_FILTER */
export function filterError(index: number, message: string): never {
  throw codedError("ERR_RINGLINK_FILTER", `instruction ${index}: ${message}`);
}

/**
 * The program as an array of struct sock_filter in the byte order of this machine (or the one given).
 *
 * @throws Error with code ERR_RINGLINK_FILTER when a number is out of range
 */
export function filterBytes(filter: ClassicFilter, little: boolean = littleEndian): Uint8Array {
  const bytes = new Uint8Array(filter.length * INSTRUCTION_SIZE);
  const view = new DataView(bytes.buffer);
  filter.forEach((instruction, index) => {
    for (const [name, most] of FIELDS) {
      const value = instruction[name];
      if (!Number.isInteger(value) || value < 0 || value > most)
        filterError(index, `${name} is ${value}, not 0 to ${most}`);
    }
    const at = index * INSTRUCTION_SIZE;
    view.setUint16(at, instruction.code, little);
    view.setUint8(at + 2, instruction.jt);
    view.setUint8(at + 3, instruction.jf);
    view.setUint32(at + 4, instruction.k, little);
  });
  return bytes;
}

/**
 * The program in an array of struct sock_filter.
 *
 * @throws Error with code ERR_RINGLINK_FILTER when the bytes are no whole number of instructions
 */
export function filterFromBytes(bytes: Uint8Array, little: boolean = littleEndian): ClassicFilter {
  if (bytes.length % INSTRUCTION_SIZE !== 0) {
    const message = `${bytes.length} bytes are no whole number of instructions of ${INSTRUCTION_SIZE}`;
    throw codedError("ERR_RINGLINK_FILTER", message);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / INSTRUCTION_SIZE }, (_, index) => {
    const at = index * INSTRUCTION_SIZE;
    return {
      code: view.getUint16(at, little),
      jt: view.getUint8(at + 2),
      jf: view.getUint8(at + 3),
      k: view.getUint32(at + 4, little),
    };
  });
}
