// include/uapi/linux/fib_rules.h: struct fib_rule_hdr, FRA_*, FR_ACT_*, FIB_RULE_*
import {
  addressOf,
  as,
  attr,
  attrs,
  be32,
  be64,
  constants,
  cstring,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  message,
  type NameOf,
  s32,
  struct,
  u8,
  u16,
  u32,
} from "../codec/index.js";
import { AddressFamily, IpProtocol, RouteProtocol, RouteTable } from "./constants.js";

export const RuleAction = constants("FR_ACT_", {
  unspec: 0,
  to_tbl: 1,
  goto: 2,
  nop: 3,
  res3: 4,
  res4: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
});
export type RuleAction = NameOf<typeof RuleAction>;

export const RuleFlags = constants("FIB_RULE_", {
  permanent: 0x01,
  invert: 0x02,
  unresolved: 0x04,
  iif_detached: 0x08,
  oif_detached: 0x10,
  find_saddr: 0x10000,
});
export type RuleFlags = NameOf<typeof RuleFlags>;

export const RuleHeader = struct("fib_rule_hdr", 12, {
  family: enumOf(u8, AddressFamily),
  /** Length of `dst`, bits. */
  dstLen: u8,
  /** Length of `src`, bits. */
  srcLen: u8,
  tos: u8,
  /** The table when its number fits; the attribute `table` supersedes it. */
  hdrTable: as("table", enumOf(u8, RouteTable)),
  res1: u8,
  res2: u8,
  action: enumOf(u8, RuleAction),
  flags: flagsOf(u32, RuleFlags),
});

/** Both ends included. */
export const UidRange = struct("fib_rule_uid_range", 8, { start: u32, end: u32 });
export interface UidRange extends Infer<typeof UidRange> {}

/** Both ends included; host byte order. */
export const PortRange = struct("fib_rule_port_range", 4, { start: u16, end: u16 });
export interface PortRange extends Infer<typeof PortRange> {}

const RuleAttrs = attrs(
  {
    dst: attr(1, "FRA_DST", addressOf("family")),
    src: attr(2, "FRA_SRC", addressOf("family")),
    iifname: attr(3, "FRA_IIFNAME", cstring),
    /** Priority of the rule that action `goto` goes on with. */
    goto: attr(4, "FRA_GOTO", u32),
    priority: attr(6, "FRA_PRIORITY", u32),
    fwmark: attr(10, "FRA_FWMARK", hex(u32)),
    /** IPv4 realms: source in the upper 16 bits, destination in the lower. */
    flow: attr(11, "FRA_FLOW", hex(u32)),
    /** Tunnel key, big-endian. */
    tunId: attr(12, "FRA_TUN_ID", be64),
    suppressIfgroup: attr(13, "FRA_SUPPRESS_IFGROUP", u32),
    /** Routes with a prefix this long or shorter do not count; -1: all count. */
    suppressPrefixlen: attr(14, "FRA_SUPPRESS_PREFIXLEN", s32),
    table: attr(15, "FRA_TABLE", enumOf(u32, RouteTable)),
    /** Bits of the mark that are compared. */
    fwmask: attr(16, "FRA_FWMASK", hex(u32)),
    oifname: attr(17, "FRA_OIFNAME", cstring),
    /** 1: the table is that of the packet's VRF. */
    l3mdev: attr(19, "FRA_L3MDEV", u8),
    uidRange: attr(20, "FRA_UID_RANGE", UidRange),
    protocol: attr(21, "FRA_PROTOCOL", enumOf(u8, RouteProtocol)),
    ipProto: attr(22, "FRA_IP_PROTO", enumOf(u8, IpProtocol)),
    sportRange: attr(23, "FRA_SPORT_RANGE", PortRange),
    dportRange: attr(24, "FRA_DPORT_RANGE", PortRange),
    /** 0…63; kernel 6.13. */
    dscp: attr(25, "FRA_DSCP", u8),
    /** Twenty bits, big-endian; kernel 6.14. */
    flowlabel: attr(26, "FRA_FLOWLABEL", hex(be32)),
    flowlabelMask: attr(27, "FRA_FLOWLABEL_MASK", hex(be32)),
    /** Kernel 6.15, as the two masks after it. */
    sportMask: attr(28, "FRA_SPORT_MASK", hex(u16)),
    dportMask: attr(29, "FRA_DPORT_MASK", hex(u16)),
    dscpMask: attr(30, "FRA_DSCP_MASK", hex(u8)),
  },
  { pad: { FRA_UNUSED2: 5, FRA_UNUSED3: 7, FRA_UNUSED4: 8, FRA_UNUSED5: 9, FRA_PAD: 18 } },
);

/** RTM_*RULE: a policy routing rule. */
export const Rule = message(RuleHeader, RuleAttrs);
export interface Rule extends Infer<typeof Rule> {}
