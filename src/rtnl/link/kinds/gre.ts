// include/uapi/linux/if_tunnel.h: IFLA_GRE_*, of gre, gretap, erspan and, over IPv6, ip6gre, ip6gretap, ip6erspan
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
import { GreFlags, Ip6TunnelFlags, TunnelEncap, TunnelEncapFlags } from "./tunnel-constants.js";

const greSet = <A extends AnyType>(address: A) =>
  attrs({
    /** Index of the device below, 0 for none. */
    link: attr(1, "IFLA_GRE_LINK", u32),
    iflags: attr(2, "IFLA_GRE_IFLAGS", flagsOf(be16, GreFlags)),
    oflags: attr(3, "IFLA_GRE_OFLAGS", flagsOf(be16, GreFlags)),
    /** Big-endian. */
    ikey: attr(4, "IFLA_GRE_IKEY", be32),
    /** Big-endian. */
    okey: attr(5, "IFLA_GRE_OKEY", be32),
    local: attr(6, "IFLA_GRE_LOCAL", address),
    remote: attr(7, "IFLA_GRE_REMOTE", address),
    /** 0 takes it from the inner packet. */
    ttl: attr(8, "IFLA_GRE_TTL", u8),
    /** 1 takes it from the inner packet. */
    tos: attr(9, "IFLA_GRE_TOS", u8),
    pmtudisc: attr(10, "IFLA_GRE_PMTUDISC", u8),
    encapLimit: attr(11, "IFLA_GRE_ENCAP_LIMIT", u8),
    /** IPv6 traffic class and flow label; big-endian. */
    flowinfo: attr(12, "IFLA_GRE_FLOWINFO", hex(be32)),
    flags: attr(13, "IFLA_GRE_FLAGS", flagsOf(u32, Ip6TunnelFlags)),
    encapType: attr(14, "IFLA_GRE_ENCAP_TYPE", enumOf(u16, TunnelEncap)),
    encapFlags: attr(15, "IFLA_GRE_ENCAP_FLAGS", flagsOf(u16, TunnelEncapFlags)),
    /** 0 takes it from the packet's flow; big-endian. */
    encapSport: attr(16, "IFLA_GRE_ENCAP_SPORT", be16),
    encapDport: attr(17, "IFLA_GRE_ENCAP_DPORT", be16),
    collectMetadata: attr(18, "IFLA_GRE_COLLECT_METADATA", flag),
    ignoreDf: attr(19, "IFLA_GRE_IGNORE_DF", u8),
    fwmark: attr(20, "IFLA_GRE_FWMARK", hex(u32)),
    /** 20 bits; ERSPAN version 1. */
    erspanIndex: attr(21, "IFLA_GRE_ERSPAN_INDEX", hex(u32)),
    /** 0, 1 or 2. */
    erspanVer: attr(22, "IFLA_GRE_ERSPAN_VER", u8),
    /** 0 ingress, 1 egress; ERSPAN version 2. */
    erspanDir: attr(23, "IFLA_GRE_ERSPAN_DIR", u8),
    /** 6 bits; ERSPAN version 2. */
    erspanHwid: attr(24, "IFLA_GRE_ERSPAN_HWID", u16),
  });

const greData = greSet(ipv4);
export interface GreData extends Infer<typeof greData> {}
export interface GreDataInput extends Input<typeof greData> {}
export const GreData: AttrsType<GreData, GreDataInput> = greData;

const ip6GreData = greSet(ipv6);
export interface Ip6GreData extends Infer<typeof ip6GreData> {}
export interface Ip6GreDataInput extends Input<typeof ip6GreData> {}
export const Ip6GreData: AttrsType<Ip6GreData, Ip6GreDataInput> = ip6GreData;
