// include/uapi/linux/if_addr.h: struct ifaddrmsg, IFA_*, struct ifa_cacheinfo, IFA_F_*, IFAPROT_*
import {
  addressOf,
  as,
  attr,
  attrs,
  constants,
  cstring,
  enumOf,
  flagsOf,
  type Infer,
  message,
  type NameOf,
  s32,
  struct,
  u8,
  u32,
  unit,
} from "../codec/index.js";
import { AddressFamily, RouteScope } from "./constants.js";

/** `secondary` is IPv4's name of the bit, `temporary` IPv6's. */
export const AddressFlags = constants("IFA_F_", {
  secondary: 0x01,
  temporary: 0x01,
  nodad: 0x02,
  optimistic: 0x04,
  dadfailed: 0x08,
  homeaddress: 0x10,
  deprecated: 0x20,
  tentative: 0x40,
  permanent: 0x80,
  managetempaddr: 0x100,
  noprefixroute: 0x200,
  mcautojoin: 0x400,
  stable_privacy: 0x800,
});
export type AddressFlags = NameOf<typeof AddressFlags>;

/** Who made the address. Other values are user space's. */
export const AddressProtocol = constants("IFAPROT_", { unspec: 0, kernel_lo: 1, kernel_ra: 2, kernel_ll: 3 });
export type AddressProtocol = NameOf<typeof AddressProtocol>;

export const AddressHeader = struct(
  "ifaddrmsg",
  8,
  {
    family: enumOf(u8, AddressFamily),
    /** Bits. */
    prefixlen: u8,
    /** The lowest eight bits of the attribute `flags`. */
    ifaFlags: as("ifa_flags", flagsOf(u8, AddressFlags)),
    scope: enumOf(u8, RouteScope),
    /** Interface index. */
    index: u32,
  },
  { prefix: "ifa_" },
);

/** Lifetimes; 4294967295 is forever. The stamps count from boot. */
export const AddressCacheInfo = struct(
  "ifa_cacheinfo",
  16,
  {
    prefered: unit("s", u32),
    valid: unit("s", u32),
    /** When the address was made. */
    cstamp: as("cstamp", unit("1/100 s", u32)),
    /** When it was last updated. */
    tstamp: as("tstamp", unit("1/100 s", u32)),
  },
  { prefix: "ifa_" },
);
export interface AddressCacheInfo extends Infer<typeof AddressCacheInfo> {}

const AddressAttrs = attrs({
  /** Prefix address: the peer's on point-to-point interfaces, otherwise the same as `local`. */
  address: attr(1, "IFA_ADDRESS", addressOf("family")),
  local: attr(2, "IFA_LOCAL", addressOf("family")),
  /** IPv4: the interface's name, or the name and a suffix, `eth0:1`. */
  label: attr(3, "IFA_LABEL", cstring),
  broadcast: attr(4, "IFA_BROADCAST", addressOf("family")),
  /** In replies to RTM_GETANYCAST and in RTM_NEWANYCAST. */
  anycast: attr(5, "IFA_ANYCAST", addressOf("family")),
  cacheinfo: attr(6, "IFA_CACHEINFO", AddressCacheInfo),
  /** In replies to RTM_GETMULTICAST and in RTM_NEWMULTICAST. */
  multicast: attr(7, "IFA_MULTICAST", addressOf("family")),
  /** All 32 bits; supersedes `ifaFlags`. */
  flags: attr(8, "IFA_FLAGS", flagsOf(u32, AddressFlags)),
  /** Metric of the prefix route. */
  rtPriority: attr(9, "IFA_RT_PRIORITY", u32),
  /** Requests: id of the network namespace to look into. */
  targetNetnsid: attr(10, "IFA_TARGET_NETNSID", s32),
  proto: attr(11, "IFA_PROTO", enumOf(u8, AddressProtocol)),
});

/** RTM_*ADDR, and RTM_*MULTICAST and RTM_*ANYCAST, which carry the same set. */
export const Address = message(AddressHeader, AddressAttrs);
export interface Address extends Infer<typeof Address> {}
