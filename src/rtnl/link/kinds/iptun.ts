// include/uapi/linux/if_tunnel.h: IFLA_IPTUN_*, of ipip, sit and ip6tnl
import {
  type AnyType,
  type AttrsType,
  attr,
  attrs,
  be16,
  be32,
  enumOf,
  flag,
  flagsOf,
  hex,
  type Infer,
  type Input,
  ipv4,
  ipv6,
  u8,
  u16,
  u32,
} from "../../../codec/index.js";
import { Ip6TunnelFlags, SitFlags, TunnelEncap, TunnelEncapFlags } from "./tunnel-constants.js";

const iptunSet = <A extends AnyType, F extends AnyType>(address: A, flags: F) =>
  attrs({
    /** Index of the device below, 0 for none. */
    link: attr(1, "IFLA_IPTUN_LINK", u32),
    local: attr(2, "IFLA_IPTUN_LOCAL", address),
    remote: attr(3, "IFLA_IPTUN_REMOTE", address),
    /** 0 takes it from the inner packet. */
    ttl: attr(4, "IFLA_IPTUN_TTL", u8),
    /** 1 takes it from the inner packet. */
    tos: attr(5, "IFLA_IPTUN_TOS", u8),
    encapLimit: attr(6, "IFLA_IPTUN_ENCAP_LIMIT", u8),
    /** IPv6 traffic class and flow label; big-endian. */
    flowinfo: attr(7, "IFLA_IPTUN_FLOWINFO", hex(be32)),
    flags: attr(8, "IFLA_IPTUN_FLAGS", flags),
    /** Protocol inside: 4 IPv4, 41 IPv6, 137 MPLS, 0 any. */
    proto: attr(9, "IFLA_IPTUN_PROTO", u8),
    pmtudisc: attr(10, "IFLA_IPTUN_PMTUDISC", u8),
    sixrdPrefix: attr(11, "IFLA_IPTUN_6RD_PREFIX", ipv6),
    sixrdRelayPrefix: attr(12, "IFLA_IPTUN_6RD_RELAY_PREFIX", ipv4),
    sixrdPrefixlen: attr(13, "IFLA_IPTUN_6RD_PREFIXLEN", u16),
    sixrdRelayPrefixlen: attr(14, "IFLA_IPTUN_6RD_RELAY_PREFIXLEN", u16),
    encapType: attr(15, "IFLA_IPTUN_ENCAP_TYPE", enumOf(u16, TunnelEncap)),
    encapFlags: attr(16, "IFLA_IPTUN_ENCAP_FLAGS", flagsOf(u16, TunnelEncapFlags)),
    /** 0 takes it from the packet's flow; big-endian. */
    encapSport: attr(17, "IFLA_IPTUN_ENCAP_SPORT", be16),
    encapDport: attr(18, "IFLA_IPTUN_ENCAP_DPORT", be16),
    collectMetadata: attr(19, "IFLA_IPTUN_COLLECT_METADATA", flag),
    fwmark: attr(20, "IFLA_IPTUN_FWMARK", hex(u32)),
  });

const iptunData = iptunSet(ipv4, flagsOf(be16, SitFlags));
export interface IptunData extends Infer<typeof iptunData> {}
export interface IptunDataInput extends Input<typeof iptunData> {}
/** ipip and sit. */
export const IptunData: AttrsType<IptunData, IptunDataInput> = iptunData;

const ip6tnlData = iptunSet(ipv6, flagsOf(u32, Ip6TunnelFlags));
export interface Ip6tnlData extends Infer<typeof ip6tnlData> {}
export interface Ip6tnlDataInput extends Input<typeof ip6tnlData> {}
export const Ip6tnlData: AttrsType<Ip6tnlData, Ip6tnlDataInput> = ip6tnlData;
