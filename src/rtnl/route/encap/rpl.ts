// include/uapi/linux/rpl_iptunnel.h: RPL_IPTUNNEL_*; include/uapi/linux/rpl.h: struct ipv6_rpl_sr_hdr
import { array, attr, attrs, be32, bits, enumOf, type Infer, ipv6, struct, u8 } from "../../../codec/index.js";
import { IpProtocol } from "../../constants.js";

/** RPL source routing header, RFC 6554, as routes hold it: addresses are not compressed. */
export const RplSourceRoute = struct("ipv6_rpl_sr_hdr", 8, {
  nexthdr: enumOf(u8, IpProtocol),
  /** Length without the first eight bytes, in 8-byte units. */
  hdrlen: u8,
  /** 3. */
  type: u8,
  /** Number of `segments`; the encoder fills it in. */
  segmentsLeft: u8,
  /** Compression of the addresses (0) and padding (0), as the RFC draws them. */
  compression: bits(be32, { cmpri: 4, cmpre: 4, pad: 4, reserved: 20 }),
  /** In the order of the header; `ip route` lists them from last to first. */
  segments: array(ipv6, "segmentsLeft"),
});
export interface RplSourceRoute extends Infer<typeof RplSourceRoute> {}

export const RplEncap = attrs({
  srh: attr(1, "RPL_IPTUNNEL_SRH", RplSourceRoute),
});
export interface RplEncap extends Infer<typeof RplEncap> {}
