// include/uapi/linux/if_link.h: IFLA_INET6_*; ipv6.h: DEVCONF_*; snmp.h: IPSTATS_MIB_*, ICMP6_MIB_*
import {
  type AttrsType,
  attr,
  attrs,
  counter64,
  enumOf,
  flagsOf,
  type Infer,
  type Input,
  ipv6,
  s32,
  struct,
  u8,
  u32,
  unit,
} from "../../codec/index.js";
import { AddrGenMode, Inet6Flags } from "./constants.js";
import { slots } from "./slots.js";

/** Settings of IPv6 on a device, net.ipv6.conf.<device>.*: an array of s32 in the order of DEVCONF_*. */
const settings = {
  forwarding: s32,
  hoplimit: s32,
  mtu6: unit("bytes", s32),
  acceptRa: s32,
  acceptRedirects: s32,
  autoconf: s32,
  dadTransmits: s32,
  rtrSolicits: s32,
  rtrSolicitInterval: unit("ms", s32),
  rtrSolicitDelay: unit("ms", s32),
  useTempaddr: s32,
  tempValidLft: unit("s", s32),
  tempPreferedLft: unit("s", s32),
  regenMaxRetry: s32,
  maxDesyncFactor: unit("s", s32),
  maxAddresses: s32,
  forceMldVersion: s32,
  acceptRaDefrtr: s32,
  acceptRaPinfo: s32,
  acceptRaRtrPref: s32,
  rtrProbeInterval: unit("ms", s32),
  acceptRaRtInfoMaxPlen: s32,
  proxyNdp: s32,
  optimisticDad: s32,
  acceptSourceRoute: s32,
  mcForwarding: s32,
  disableIpv6: s32,
  acceptDad: s32,
  forceTllao: s32,
  ndiscNotify: s32,
  mldv1UnsolicitedReportInterval: unit("ms", s32),
  mldv2UnsolicitedReportInterval: unit("ms", s32),
  suppressFragNdisc: s32,
  acceptRaFromLocal: s32,
  useOptimistic: s32,
  acceptRaMtu: s32,
  stableSecret: s32,
  useOifAddrsOnly: s32,
  acceptRaMinHopLimit: s32,
  ignoreRoutesWithLinkdown: s32,
  dropUnicastInL2Multicast: s32,
  dropUnsolicitedNa: s32,
  keepAddrOnDown: s32,
  rtrSolicitMaxInterval: unit("ms", s32),
  seg6Enabled: s32,
  seg6RequireHmac: s32,
  enhancedDad: s32,
  addrGenMode: s32,
  disablePolicy: s32,
  acceptRaRtInfoMinPlen: s32,
  ndiscTclass: s32,
  rplSegEnabled: s32,
  raDefrtrMetric: s32,
  ioam6Enabled: s32,
  ioam6Id: s32,
  ioam6IdWide: s32,
  ndiscEvictNocarrier: s32,
  acceptUntrackedNa: s32,
  acceptRaMinLft: unit("s", s32),
  forceForwarding: s32,
};
export const Ipv6Conf = struct("ipv6_devconf", 240, slots("DEVCONF_", settings));
export interface Ipv6Conf extends Infer<typeof Ipv6Conf> {}

/** An array of u64 in the order of IPSTATS_MIB_*; `num` is how many the kernel has. */
const ipCounters = {
  num: counter64,
  inpkts: counter64,
  inoctets: unit("bytes", counter64),
  indelivers: counter64,
  noectpkts: counter64,
  ect1pkts: counter64,
  ect0pkts: counter64,
  cepkts: counter64,
  outrequests: counter64,
  outpkts: counter64,
  outoctets: unit("bytes", counter64),
  outforwdatagrams: counter64,
  inhdrerrors: counter64,
  intoobigerrors: counter64,
  innoroutes: counter64,
  inaddrerrors: counter64,
  inunknownprotos: counter64,
  intruncatedpkts: counter64,
  indiscards: counter64,
  outdiscards: counter64,
  outnoroutes: counter64,
  reasmtimeout: counter64,
  reasmreqds: counter64,
  reasmoks: counter64,
  reasmfails: counter64,
  fragoks: counter64,
  fragfails: counter64,
  fragcreates: counter64,
  inmcastpkts: counter64,
  outmcastpkts: counter64,
  inbcastpkts: counter64,
  outbcastpkts: counter64,
  inmcastoctets: unit("bytes", counter64),
  outmcastoctets: unit("bytes", counter64),
  inbcastoctets: unit("bytes", counter64),
  outbcastoctets: unit("bytes", counter64),
  csumerrors: counter64,
  reasmOverlaps: counter64,
};
export const Ipv6Stats = struct("ipstats_mib", 304, slots("IPSTATS_MIB_", ipCounters));
export interface Ipv6Stats extends Infer<typeof Ipv6Stats> {}

/** An array of u64 in the order of ICMP6_MIB_*; `num` is how many the kernel has. */
const icmpCounters = {
  num: counter64,
  inmsgs: counter64,
  inerrors: counter64,
  outmsgs: counter64,
  outerrors: counter64,
  csumerrors: counter64,
  ratelimithost: counter64,
};
export const Icmp6Stats = struct("icmpv6_mib_device", 56, slots("ICMP6_MIB_", icmpCounters));
export interface Icmp6Stats extends Infer<typeof Icmp6Stats> {}

const CacheInfo = struct("ifla_cacheinfo", 16, {
  maxReasmLen: unit("bytes", u32),
  /** Last change of the IPv6 state, in hundredths of a second since boot. */
  tstamp: unit("cs", u32),
  reachableTime: unit("ms", u32),
  retransTime: unit("ms", u32),
});

const inet6Spec = attrs(
  {
    flags: attr(1, "IFLA_INET6_FLAGS", flagsOf(u32, Inet6Flags)),
    conf: attr(2, "IFLA_INET6_CONF", Ipv6Conf),
    stats: attr(3, "IFLA_INET6_STATS", Ipv6Stats),
    cacheinfo: attr(5, "IFLA_INET6_CACHEINFO", CacheInfo),
    icmp6stats: attr(6, "IFLA_INET6_ICMP6STATS", Icmp6Stats),
    /** Interface identifier of tokenised addresses; the low 64 bits count. */
    token: attr(7, "IFLA_INET6_TOKEN", ipv6),
    addrGenMode: attr(8, "IFLA_INET6_ADDR_GEN_MODE", enumOf(u8, AddrGenMode)),
    /** MTU that a router advertisement gave; Linux 5.15. */
    raMtu: attr(9, "IFLA_INET6_RA_MTU", unit("bytes", u32)),
  },
  { pad: { IFLA_INET6_MCAST: 4 } },
);
export interface Inet6Spec extends Infer<typeof inet6Spec> {}
export interface Inet6SpecInput extends Input<typeof inet6Spec> {}
export const Inet6Spec: AttrsType<Inet6Spec, Inet6SpecInput> = inet6Spec;
