/** Capture files: what is written comes back, and damage is found. */
import { readFileSync, statSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  LinkType,
  PacketWriter,
  readPackets,
  type StoredPacket,
  sll2Packet,
  type WritablePacket,
} from "../../src/ring/pcap/index.js";
import { CaptureFolder, FORMATS, kept, START } from "./support/capture-folder.js";
import { anyPacket, ipFrame } from "./support/packet-samples.js";

const folder = new CaptureFolder();

const readUint32 = (bytes: Uint8Array, at: number): number =>
  Buffer.from(bytes.buffer).readUint32LE(bytes.byteOffset + at);

describe.each(FORMATS)("%s", (format) => {
  it("gives back what was written", () => {
    fc.assert(
      fc.property(
        fc.array(anyPacket, { maxLength: 30 }),
        fc.integer({ min: 4096, max: 9000 }),
        (packets, bufferBytes) => {
          const bytes = folder.write(packets, { format, bufferBytes });
          const read = readPackets(bytes);
          expect(read.format).toBe(format);
          expect(kept([...read], format)).toEqual(kept(packets, format));
          expect(kept([...readPackets(folder.file)], format)).toEqual(kept(packets, format));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds every place where a file was cut", () => {
    const packets = [10, 33, 64].map((length, i) => ({
      timestampNs: START + BigInt(i),
      data: ipFrame(64).subarray(0, length),
      comments: ["a comment"],
    }));
    const bytes = folder.write(packets, { format, statistics: () => ({ received: 1 }) });
    const offsets = [...readPackets(bytes)].map(({ offset }) => offset);
    const whole = new Set([...offsets, bytes.length]);
    if (format === "pcapng") {
      // Behind the section header, and before the statistics.
      whole.add(readUint32(bytes, 4));
      whole.add(bytes.length - readUint32(bytes, bytes.length - 4));
    }
    for (let length = 0; length < bytes.length; length++) {
      const seen: StoredPacket[] = [];
      const read = () => {
        for (const packet of readPackets(bytes.subarray(0, length))) seen.push(packet);
      };
      if (whole.has(length)) expect(read).not.toThrow();
      else
        expect(read).toThrow(
          expect.objectContaining({
            code: "ERR_RINGLINK_CAPTURE_FILE",
            message: expect.stringMatching(
              /^offset \d+: (?:the file (?:ends in the middle|is empty|has only)|this is)/,
            ),
          }),
        );
      expect(seen.length).toBe(
        offsets.filter((_, i) => (offsets[i + 1] ?? bytes.length - tail(bytes)) <= length).length,
      );
    }
    /** Bytes behind the last packet. */
    function tail(all: Uint8Array): number {
      return format === "pcapng" ? readUint32(all, all.length - 4) : 0;
    }
  });

  it("never fails in another way on damaged bytes", () => {
    const bytes = folder.write(
      Array.from({ length: 5 }, (_, i) => ({ timestampNs: START, data: ipFrame(60), comments: [`${i}`] })),
      { format },
    );
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at] = value;
        try {
          for (const packet of readPackets(damaged)) expect(packet.data.length).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toMatchObject({ code: "ERR_RINGLINK_CAPTURE_FILE" });
        }
      }),
      { numRuns: 500 },
    );
  });

  it("cuts packets to the interface's snap length, and puts VLAN tags back", () => {
    const vlan = { tci: 0x6005, tpid: 0x88a8 };
    const data = ipFrame(60);
    const tagged = Buffer.concat([data.subarray(0, 12), Uint8Array.of(0x88, 0xa8, 0x60, 0x05), data.subarray(12)]);
    for (const snapLength of [64, 63, 40, 15, 14, 12, 5, 1]) {
      folder.write(
        [
          { timestampNs: START, data, vlan },
          { timestampNs: START, data },
        ],
        { format, interfaces: [{ snapLength }] },
      );
      const [first, second] = [...readPackets(folder.file)];
      expect(Buffer.from(first!.data)).toEqual(tagged.subarray(0, snapLength));
      expect(first!.originalLength).toBe(64);
      expect(Buffer.from(second!.data)).toEqual(Buffer.from(data.subarray(0, Math.min(60, snapLength))));
      expect(second!.originalLength).toBe(60);
    }
    // Too short for addresses, or of another kind: nothing to put it into.
    folder.write([{ timestampNs: START, data: data.subarray(0, 11), vlan }], { format });
    expect([...readPackets(folder.file)][0]!.data.length).toBe(11);
    folder.write([{ timestampNs: START, data, vlan }], { format, interfaces: [{ linkType: LinkType.raw }] });
    expect([...readPackets(folder.file)][0]).toMatchObject({ originalLength: 60, linkType: LinkType.raw });
  });

  it("writes batches as it writes packets", () => {
    const memories = [new Uint8Array(20_000), new Uint8Array(20_000).subarray(7)].map((one) =>
      one.map((_, i) => i * 7),
    );
    // Short ones are copied in words, of which the last may be a part.
    const lengths = [...Array(220).keys(), 299, 300, 1500];
    let offset = 1;
    const places = lengths.map((length, i) => {
      // Times that go on, stand still and go back; tags; other memory; ways.
      const seconds = 1_700_000_000 + (i % 7 === 0 ? -i : i >> 2);
      const nanoseconds = 999_999_999 - i * 4_000_000;
      const vlan = i % 13 === 5 ? { tpid: 0x88a8, tci: i } : undefined;
      const direction = ["outgoing", "host", 17][i % 3]!;
      const place = { offset, length, seconds, nanoseconds, vlan, direction, bytes: memories[i % 11 === 3 ? 1 : 0]! };
      offset += (length + 1) >> 1;
      return { ...place, originalLength: length + i };
    });
    const cursor = (canDescribe: boolean) => {
      let at = -1;
      const own = { ...places[0]! };
      const next = () => {
        at++;
        if (at < places.length) Object.assign(own, places[at]);
        return at < places.length;
      };
      const describe = (into: object) => Object.assign(into, places[at]);
      return Object.assign(own, { next }, canDescribe ? { describe } : {});
    };
    const interfaces = [{ snapLength: 250 }];
    const statistics = () => ({ received: 1 });
    using writer = PacketWriter.open(folder.file, { format, bufferBytes: 4096, interfaces, statistics });
    writer.writeBatch({ cursor: () => cursor(false) });
    writer.writeBatch({ cursor: () => cursor(true) });
    expect(writer.packets).toBe(2 * places.length);
    writer.close();
    const batches = readFileSync(writer.path!);
    const packets = places.map(({ seconds, nanoseconds, bytes, offset, length, ...rest }) => ({
      ...rest,
      timestampNs: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds),
      data: bytes.slice(offset, offset + length),
    }));
    const one = folder.write([...packets, ...packets], { format, interfaces, statistics });
    expect(writer.size).toBe(one.length);
    expect(Buffer.compare(batches, one)).toBe(0);
  });

  it("keeps what a batch had given before it failed, and takes another", () => {
    const data = ipFrame(60);
    let left = 3;
    const cursor = () => ({
      next: () => {
        if (left-- === 0) throw new Error("no more of it");
        return left >= -1;
      },
      ...{ bytes: data, offset: 0, length: 60, originalLength: 60, seconds: 1, nanoseconds: 5 },
      ...{ vlan: undefined, direction: "host" },
    });
    using writer = PacketWriter.open(folder.file, { format });
    expect(() => writer.writeBatch({ cursor })).toThrow("no more of it");
    expect(writer.packets).toBe(3);
    left = 2;
    expect(() => writer.writeBatch({ cursor })).toThrow("no more of it");
    writer.close();
    expect([...readPackets(folder.file)].map((packet) => packet.data)).toEqual(Array(5).fill(data));
  });

  it("starts a new file before one gets too long", () => {
    const packets = Array.from({ length: 200 }, (_, i) => ({
      timestampNs: START + BigInt(i),
      data: ipFrame(100 + (i % 40)),
      comments: i % 5 === 0 ? ["x".repeat(100)] : [],
    }));
    using writer = PacketWriter.open(folder.file, {
      format,
      rotate: { bytes: 5000 },
      statistics: () => ({ received: 7, dropped: 0 }),
    });
    for (const packet of packets) writer.write(packet);
    writer.close();
    const names = [folder.file, ...Array.from({ length: writer.files - 1 }, (_, i) => `${folder.file}${i + 1}`)];
    expect(writer.files).toBeGreaterThan(4);
    expect(writer.path).toBe(names.at(-1));
    for (const name of names) expect(statSync(name).size).toBeLessThanOrEqual(5000);
    for (const name of names.slice(0, -1)) expect(statSync(name).size).toBeGreaterThan(4000);
    const all = names.flatMap((name) => [...readPackets(name)]);
    expect(kept(all, format)).toEqual(kept(packets, format));
  });
});

