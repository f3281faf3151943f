/** Capture files: wrong use, failures of the system, and what is closed when. */
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PacketWriter, readPackets, type WritablePacket, type WriterOptions } from "../../src/ring/pcap/index.js";
import { compileProgram } from "../support/program.js";
import { CaptureFolder, descriptorsOn, START } from "./support/capture-folder.js";
import { ipFrame } from "./support/packet-samples.js";

const folder = new CaptureFolder();

describe("errors", () => {
  it("of options name them", () => {
    const open = (options: object) => () => PacketWriter.open(folder.file, options as WriterOptions);
    expect(open({ format: "cap" })).toThrow(/PacketWriter.open: format/);
    expect(open({ interfaces: [] })).toThrow(/interfaces/);
    expect(open({ format: "pcap", interfaces: [{}, {}] })).toThrow("a pcap file has one interface");
    expect(open({ interfaces: [{ snapLength: 0 }] })).toThrow(/snapLength/);
    expect(open({ interfaces: [{ linkType: 65_536 }] })).toThrow(/linkType/);
    expect(open({ interfaces: [{ hardwareAddress: new Uint8Array(5) }] })).toThrow(/hardwareAddress/);
    expect(open({ comment: "x".repeat(70_000) })).toThrow(/comment/);
    expect(open({ rotate: { files: 3 } })).toThrow(/rotate.files: says nothing/);
    expect(open({ rotate: { seconds: 0 } })).toThrow(/rotate.seconds/);
    expect(open({ nmae: 1 })).toThrow(/nmae/);
    expect(existsSync(folder.file)).toBe(false);
    expect(() => PacketWriter.open(1, { rotate: { bytes: 5000 } })).toThrow("rotation needs a path");
  });

  it("of packets leave the file whole", () => {
    using writer = PacketWriter.open(folder.file);
    const packet = { timestampNs: START, data: ipFrame(60) };
    writer.write(packet);
    const bad: [WritablePacket, RegExp, number?][] = [
      [{ ...packet, timestampNs: -1n }, /a time of -1 ns/],
      [{ ...packet, timestampNs: 2n ** 64n }, /a time of/],
      [JSON.parse('{ "data": [] }') as WritablePacket, /timestampNs is undefined/],
      [{ ...packet, data: JSON.parse("[1]") as Uint8Array }, /data are no bytes/],
      [{ ...packet, originalLength: 59 }, /originalLength is 59, of a packet of 60 bytes/],
      [{ ...packet, originalLength: 2 ** 32 }, /originalLength/],
      [{ ...packet, comments: ["x".repeat(65_536)] }, /a comment of 65536 bytes/],
      [{ ...packet, comments: Array(300).fill("x".repeat(65_535)) }, /300 comments/],
      [{ ...packet, hash: { algorithm: 256, value: new Uint8Array(4) } }, /hash algorithm 256/],
      [{ ...packet, hash: { algorithm: 2, value: new Uint8Array(65_535) } }, /a hash of 65535 bytes/],
      [packet, /there is no interface 1; there are 1/, 1],
    ];
    for (const [wrong, message, index] of bad) expect(() => writer.write(wrong, index)).toThrow(message);
    writer.write({ ...packet, timestampNs: 2n ** 64n - 1n, comments: ["x".repeat(65_535)] });
    writer.close();
    expect([...readPackets(folder.file)].map(({ timestampNs }) => timestampNs)).toEqual([START, 2n ** 64n - 1n]);
    using old = PacketWriter.open(folder.file, { format: "pcap" });
    old.write(packet);
    expect(() => old.write({ ...packet, timestampNs: 0x1_0000_0000n * 1_000_000_000n })).toThrow("February 2106");
    expect(() => old.addInterface({})).toThrow("a pcap file has one interface");
    old.close();
    expect([...readPackets(folder.file)]).toHaveLength(1);
  });

  it("of use after close", () => {
    const writer = PacketWriter.open(folder.file);
    writer.close();
    writer.close();
    expect(writer.closed).toBe(true);
    const closed = expect.objectContaining({ code: "ERR_RINGLINK_CLOSED" });
    expect(() => writer.write({ timestampNs: START, data: ipFrame(60) })).toThrow(closed);
    expect(() => writer.addInterface({})).toThrow(closed);
    expect(() => writer.rotate()).toThrow(closed);
  });

  it("of the file system are what node:fs throws", () => {
    expect(() => PacketWriter.open(join(folder.path, "nowhere", "file"))).toThrow(
      expect.objectContaining({ code: "ENOENT" }),
    );
    expect(() => readPackets(join(folder.path, "none"))).toThrow(expect.objectContaining({ code: "ENOENT" }));
    expect(() => readPackets(folder.path)).toThrow(/EISDIR/);
    expect(() => readPackets(new Uint8Array(0))).toThrow("the file is empty");
    expect(() => readPackets(Buffer.from("1f8b08000000", "hex"))).toThrow("gzip");
    expect(() => readPackets(Buffer.from("hello"))).toThrow("neither a pcap nor a pcapng file");
    const bytes = folder.write([{ timestampNs: START, data: ipFrame(60) }]);
    rmSync(folder.file);
    expect([...readPackets(bytes)]).toHaveLength(1);
  });

  it.runIf(existsSync("/dev/full"))("of a full disk keep what is in the buffer", () => {
    const fd = openSync("/dev/full", "w");
    try {
      expect(() => PacketWriter.open(fd)).toThrow(expect.objectContaining({ code: "ENOSPC" }));
      expect(() => PacketWriter.open("/dev/full")).toThrow(expect.objectContaining({ code: "ENOSPC" }));
      expect(descriptorsOn("/dev/full")).toBe(1);
    } finally {
      closeSync(fd);
    }
  });
});

