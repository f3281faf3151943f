// The classic capture file: a 24-byte header, then 16 bytes before each packet.
import type { PacketInterface } from "./file.js";
import { RecordReader } from "./records.js";

const FILE_HEADER = 24;
const PACKET_HEADER = 16;

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;

const NO_OPTIONS = new Uint8Array(0);

/** Byte order and time unit by magic number; `undefined` when the bytes are no pcap file. */
export function pcapMagic(big: number, little: number): { littleEndian: boolean; unit: bigint } | undefined {
  if (little === MICROSECONDS || little === NANOSECONDS) {
    return { littleEndian: true, unit: little === NANOSECONDS ? 1n : 1000n };
  }
  if (big === MICROSECONDS || big === NANOSECONDS)
    return { littleEndian: false, unit: big === NANOSECONDS ? 1n : 1000n };
  return undefined;
}

export class PcapReader extends RecordReader {
  #unit = 1n;
  #from: PacketInterface | undefined;

  protected recordLength(bytes: Uint8Array): number | undefined {
    if (this.#from === undefined) return FILE_HEADER;
    return bytes.length < PACKET_HEADER ? undefined : PACKET_HEADER + this.u32(bytes, 8);
  }

  protected record(bytes: Uint8Array): void {
    if (this.#from === undefined) this.#header(bytes);
    else {
      this.sink.packet({
        from: this.#from,
        data: bytes.subarray(PACKET_HEADER),
        length: this.u32(bytes, 12),
        timeNs: BigInt(this.u32(bytes, 0)) * 1_000_000_000n + BigInt(this.u32(bytes, 4)) * this.#unit,
        offset: this.offset,
        options: NO_OPTIONS,
      });
    }
  }

  #header(bytes: Uint8Array): void {
    this.fileLittleEndian = true;
    const little = this.u32(bytes, 0);
    this.fileLittleEndian = false;
    const magic = pcapMagic(this.u32(bytes, 0), little);
    if (magic === undefined) this.fail("this is not a pcap file");
    this.fileLittleEndian = magic.littleEndian;
    this.#unit = magic.unit;
    this.#from = {
      index: 0,
      // The upper bits of the word say how long a frame check sequence is.
      linkType: this.u32(bytes, 20) & 0x0fffffff,
      snapLength: this.u32(bytes, 16),
      unitsPerSecond: 1_000_000_000n / magic.unit,
      offsetSeconds: 0n,
      littleEndian: magic.littleEndian,
      options: NO_OPTIONS,
    };
    this.sink.interface?.(this.#from);
  }
}
