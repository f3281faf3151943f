// include/uapi/linux/lwtunnel.h: LWTUNNEL_IP6_*
import { attr, attrs, be16, be64, flagsOf, type Infer, ipv6, nested, u8 } from "../../../codec/index.js";
import { IpOptions, TunnelFlags } from "./ip-options.js";

/** Metadata for a tunnel device over IPv6. */
export const Ip6Encap = attrs(
  {
    /** Tunnel key, big-endian. */
    id: attr(1, "LWTUNNEL_IP6_ID", be64),
    dst: attr(2, "LWTUNNEL_IP6_DST", ipv6),
    src: attr(3, "LWTUNNEL_IP6_SRC", ipv6),
    hoplimit: attr(4, "LWTUNNEL_IP6_HOPLIMIT", u8),
    /** Traffic class. */
    tc: attr(5, "LWTUNNEL_IP6_TC", u8),
    flags: attr(6, "LWTUNNEL_IP6_FLAGS", flagsOf(be16, TunnelFlags)),
    opts: attr(8, "LWTUNNEL_IP6_OPTS", nested(IpOptions)),
  },
  { pad: { LWTUNNEL_IP6_PAD: 7 } },
);
export interface Ip6Encap extends Infer<typeof Ip6Encap> {}
