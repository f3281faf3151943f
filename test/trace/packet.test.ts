// pcap and pcapng files, written here in every byte order and time unit around recorded messages.
import { describe, expect, it } from "vitest";
import { readCapture, TraceError } from "../../src/trace/index.js";
import { fixture, hex, readInPieces } from "./support.js";

const messages = readCapture(fixture("ip-link.txt")).datagrams.map(({ bytes }) => bytes);

const cooked = (protocol: number, type = 4): Buffer => {
  const header = Buffer.alloc(16);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(824, 2);
  header.writeUInt16BE(protocol, 14);
  return header;
};

class Writer {
  readonly parts: Buffer[] = [];
  readonly little: boolean;
  constructor(little: boolean) {
    this.little = little;
  }
  u16(value: number): this {
    const bytes = Buffer.alloc(2);
    this.little ? bytes.writeUInt16LE(value) : bytes.writeUInt16BE(value);
    this.parts.push(bytes);
    return this;
  }
  u32(value: number): this {
    const bytes = Buffer.alloc(4);
    this.little ? bytes.writeUInt32LE(value >>> 0) : bytes.writeUInt32BE(value >>> 0);
    this.parts.push(bytes);
    return this;
  }
  raw(bytes: Uint8Array): this {
    this.parts.push(Buffer.from(bytes));
    return this;
  }
  padded(bytes: Uint8Array): this {
    return this.raw(bytes).raw(new Uint8Array(-bytes.length & 3));
  }
  block(type: number, write: (body: Writer) => void): this {
    const body = new Writer(this.little);
    write(body);
    const bytes = body.bytes();
    return this.u32(type)
      .u32(bytes.length + 12)
      .raw(bytes)
      .u32(bytes.length + 12);
  }
  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

interface Sample {
  data: Buffer;
  seconds: number;
  fraction: number;
  length?: number;
}

function pcap(little: boolean, magic: number, linkType: number, samples: readonly Sample[]): Buffer {
  const file = new Writer(little).u32(magic).u16(2).u16(4).u32(0).u32(0).u32(262144).u32(linkType);
  for (const { data, seconds, fraction, length } of samples) {
    file
      .u32(seconds)
      .u32(fraction)
      .u32(data.length)
      .u32(length ?? data.length)
      .raw(data);
  }
  return file.bytes();
}

const samples: Sample[] = [
  { data: Buffer.concat([cooked(0), messages[0]!]), seconds: 1700000000, fraction: 5 },
  { data: Buffer.concat([cooked(16, 7), messages[1]!, messages[2]!]), seconds: 1700000001, fraction: 6 },
  { data: Buffer.concat([cooked(12, 6), messages[3]!]), seconds: 1700000002, fraction: 7 },
];

const expected = [
  [0, "unknown", hex(messages[0]!)],
  [16, "send", hex(messages[1]!) + hex(messages[2]!)],
  [12, "receive", hex(messages[3]!)],
];

describe.each([true, false])("little endian %s", (little) => {
  it.each([
    [0xa1b2c3d4, 1000n],
    [0xa1b23c4d, 1n],
  ])("pcap %i", (magic, unit) => {
    const { format, datagrams, notes } = readCapture(pcap(little, magic, 253, samples));
    expect(format).toBe("pcap");
    expect(notes).toEqual([]);
    expect(datagrams.map(({ protocol, direction, bytes }) => [protocol, direction, hex(bytes)])).toEqual(expected);
    expect(datagrams.map(({ timeNs }) => timeNs)).toEqual(
      samples.map(({ seconds, fraction }) => BigInt(seconds) * 1_000_000_000n + BigInt(fraction) * unit),
    );
    expect(datagrams[0]?.time).toBe(unit === 1n ? "1700000000.000000005" : "1700000000.000005000");
    expect(datagrams.map(({ offset }) => offset)).toEqual([
      24,
      24 + 16 + samples[0]!.data.length,
      24 + 32 + samples[0]!.data.length + samples[1]!.data.length,
    ]);
  });

  const section = (file: Writer) =>
    file.block(0x0a0d0d0a, (body) => body.u32(0x1a2b3c4d).u16(1).u16(0).u32(-1).u32(-1));
  const link = (file: Writer, type: number, resolution?: number) =>
    file.block(1, (body) => {
      body.u16(type).u16(0).u32(0);
      if (resolution !== undefined) body.u16(9).u16(1).padded(Uint8Array.of(resolution)).u16(0).u16(0);
    });
  const enhanced = (file: Writer, id: number, units: bigint, data: Uint8Array, length = data.length) =>
    file.block(6, (body) =>
      body
        .u32(id)
        .u32(Number(units >> 32n))
        .u32(Number(units & 0xffffffffn))
        .u32(data.length)
        .u32(length)
        .padded(data),
    );

  it("pcapng: several interfaces, time units, block kinds and sections", () => {
    const file = new Writer(little);
    section(file);
    link(file, 253);
    link(file, 1);
    link(file, 253, 9);
    link(file, 253, 0x80 | 10);
    file.block(5, (body) => body.u32(0).u32(0));
    enhanced(file, 0, 1_700_000_000_000_001n, samples[0]!.data);
    enhanced(file, 1, 0n, Buffer.alloc(60));
    enhanced(file, 2, 1_700_000_000_000_000_001n, samples[1]!.data);
    enhanced(file, 3, 1_700_000_000n << 10n, samples[2]!.data.subarray(0, 30), samples[2]!.data.length);
    file.block(3, (body) => body.u32(samples[0]!.data.length).padded(samples[0]!.data));
    file.block(2, (body) =>
      body
        .u16(0)
        .u16(0)
        .u32(0)
        .u32(1_000_000)
        .u32(samples[2]!.data.length)
        .u32(samples[2]!.data.length)
        .padded(samples[2]!.data),
    );
    const other = new Writer(!little);
    other.block(0x0a0d0d0a, (body) => body.u32(0x1a2b3c4d).u16(1).u16(0).u32(-1).u32(-1));
    other.block(1, (body) => body.u16(253).u16(0).u32(0));
    other.block(3, (body) => body.u32(samples[1]!.data.length).padded(samples[1]!.data));
    const bytes = Buffer.concat([file.bytes(), other.bytes()]);
    const { format, datagrams, notes } = readCapture(bytes);
    expect(format).toBe("pcapng");
    expect(datagrams.map(({ protocol, timeNs, bytes: data }) => [protocol, timeNs, hex(data)])).toEqual([
      [0, 1_700_000_000_000_001_000n, expected[0]![2]],
      [16, 1_700_000_000_000_000_001n, expected[1]![2]],
      [12, 1_700_000_000_000_000_000n, String(expected[2]![2]).slice(0, 28)],
      [0, undefined, expected[0]![2]],
      [12, 1_000_000_000n, expected[2]![2]],
      [16, undefined, expected[1]![2]],
    ]);
    expect(datagrams[2]?.truncated).toEqual({ reason: "snaplen", length: messages[3]!.length });
    expect(notes.map(({ code }) => code)).toEqual(["link-type"]);
    const cuts = Array.from({ length: bytes.length - 1 }, (_, at) => at + 1);
    expect(readInPieces(bytes, cuts)).toEqual({ format, datagrams, notes });
  });
});

describe("files that are not as they should be", () => {
  const file = pcap(true, 0xa1b2c3d4, 253, samples);

  it("skips other link types with a note", () => {
    const { datagrams, notes } = readCapture(pcap(true, 0xa1b2c3d4, 1, samples));
    expect(datagrams).toEqual([]);
    expect(notes.map(({ code }) => code)).toEqual(["link-type", "no-datagrams", "link-type"]);
    expect(notes[0]?.message).toContain("link type 1 ");
  });

  it("marks packets that were cut, and skips those that are not netlink", () => {
    const { datagrams, notes } = readCapture(
      pcap(true, 0xa1b2c3d4, 253, [
        { ...samples[0]!, data: samples[0]!.data.subarray(0, 40), length: 48 },
        { ...samples[0]!, data: samples[0]!.data.subarray(0, 10), length: 48 },
        { ...samples[0]!, data: Buffer.alloc(60) },
      ]),
    );
    expect(datagrams.map(({ bytes, truncated }) => [bytes.length, truncated])).toEqual([
      [24, { reason: "snaplen", length: 32 }],
    ]);
    expect(notes.map(({ code }) => code)).toEqual(["not-netlink", "not-netlink"]);
  });

  it("says when the file is cut, and gives what is there", () => {
    const { datagrams, notes } = readCapture(file.subarray(0, file.length - 1));
    expect(datagrams.length).toBe(2);
    expect(notes.map(({ code }) => code)).toEqual(["truncated-file"]);
  });

  it("throws at a length that cannot be, after giving what was before it", () => {
    const damaged = Buffer.from(file);
    damaged.writeUInt32LE(0x7fffffff, 24 + 16 + samples[0]!.data.length + 8);
    const reader = readInPieces.bind(undefined, damaged, []);
    expect(reader).toThrow(TraceError);
    expect(reader).toThrow("offset 88: a record of");
  });

  it("refuses files of another kind by name", () => {
    expect(() => readCapture(Buffer.from("1f8b0800", "hex"))).toThrow("gzip");
    expect(() => readCapture(Buffer.from("28b52ffd", "hex"))).toThrow("zstd");
    expect(() => readCapture(file, { format: "pcapng" })).toThrow("not a pcapng file");
    expect(() => readCapture(Buffer.from(hex(file)), { format: "pcap" })).toThrow("not a pcap file");
  });
});
