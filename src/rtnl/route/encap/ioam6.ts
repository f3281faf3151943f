// include/uapi/linux/ioam6_iptunnel.h: IOAM6_IPTUNNEL_*; include/uapi/linux/ioam6.h: struct ioam6_trace_hdr
import {
  as,
  attr,
  attrs,
  be16,
  be32,
  bits,
  constants,
  enumOf,
  hex,
  type Infer,
  ipv6,
  type NameOf,
  struct,
  u8,
  u32,
} from "../../../codec/index.js";

export const Ioam6Mode = constants("IOAM6_IPTUNNEL_MODE_", { inline: 1, encap: 2, auto: 3 });
export type Ioam6Mode = NameOf<typeof Ioam6Mode>;

/** Pre-allocated trace option, RFC 9197. */
export const Ioam6TraceHeader = struct("ioam6_trace_hdr", 8, {
  /** Big-endian. */
  namespaceId: be16,
  /** `nodelen`: data of each node without the opaque state, in 4-byte units; the kernel computes it. */
  node: bits(u8, { nodelen: 5, overflow: 1, unused: 2 }),
  /** `remlen`: room left for data, in 4-byte units; 1…61. */
  rem: bits(u8, { unused: 1, remlen: 7 }),
  /** What each node records: bit 0 of RFC 9197 is the highest bit, the lowest eight are reserved. */
  type: as("type_be32", hex(be32)),
});
export interface Ioam6TraceHeader extends Infer<typeof Ioam6TraceHeader> {}

/** In-situ OAM: a trace option in packets that take the route. */
export const Ioam6Encap = attrs({
  mode: attr(1, "IOAM6_IPTUNNEL_MODE", enumOf(u8, Ioam6Mode)),
  /** Destination of the outer header; modes `encap` and `auto`. */
  dst: attr(2, "IOAM6_IPTUNNEL_DST", ipv6),
  trace: attr(3, "IOAM6_IPTUNNEL_TRACE", Ioam6TraceHeader),
  /** `freqK` of every `freqN` packets; 1…1000000. */
  freqK: attr(4, "IOAM6_IPTUNNEL_FREQ_K", u32),
  freqN: attr(5, "IOAM6_IPTUNNEL_FREQ_N", u32),
  /** Source of the outer header; kernel 6.12. */
  src: attr(6, "IOAM6_IPTUNNEL_SRC", ipv6),
});
export interface Ioam6Encap extends Infer<typeof Ioam6Encap> {}
