// include/uapi/linux/seg6.h: struct ipv6_sr_hdr, struct sr6_tlv, SR6_*; include/uapi/linux/seg6_hmac.h: struct sr6_tlv_hmac
import {
  array,
  be16,
  be32,
  byKind,
  bytes,
  constants,
  enumOf,
  fixedBytes,
  flagsOf,
  hex,
  type Infer,
  ipv6,
  listOf,
  type NameOf,
  struct,
  u8,
  u16,
} from "../../../codec/index.js";
import { IpProtocol } from "../../constants.js";

export const SegmentRoutingFlags = constants("SR6_FLAG1_", { hmac: 0x08, alert: 0x10, oam: 0x20, protected: 0x40 });
export type SegmentRoutingFlags = NameOf<typeof SegmentRoutingFlags>;

export const SegmentRoutingTlvType = constants("SR6_TLV_", { ingress: 1, egress: 2, opaque: 3, padding: 4, hmac: 5 });
export type SegmentRoutingTlvType = NameOf<typeof SegmentRoutingTlvType>;

/** What follows type and length in struct sr6_tlv_hmac. The kernel computes `hmac` for each packet. */
export const SegmentRoutingHmac = struct(
  "sr6_tlv_hmac",
  38,
  {
    reserved: u16,
    /** Big-endian. */
    hmackeyid: be32,
    hmac: fixedBytes(32),
  },
  { packed: true },
);
export interface SegmentRoutingHmac extends Infer<typeof SegmentRoutingHmac> {}

export const SegmentRoutingTlv = struct("sr6_tlv", 2, {
  type: enumOf(u8, SegmentRoutingTlvType),
  /** Of `data`, bytes; the encoder computes it. */
  len: u8,
  data: byKind("type", { hmac: SegmentRoutingHmac }, bytes),
});
export interface SegmentRoutingTlv extends Infer<typeof SegmentRoutingTlv> {}

/** Segment routing header, RFC 8754. */
export const SegmentRoutingHeader = struct("ipv6_sr_hdr", 8, {
  nexthdr: enumOf(u8, IpProtocol),
  /** Length of segments and TLVs, in 8-byte units. */
  hdrlen: u8,
  /** 4. */
  type: u8,
  segmentsLeft: u8,
  /** Index of the last one in `segments`; the encoder fills it in. */
  firstSegment: u8,
  flags: flagsOf(u8, SegmentRoutingFlags),
  /** Big-endian. */
  tag: hex(be16),
  /** In reverse order: the first to be visited comes last. With mode `inline` the first entry stands for the packet's destination. */
  segments: array(ipv6, "firstSegment", { plus: 1 }),
  tlvs: listOf(SegmentRoutingTlv, "len", { align: 1, plus: 2 }),
});
export interface SegmentRoutingHeader extends Infer<typeof SegmentRoutingHeader> {}