describe("a disk that is full in the middle", () => {
  it("leaves a file that is whole", { timeout: 120_000 }, async () => {
    const program = await compileProgram(new URL("programs/full-disk.ts", import.meta.url));
    const limited = `ulimit -f 128; exec "${process.execPath}" "${program}" "${folder.file}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", limited], { encoding: "utf8", timeout: 100_000 });
    const { codes, packets } = JSON.parse(stdout || JSON.stringify({ stderr })) as {
      codes: unknown[];
      packets: number;
    };
    // The write that failed, the one after it, and what was pending at the end.
    expect(codes).toEqual(["EFBIG", "EFBIG", "EFBIG"]);
    const times = [...readPackets(folder.file)].map(({ timestampNs }) => Number(timestampNs));
    expect(times).toEqual(Array.from({ length: times.length }, (_, i) => i));
    expect(times.length).toBeGreaterThan(150);
    // No more than the buffer holds is missing.
    expect(packets - times.length).toBeLessThanOrEqual(11);
  });
});

describe("reading", () => {
  it("closes the file however the loop ends, and goes on where it stopped", () => {
    folder.write(Array.from({ length: 10 }, (_, i) => ({ timestampNs: START + BigInt(i), data: ipFrame(60) })));
    const open = readPackets(folder.file);
    expect(descriptorsOn(folder.file)).toBe(1);
    expect(open.next()!.timestampNs).toBe(START);
    expect(open.next()!.timestampNs).toBe(START + 1n);
    for (const packet of open) if (packet.timestampNs === START + 4n) break;
    expect(open.next()).toBeUndefined();
    using other = readPackets(folder.file);
    other.close();
    other.close();
    expect([...other]).toEqual([]);
    expect(descriptorsOn(folder.file)).toBe(0);
  });

  it("gives packets memory of their own", () => {
    const bytes = folder.write([{ timestampNs: START, data: ipFrame(60) }]);
    const [packet] = [...readPackets(bytes)];
    bytes.fill(0);
    expect(Buffer.from(packet!.data)).toEqual(Buffer.from(ipFrame(60)));
  });
});
