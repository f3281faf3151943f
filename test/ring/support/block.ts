/** Blocks as the kernel fills them, in memory of ours. */
import { BlockRing } from "../../../src/ring/capture/block.js";

export interface FakePacket {
  readonly data: Uint8Array;
  readonly originalLength?: number;
  readonly seconds?: number;
  readonly nanoseconds?: number;
  readonly status?: number;
  readonly rxhash?: number;
  readonly tci?: number;
  readonly tpid?: number;
  readonly type?: number;
  readonly protocol?: number;
  readonly interfaceIndex?: number;
  readonly address?: readonly number[];
}

export interface FakeBlock {
  readonly packets: readonly FakePacket[];
  readonly sequence?: number;
  /** What the block says, when that is not their number. */
  readonly count?: number;
  readonly timedOut?: boolean;
  /** Bytes in use, as the block says. */
  readonly used?: number;
}

export const BLOCK_SIZE = 4096;

/** A ring, and a function that fills a block of it. Little-endian machines only, as all that tests run on are. */
export function fakeRing(blockCount: number): { ring: BlockRing; fill: (block: number, content: FakeBlock) => void } {
  const buffer = new ArrayBuffer(BLOCK_SIZE * blockCount);
  const view = new DataView(buffer);
  const fill = (
    block: number,
    { packets, sequence = block + 1, count = packets.length, timedOut = false, used = 0 }: FakeBlock,
  ) => {
    const start = block * BLOCK_SIZE;
    view.setUint32(start + 12, count, true);
    view.setUint32(start + 16, 48, true);
    view.setUint32(start + 20, used, true);
    view.setBigUint64(start + 24, BigInt(sequence), true);
    let at = start + 48;
    packets.forEach((packet, index) => {
      const mac = 82;
      const size = Math.ceil((mac + packet.data.length) / 16) * 16;
      view.setUint32(at, index === packets.length - 1 ? 0 : size, true);
      view.setUint32(at + 4, packet.seconds ?? 1000, true);
      view.setUint32(at + 8, packet.nanoseconds ?? 5, true);
      view.setUint32(at + 12, packet.data.length, true);
      view.setUint32(at + 16, packet.originalLength ?? packet.data.length, true);
      view.setUint32(at + 20, packet.status ?? 1, true);
      view.setUint16(at + 24, mac, true);
      view.setUint16(at + 26, mac + 14, true);
      view.setUint32(at + 28, packet.rxhash ?? 0, true);
      view.setUint32(at + 32, packet.tci ?? 0, true);
      view.setUint16(at + 36, packet.tpid ?? 0, true);
      view.setUint16(at + 48, 17, true);
      view.setUint16(at + 50, packet.protocol ?? 0x800);
      view.setInt32(at + 52, packet.interfaceIndex ?? 3, true);
      view.setUint16(at + 56, 1, true);
      view.setUint8(at + 58, packet.type ?? 0);
      const address = packet.address ?? [2, 0, 0, 0, 0, 1];
      view.setUint8(at + 59, address.length);
      new Uint8Array(buffer, at + 60, 8).set(address.slice(0, 8));
      new Uint8Array(buffer).set(packet.data, at + mac);
      at += size;
    });
    view.setUint32(start + 32, packets[0]?.seconds ?? 1000, true);
    view.setUint32(start + 36, packets[0]?.nanoseconds ?? 5, true);
    view.setUint32(start + 40, packets.at(-1)?.seconds ?? 1000, true);
    view.setUint32(start + 44, packets.at(-1)?.nanoseconds ?? 5, true);
    view.setUint32(start + 8, timedOut ? 1 | 32 : 1, true);
  };
  return { ring: new BlockRing(buffer, BLOCK_SIZE, blockCount), fill };
}

export function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}
