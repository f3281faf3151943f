/** Metadata of packets: read from frames, and the program that writes it. */
import { describe, expect, it } from "vitest";
import { littleEndian } from "../../../src/ffi/index.js";
import { redirectProgram, XdpRssType } from "../../../src/ring/bpf/index.js";
import { RX_METADATA_SIZE, type RxMetadata, RxMetadataBit } from "../../../src/ring/bpf/rx-metadata.js";
import { Kernel, packetOf } from "./kernel.js";

const MARK = 0x7eed_cab8;
const NOTHING = { rxhash: undefined, rxhashType: undefined, timestampNs: undefined, vlan: undefined };

/** What a program writes before a packet. */
function metadataOf(has: readonly RxMetadata[], mark = MARK): Uint8Array {
  const bytes = new Uint8Array(RX_METADATA_SIZE);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, 0xfedc_ba98_7654_3210n, littleEndian);
  view.setUint32(8, 0xdead_beef, littleEndian);
  view.setUint32(12, XdpRssType.l3_ipv4 | XdpRssType.l4 | XdpRssType.l4_udp, littleEndian);
  view.setUint16(16, 0x88a8, false);
  view.setUint16(18, 0xa005, littleEndian);
  const bits = has.reduce((sum, one) => sum | RxMetadataBit[one], 0);
  view.setUint32(20, mark + bits, littleEndian);
  return bytes;
}

/** Receives a packet with bytes before it. */
function receive(kernel: Kernel, before: Uint8Array, shift = 0): void {
  const { address } = kernel.fill.consume()!;
  const offset = address + 256 + shift;
  kernel.bytes.set(packetOf(1), offset);
  kernel.bytes.set(before, offset - before.length);
  kernel.rx.produce(offset, 60);
}

function kernelWith(mark: number): Kernel {
  return new Kernel({ metadataMark: mark });
}

describe("metadata of a packet", () => {
  const values = {
    hash: { rxhash: 0xdead_beef, rxhashType: 41 },
    timestamp: { timestampNs: 0xfedc_ba98_7654_3210n },
    vlan: { vlan: { tci: 0xa005, tpid: 0x88a8 } },
  };

  it.each<{ has: RxMetadata[]; shift?: number }>([
    { has: [] },
    { has: ["hash"] },
    { has: ["timestamp"] },
    { has: ["vlan"] },
    { has: ["hash", "timestamp", "vlan"] },
    { has: ["hash", "timestamp", "vlan"], shift: 1 },
    { has: ["timestamp", "vlan"], shift: 6 },
  ])("is what the driver had: $has, $shift bytes on", ({ has, shift = 0 }) => {
    const kernel = kernelWith(MARK);
    receive(kernel, metadataOf(has), shift);
    using batch = kernel.receiver.take()!;
    const expected = Object.assign({ ...NOTHING }, ...has.map((one) => values[one])) as typeof NOTHING;
    const [packet] = batch;
    const { rxhash, rxhashType, timestampNs, vlan } = packet!;
    expect({ rxhash, rxhashType, timestampNs, vlan }).toEqual(expected);
    const cursor = batch.cursor();
    cursor.next();
    expect(cursor).toMatchObject(expected);
    const copy = packet!.copy();
    batch.release();
    expect(copy).toStrictEqual({ data: packetOf(1), ...expected });
    expect(() => packet!.rxhash).toThrow(expect.objectContaining({ code: "ERR_RINGLINK_RELEASED" }));
  });

  it.each<[string, number, Uint8Array]>([
    ["where the program writes none", 0, metadataOf(["hash", "timestamp", "vlan"])],
    ["where the mark is another program's", MARK + 8, metadataOf(["hash", "timestamp", "vlan"])],
    ["where there are zeros", MARK, new Uint8Array(RX_METADATA_SIZE)],
    ["where another program's bytes are behind it", MARK, Uint8Array.of(...metadataOf(["hash"]), 1, 2, 3, 4)],
  ])("is none %s", (_, mark, before) => {
    const kernel = kernelWith(mark);
    receive(kernel, before);
    using batch = kernel.receiver.take()!;
    for (const packet of batch) expect(packet).toMatchObject(NOTHING);
  });

  it("is none where it would lie in the frame before", () => {
    const kernel = kernelWith(MARK);
    const { address } = kernel.fill.consume()!;
    kernel.fill.consume();
    for (let room = 0; room <= RX_METADATA_SIZE; room++) {
      const offset = address + 2048 + room;
      kernel.bytes.set(metadataOf(["hash"]), offset - RX_METADATA_SIZE);
      kernel.rx.produce(offset, 60);
      const [packet] = kernel.receiver.take()!;
      expect(packet!.rxhash).toBe(room === RX_METADATA_SIZE ? 0xdead_beef : undefined);
    }
    // A descriptor that leads to the very beginning.
    kernel.rx.produce(0, 60);
    const [packet] = kernel.receiver.take()!;
    expect(packet).toMatchObject(NOTHING);
  });
});

