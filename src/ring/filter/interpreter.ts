/** Runs classic programs over packets that are not in the kernel: files, and tests. */
import { codedError } from "../../ffi/index.js";
import { checkFilter } from "./check.js";
import * as bpf from "./constants.js";
import { type ClassicFilter, filterError } from "./instruction.js";

/** A packet, and what the kernel would know about it. A program that asks for what is not given drops the packet. */
export interface FilterInput {
  readonly data: Uint8Array;
  /** Length on the wire, which `len` tests; that of `data` when left out. */
  readonly originalLength?: number | undefined;
  /** Ethernet protocol number. */
  readonly protocol?: number | undefined;
  /** PACKET_HOST 0, BROADCAST 1, MULTICAST 2, OTHERHOST 3, OUTGOING 4. */
  readonly packetType?: number | undefined;
  readonly interfaceIndex?: number | undefined;
  readonly mark?: number | undefined;
  readonly queue?: number | undefined;
  /** ARPHRD_* of the interface. */
  readonly hardwareType?: number | undefined;
  readonly rxhash?: number | undefined;
  readonly cpu?: number | undefined;
  /** Tag that is no longer in the bytes; without it the packet has none but what is in the bytes. */
  readonly vlanTci?: number | undefined;
  readonly vlanTpid?: number | undefined;
  /** Offset of the network header; 14 when left out. */
  readonly networkOffset?: number | undefined;
}

/** Bytes to keep of a packet, at most its length; 0 when it is dropped. */
export type FilterFunction = (packet: FilterInput) => number;

/** Values that only the kernel can compute. */
const KERNEL_ONLY: readonly number[] = [
  bpf.SKF_AD_NLATTR,
  bpf.SKF_AD_NLATTR_NEST,
  bpf.SKF_AD_PAY_OFFSET,
  bpf.SKF_AD_RANDOM,
];

/**
 * Makes a function of a program.
 *
 * @throws Error with code ERR_RINGLINK_FILTER when the kernel would not take the program, or when it needs the kernel
 */
export function filterFunction(filter: ClassicFilter): FilterFunction {
  checkFilter(filter);
  filter.forEach(({ code, k }, index) => {
    const isAncillary = (code & 0xe7) === (bpf.BPF_LD | bpf.BPF_ABS) && k >= bpf.SKF_AD_OFF;
    if (!isAncillary || !KERNEL_ONLY.includes(k - bpf.SKF_AD_OFF)) return;
    filterError(index, `[${bpf.ANCILLARY_NAMES.get(k - bpf.SKF_AD_OFF)}] is known to the kernel only`);
  });
  return (packet) => Math.min(run(filter, packet), packet.data.length);
}

const OUT_OF_RANGE = -1;

/** The return value, unsigned. */
function run(filter: ClassicFilter, packet: FilterInput): number {
  const memory = new Uint32Array(bpf.BPF_MEMWORDS);
  let a = 0;
  let x = 0;
  for (let pc = 0; ; pc++) {
    const { code, jt, jf, k } = filter[pc]!;
    const operand = (code & bpf.BPF_X) === 0 ? k : x;
    switch (code & 0x07) {
      case bpf.BPF_LD:
      case bpf.BPF_LDX: {
        const value = loadValue(packet, code, k, x, a, memory);
        if (value === OUT_OF_RANGE) return 0;
        if ((code & 0x07) === bpf.BPF_LD) a = value;
        else x = value;
        break;
      }
      case bpf.BPF_ST:
        memory[k] = a;
        break;
      case bpf.BPF_STX:
        memory[k] = x;
        break;
      case bpf.BPF_ALU: {
        const operation = code & 0xf0;
        if (operand === 0 && (operation === bpf.BPF_DIV || operation === bpf.BPF_MOD)) return 0;
        a = compute(operation, a, operand);
        break;
      }
      case bpf.BPF_JMP:
        if (code === (bpf.BPF_JMP | bpf.BPF_JA)) pc += k;
        else pc += holds(code & 0xf0, a, operand) ? jt : jf;
        break;
      case bpf.BPF_MISC:
        if (code === (bpf.BPF_MISC | bpf.BPF_TAX)) x = a;
        else a = x;
        break;
      default:
        return code === (bpf.BPF_RET | bpf.BPF_A) ? a : k;
    }
  }
}

