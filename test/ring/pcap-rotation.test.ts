/** Rows of capture files. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PacketWriter, readPackets } from "../../src/ring/pcap/index.js";
import { CaptureFolder, START } from "./support/capture-folder.js";
import { ipFrame } from "./support/packet-samples.js";

const folder = new CaptureFolder();

describe("rotation", () => {
  const second = 1_000_000_000n;
  const at = (seconds: number) => ({
    timestampNs: START + BigInt(Math.round(seconds * 1000)) * (second / 1000n),
    data: ipFrame(40),
  });

  it("by time, under names of one's own", () => {
    const names: string[] = [];
    const starts: bigint[] = [];
    const name = (index: number, startNs: bigint) => {
      names.push(`${folder.file}-${index}.pcapng`);
      starts.push(startNs);
      return names.at(-1)!;
    };
    folder.write([0, 5, 9.999, 10, 11, 3, 21, 100].map(at), { rotate: { seconds: 10, name } });
    const counts = names.map((path) => [...readPackets(path)].length);
    expect(counts).toEqual([3, 3, 1, 1]);
    expect(starts.slice(1)).toEqual([10, 21, 100].map((seconds) => at(seconds).timestampNs));
  });

  it("overwrites the oldest of a number of files", () => {
    folder.write([0, 10, 20, 30, 40].map(at), { rotate: { seconds: 10, files: 3 } });
    const times = ["0", "1", "2"].map((end) =>
      [...readPackets(folder.file + end)].map(({ timestampNs }) => timestampNs),
    );
    expect(times).toEqual([30, 40, 20].map((seconds) => [at(seconds).timestampNs]));
    expect(readdirSync(folder.path).filter((name) => join(folder.path, name).startsWith(folder.file))).toHaveLength(3);
    folder.write([at(0)], { rotate: { seconds: 10, files: 11 } });
    expect(existsSync(`${folder.file}00`)).toBe(true);
  });

  it("by hand", () => {
    using writer = PacketWriter.open(folder.file);
    writer.write(at(0));
    writer.rotate();
    writer.write(at(1));
    writer.close();
    expect([...readPackets(folder.file)].length + [...readPackets(`${folder.file}1`)].length).toBe(2);
  });
});
