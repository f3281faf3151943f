/** Classic BPF programs on their way to a socket. */
import { codedError, type Ffi, littleEndian } from "../../ffi/index.js";
import { checkFilter } from "../filter/check.js";
import { type ClassicFilter, filterBytes, filterFromBytes } from "../filter/instruction.js";

const BPF_RET_K = 0x06;
const BPF_RET_A = 0x16;

/** `return length`: keeps the first `length` bytes of every packet; 0 keeps none. */
export function returnProgram(length: number): ClassicFilter {
  return [{ code: BPF_RET_K, jt: 0, jf: 0, k: length }];
}

/** A program as instructions or as an array of struct sock_filter. @throws Error with code ERR_RINGLINK_FILTER */
export function toClassicFilter(program: ClassicFilter | Uint8Array): ClassicFilter {
  return program instanceof Uint8Array ? filterFromBytes(program) : program;
}

/**
 * The same program, keeping `length` bytes of packets at most: what it returns is how much is kept.
 *
 * @throws Error with code ERR_RINGLINK_FILTER when the program computes what it returns
 */
export function limitLength(program: ClassicFilter, length: number): ClassicFilter {
  return program.map((instruction, index) => {
    if (instruction.code === BPF_RET_A) {
      const message = `instruction ${index}: ret a computes a length, which a snap length cannot limit`;
      throw codedError("ERR_RINGLINK_FILTER", message);
    }
    return instruction.code === BPF_RET_K && instruction.k > length ? { ...instruction, k: length } : instruction;
  });
}

/** `struct sock_fprog`, which holds its instructions. @throws Error with code ERR_RINGLINK_FILTER for a program that none can be */
export function encodeProgram(system: Ffi, program: ClassicFilter): Uint8Array {
  checkFilter(program);
  const header = new Uint8Array(new ArrayBuffer(2 * system.pointerSize));
  new DataView(header.buffer).setUint16(0, program.length, littleEndian);
  system.writePointer(header, system.pointerSize, filterBytes(program));
  return header;
}