describe("what pcapng says besides packets", () => {
  it("comes back", () => {
    const interfaces = [
      {
        name: "eth0",
        description: "to the left",
        filter: "udp port 53",
        hardwareAddress: Uint8Array.of(2, 0, 0, 0, 0, 1),
      },
      { linkType: LinkType.linuxSll2, snapLength: 96, speed: 10_000_000_000 },
    ];
    const counters = { received: 2 ** 40 + 1, dropped: 3, accepted: 5, systemDropped: 7, delivered: 11 };
    using writer = PacketWriter.open(folder.file, {
      interfaces,
      application: "test",
      os: "Linux",
      hardware: "none",
      comment: "zwei\nZeilen",
      statistics: (index) => (index === 1 ? undefined : counters),
    });
    expect(writer.addInterface({ name: "late" })).toBe(2);
    writer.write({ timestampNs: START, data: ipFrame(60) }, 2);
    writer.write({ timestampNs: START, data: ipFrame(60) }, 1);
    writer.close();
    const read = readPackets(folder.file);
    expect([...read].map(({ interfaceIndex, linkType }) => [interfaceIndex, linkType])).toEqual([
      [2, LinkType.ethernet],
      [1, LinkType.linuxSll2],
    ]);
    const nothing = { description: undefined, filter: undefined, hardwareAddress: undefined, speed: undefined };
    const rest = { linkType: LinkType.ethernet, snapLength: 262144, unitsPerSecond: 1_000_000_000n };
    expect(read.interfaces).toEqual([
      { ...nothing, ...rest, ...interfaces[0], statistics: counters },
      { ...nothing, ...rest, ...interfaces[1], name: undefined, statistics: undefined },
      { ...nothing, ...rest, name: "late", statistics: counters },
    ]);
    expect(read.sections).toEqual([{ application: "test", os: "Linux", hardware: "none", comments: ["zwei\nZeilen"] }]);
  });
});

describe("cooked packets", () => {
  it("get the header that tells of their interface", () => {
    const packet = {
      timestampNs: START,
      data: Uint8Array.of(0x45, 1, 2),
      originalLength: 9,
      protocol: 0x800,
      interfaceIndex: 7,
      hardwareType: 1,
      direction: "multicast",
      linkLayerAddress: Uint8Array.of(2, 0, 0, 0, 0, 1),
      vlan: undefined,
    };
    const hex = (given: WritablePacket) => Buffer.from(given.data).toString("hex");
    expect(hex(sll2Packet(packet))).toBe("0800000000000007000102060200000000010000450102");
    expect(sll2Packet(packet).originalLength).toBe(29);
    const tagged = sll2Packet({ ...packet, vlan: { tci: 5, tpid: 0x8100 }, direction: 7 });
    expect(hex(tagged)).toBe("81000000000000070001070602000000000100000005" + "0800450102");
    expect(tagged.originalLength).toBe(33);
  });
});
