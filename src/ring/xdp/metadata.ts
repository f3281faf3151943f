/** Reading what the XDP program has written before a packet (`writeRxMetadata`). */
import { littleEndian } from "../../ffi/index.js";
import { RX_METADATA_BITS, RX_METADATA_SIZE, RxMetadataBit, RxMetadataOffset } from "../bpf/rx-metadata.js";
import type { VlanTag } from "../capture/packet.js";

/** Where it is. */
export interface MetadataMemory {
  /** The whole UMEM. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of a frame. */
  readonly frameSize: number;
  /** That of the program; 0 where none writes metadata. */
  readonly metadataMark: number;
}

const ABSENT = -1;

// Constants of this module alone are known when code is compiled; what others export is looked up for every packet.
const LITTLE = littleEndian;
const SIZE = RX_METADATA_SIZE;
const BITS = RX_METADATA_BITS;
const {
  hash: HASH,
  hashType: HASH_TYPE,
  timestamp: TIMESTAMP,
  vlanTpid: TPID,
  vlanTci: TCI,
  mark: MARK,
} = RxMetadataOffset;
const { hash: HASH_BIT, timestamp: TIMESTAMP_BIT, vlan: VLAN_BIT } = RxMetadataBit;

function u16(bytes: Uint8Array, at: number): number {
  return LITTLE ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!;
}

/** Packets may begin at any byte. */
function s32(bytes: Uint8Array, at: number): number {
  return LITTLE
    ? bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    : (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** Where the metadata of the packet at `offset` begins, if the driver had what `bit` stands for. */
function find(memory: MetadataMemory, offset: number, bit: number): number {
  const { metadataMark } = memory;
  if (metadataMark === 0 || offset % memory.frameSize < SIZE) return ABSENT;
  const start = offset - SIZE;
  const word = s32(memory.bytes, start + MARK);
  return (word & ~BITS) === metadataMark && (word & bit) !== 0 ? start : ABSENT;
}

export function hashOf(memory: MetadataMemory, offset: number): number | undefined {
  const start = find(memory, offset, HASH_BIT);
  return start === ABSENT ? undefined : s32(memory.bytes, start + HASH) >>> 0;
}

export function hashTypeOf(memory: MetadataMemory, offset: number): number | undefined {
  const start = find(memory, offset, HASH_BIT);
  return start === ABSENT ? undefined : s32(memory.bytes, start + HASH_TYPE) >>> 0;
}

export function timestampOf(memory: MetadataMemory, offset: number): bigint | undefined {
  const start = find(memory, offset, TIMESTAMP_BIT);
  if (start === ABSENT) return undefined;
  const at = start + TIMESTAMP;
  const first = s32(memory.bytes, at) >>> 0;
  const second = s32(memory.bytes, at + 4) >>> 0;
  return LITTLE ? (BigInt(second) << 32n) | BigInt(first) : (BigInt(first) << 32n) | BigInt(second);
}

export function vlanOf(memory: MetadataMemory, offset: number): VlanTag | undefined {
  const start = find(memory, offset, VLAN_BIT);
  if (start === ABSENT) return undefined;
  const { bytes } = memory;
  const tpid = start + TPID;
  return { tci: u16(bytes, start + TCI), tpid: (bytes[tpid]! << 8) | bytes[tpid + 1]! };
}