function compute(operation: number, a: number, operand: number): number {
  switch (operation) {
    case bpf.BPF_ADD:
      return (a + operand) >>> 0;
    case bpf.BPF_SUB:
      return (a - operand) >>> 0;
    case bpf.BPF_MUL:
      return Math.imul(a, operand) >>> 0;
    case bpf.BPF_DIV:
      return Math.floor(a / operand);
    case bpf.BPF_MOD:
      return a % operand;
    case bpf.BPF_AND:
      return (a & operand) >>> 0;
    case bpf.BPF_OR:
      return (a | operand) >>> 0;
    case bpf.BPF_XOR:
      return (a ^ operand) >>> 0;
    // Counts of 32 and more, which only X can have, are taken modulo 32 as the machine does.
    case bpf.BPF_LSH:
      return (a << operand) >>> 0;
    case bpf.BPF_RSH:
      return a >>> operand;
    case bpf.BPF_NEG:
      return -a >>> 0;
    default:
      throw codedError("ERR_RINGLINK_FILTER", `no operation 0x${operation.toString(16)}`);
  }
}

function holds(operation: number, a: number, operand: number): boolean {
  if (operation === bpf.BPF_JEQ) return a === operand;
  if (operation === bpf.BPF_JGT) return a > operand;
  if (operation === bpf.BPF_JGE) return a >= operand;
  return (a & operand) !== 0;
}

function loadValue(packet: FilterInput, code: number, k: number, x: number, a: number, memory: Uint32Array): number {
  const width = (code & 0x18) === bpf.BPF_B ? 1 : (code & 0x18) === bpf.BPF_H ? 2 : 4;
  switch (code & 0xe0) {
    case bpf.BPF_IMM:
      return k;
    case bpf.BPF_MEM:
      return memory[k]!;
    case bpf.BPF_LEN:
      return packet.originalLength ?? packet.data.length;
    case bpf.BPF_ABS:
      return k >= bpf.SKF_AD_OFF ? ancillary(packet, k - bpf.SKF_AD_OFF, a, x) : loadBytes(packet, k, width);
    case bpf.BPF_IND:
      return loadBytes(packet, (x + k) >>> 0, width);
    default: {
      const byte = loadBytes(packet, k, 1);
      return byte === OUT_OF_RANGE ? byte : (byte & 0x0f) * 4;
    }
  }
}

function loadBytes({ data, networkOffset = 14 }: FilterInput, offset: number, width: number): number {
  let at = offset;
  if (offset >= bpf.SKF_NET_OFF) at = offset - bpf.SKF_NET_OFF + networkOffset;
  else if (offset >= bpf.SKF_LL_OFF) at = offset - bpf.SKF_LL_OFF;
  if (at + width > data.length) return OUT_OF_RANGE;
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + data[at + i]!;
  return value;
}

function ancillary(packet: FilterInput, offset: number, a: number, x: number): number {
  switch (offset) {
    case bpf.SKF_AD_PROTOCOL:
      return packet.protocol ?? OUT_OF_RANGE;
    case bpf.SKF_AD_PKTTYPE:
      return packet.packetType ?? OUT_OF_RANGE;
    case bpf.SKF_AD_IFINDEX:
      return packet.interfaceIndex ?? OUT_OF_RANGE;
    case bpf.SKF_AD_MARK:
      return packet.mark ?? OUT_OF_RANGE;
    case bpf.SKF_AD_QUEUE:
      return packet.queue ?? OUT_OF_RANGE;
    case bpf.SKF_AD_HATYPE:
      return packet.hardwareType ?? OUT_OF_RANGE;
    case bpf.SKF_AD_RXHASH:
      return packet.rxhash ?? OUT_OF_RANGE;
    case bpf.SKF_AD_CPU:
      return packet.cpu ?? OUT_OF_RANGE;
    case bpf.SKF_AD_ALU_XOR_X:
      return (a ^ x) >>> 0;
    case bpf.SKF_AD_VLAN_TAG:
      return packet.vlanTci ?? 0;
    case bpf.SKF_AD_VLAN_TAG_PRESENT:
      return packet.vlanTci === undefined ? 0 : 1;
    case bpf.SKF_AD_VLAN_TPID:
      return packet.vlanTci === undefined ? 0 : (packet.vlanTpid ?? 0x8100);
    default:
      return OUT_OF_RANGE;
  }
}
