/** Packets for capture files. */
import fc from "fast-check";
import type { WritablePacket } from "../../../src/ring/pcap/index.js";

/** Latest time that both formats hold, nanoseconds. */
const PCAP_END = 0x1_0000_0000n * 1_000_000_000n - 1n;

export const anyPacket: fc.Arbitrary<WritablePacket & { readonly originalLength: number }> = fc
  .record({
    timestampNs: fc.bigInt({ min: 0n, max: PCAP_END }),
    data: fc.uint8Array({ maxLength: 300 }),
    beyond: fc.nat(2000),
    direction: fc.constantFrom("host", "broadcast", "multicast", "otherHost", "outgoing", "inbound", undefined),
    comments: fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 3 }),
    hash: fc.option(fc.record({ algorithm: fc.nat(5), value: fc.uint8Array({ maxLength: 20 }) }), { nil: undefined }),
  })
  .map(({ beyond, ...packet }) => ({ ...packet, originalLength: packet.data.length + beyond }));

/** An Ethernet frame with an IPv4 packet that is nothing but a header and zeros. */
export function ipFrame(length: number, protocol = 253): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0]);
  bytes.set([(length - 14) >> 8, (length - 14) & 0xff, 0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2], 16);
  return bytes;
}
