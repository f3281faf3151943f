/** A folder for capture files, and what their tests do all the time. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect } from "vitest";
import {
  PacketWriter,
  type StoredPacket,
  type WritablePacket,
  type WriterOptions,
} from "../../../src/ring/pcap/index.js";

/** A time with nanoseconds. */
export const START = 1_700_000_000_123_456_789n;
export const FORMATS = ["pcapng", "pcap"] as const;

export class CaptureFolder {
  readonly path: string = mkdtempSync(join(tmpdir(), "ringlink-pcap-"));
  /** Path of a file that is not there yet; another one for each test. */
  file = "";

  constructor() {
    let count = 0;
    beforeEach(() => {
      this.file = join(this.path, `${++count}`);
    });
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
  }

  /** Writes packets; gives the bytes of the file, if it is the only one. */
  write(packets: readonly WritablePacket[], options: WriterOptions = {}): Uint8Array {
    using writer = PacketWriter.open(this.file, options);
    for (const packet of packets) writer.write(packet);
    writer.close();
    expect(writer.packets).toBe(packets.length);
    return existsSync(this.file) ? new Uint8Array(readFileSync(this.file)) : new Uint8Array(0);
  }
}

/** How many descriptors this process has on a file. */
export function descriptorsOn(path: string): number {
  const targets = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // It was closed meanwhile.
      return "";
    }
  });
  return targets.filter((target) => target === path).length;
}

/** The parts of packets that a format keeps. */
export function kept(packets: readonly (WritablePacket | StoredPacket)[], format: "pcapng" | "pcap") {
  return packets.map(({ timestampNs, data, originalLength, direction, comments, hash }) => ({
    timestampNs,
    data: Buffer.from(data).toString("hex"),
    originalLength: originalLength ?? data.length,
    ...(format === "pcapng" ? { direction, comments: comments ?? [], hash } : {}),
  }));
}