describe("the program", () => {
  const listed = (metadata: Parameters<typeof redirectProgram>[0]["metadata"]) =>
    String(redirectProgram({ map: 5, metadata })).replace(/^\d+: \(..\) /gm, "");

  it("asks, makes room and writes", () => {
    expect(listed({ functions: { hash: 1001, timestamp: 1002 }, mark: 0x7fff_fff8 }).split("\n")).toEqual([
      "r6 = r1",
      "r2 = *(u32 *)(r6 +8)",
      "r3 = *(u32 *)(r6 +0)",
      "if r2 > r3 goto redirect",
      "if r2 < r3 goto redirect",
      "*(u64 *)(r10 -24) = 0",
      "*(u64 *)(r10 -16) = 0",
      "*(u64 *)(r10 -8) = 0",
      "r7 = 2147483640",
      "r1 = r6",
      "r2 = r10",
      "r2 += -16",
      "r3 = r10",
      "r3 += -12",
      "call kernel-function#1001",
      "if w0 != 0x0 goto without_hash",
      "r7 |= 1",
      "without_hash:",
      "r1 = r6",
      "r2 = r10",
      "r2 += -24",
      "call kernel-function#1002",
      "if w0 != 0x0 goto without_timestamp",
      "r1 = *(u64 *)(r10 -24)",
      "if r1 == 0x0 goto without_timestamp",
      "r7 |= 2",
      "without_timestamp:",
      "r1 = r6",
      "r2 = -24",
      "call bpf_xdp_adjust_meta#54",
      "if r0 != 0x0 goto leave",
      "r2 = *(u32 *)(r6 +8)",
      "r3 = *(u32 *)(r6 +0)",
      "r1 = r2",
      "r1 += 24",
      "if r1 > r3 goto leave",
      "r4 = *(u32 *)(r10 -16)",
      "*(u32 *)(r2 +8) = r4",
      "r4 = *(u32 *)(r10 -12)",
      "*(u32 *)(r2 +12) = r4",
      "r4 = *(u64 *)(r10 -24)",
      "*(u64 *)(r2 +0) = r4",
      "*(u32 *)(r2 +20) = r7",
      "redirect:",
      "r2 = *(u32 *)(r6 +16)",
      "r1 = map[fd:5]",
      "r3 = 2",
      "call bpf_redirect_map#51",
      "exit",
      "leave:",
      "r0 = 2",
      "exit",
    ]);
    expect(listed({ functions: { vlan: 1003 }, mark: MARK })).toContain("call kernel-function#1003");
  });

  it.each([
    [{ functions: {}, mark: 8 }, /metadata: no function to ask/],
    [{ functions: { hash: 1 }, mark: 0 }, /mark is a positive number of 31 bits, the low three of them zero: 0/],
    [{ functions: { hash: 1 }, mark: 9 }, /mark is a positive/],
    [{ functions: { hash: 1 }, mark: 2 ** 31 }, /mark is a positive/],
  ])("is refused: %o", (metadata, message) => {
    expect(() => redirectProgram({ map: 5, metadata })).toThrow(message);
  });
});
