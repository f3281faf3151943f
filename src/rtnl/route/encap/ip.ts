// include/uapi/linux/lwtunnel.h: LWTUNNEL_IP_*
import { attr, attrs, be16, be64, flagsOf, type Infer, ipv4, nested, u8 } from "../../../codec/index.js";
import { IpOptions, TunnelFlags } from "./ip-options.js";

/** Metadata for a tunnel device over IPv4. */
export const IpEncap = attrs(
  {
    /** Tunnel key, big-endian. */
    id: attr(1, "LWTUNNEL_IP_ID", be64),
    dst: attr(2, "LWTUNNEL_IP_DST", ipv4),
    src: attr(3, "LWTUNNEL_IP_SRC", ipv4),
    ttl: attr(4, "LWTUNNEL_IP_TTL", u8),
    tos: attr(5, "LWTUNNEL_IP_TOS", u8),
    flags: attr(6, "LWTUNNEL_IP_FLAGS", flagsOf(be16, TunnelFlags)),
    opts: attr(8, "LWTUNNEL_IP_OPTS", nested(IpOptions)),
  },
  { pad: { LWTUNNEL_IP_PAD: 7 } },
);
export interface IpEncap extends Infer<typeof IpEncap> {}
