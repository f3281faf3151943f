// include/uapi/linux/if_tunnel.h, ip6_tunnel.h: constants that the IP tunnels share
import { constants, type NameOf } from "../../../codec/index.js";

/** What a tunnel is wrapped in besides IP. */
export const TunnelEncap = constants("TUNNEL_ENCAP_", { none: 0, fou: 1, gue: 2, mpls: 3 });
export type TunnelEncap = NameOf<typeof TunnelEncap>;

export const TunnelEncapFlags = constants("TUNNEL_ENCAP_FLAG_", { csum: 1, csum6: 2, remcsum: 4 });
export type TunnelEncapFlags = NameOf<typeof TunnelEncapFlags>;

/** Bits of the GRE header, as a big-endian number. */
export const GreFlags = constants("GRE_", { csum: 0x8000, routing: 0x4000, key: 0x2000, seq: 0x1000, strict: 0x0800 });
export type GreFlags = NameOf<typeof GreFlags>;

/** The three highest, of include/net/ip6_tunnel.h, tell what the end points allow. */
export const Ip6TunnelFlags = constants("IP6_TNL_F_", {
  ign_encap_limit: 0x1,
  use_orig_tclass: 0x2,
  use_orig_flowlabel: 0x4,
  mip6_dev: 0x8,
  rcv_dscp_copy: 0x10,
  use_orig_fwmark: 0x20,
  allow_local_remote: 0x40,
  cap_xmit: 0x10000,
  cap_rcv: 0x20000,
  cap_per_packet: 0x40000,
});
export type Ip6TunnelFlags = NameOf<typeof Ip6TunnelFlags>;

/** struct ip_tunnel_parm.i_flags of sit, as a big-endian number. */
export const SitFlags = constants("SIT_", { isatap: 0x100 });
export type SitFlags = NameOf<typeof SitFlags>;
