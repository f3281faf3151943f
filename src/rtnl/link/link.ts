// include/uapi/linux/rtnetlink.h: struct ifinfomsg; if_link.h: IFLA_*
import {
  type AttrsType,
  attr,
  attrs,
  byKind,
  bytes,
  cstring,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  type Input,
  lladdr,
  type MessageType,
  message,
  nested,
  repeated,
  s32,
  struct,
  u8,
  u16,
  u32,
  uint,
  unit,
} from "../../codec/index.js";
import { AddressFamily } from "../constants.js";
import { FamilySpec } from "./af-spec.js";
import { BridgeSpec } from "./bridge/af-spec.js";
import { BridgePort } from "./bridge/port.js";
import { ExtMask, LinkEvent, LinkFlags, LinkMode, LinkType, OperState, XdpAttached, XdpFlags } from "./constants.js";
import { Inet6Spec } from "./inet6.js";
import { LinkInfo } from "./info.js";
import { IpmrSpec } from "./ipmr.js";
import { LinkPort, VfPorts } from "./port.js";
import { LinkMap, LinkStats32, LinkStats64 } from "./stats.js";
import { VfInfoList } from "./vf.js";

export const LinkHeader = struct(
  "ifinfomsg",
  16,
  {
    /** Asks for, or tells of, a family's view of the device; AF_BRIDGE changes what some attributes hold. */
    family: enumOf(u8, AddressFamily),
    /** Hardware type. */
    type: enumOf(u16, LinkType),
    /** Interface index; 0 in requests that name the device otherwise. */
    index: s32,
    flags: flagsOf(u32, LinkFlags),
    /** Flags that a request changes; 0 stands for all. In notifications those that changed. */
    change: flagsOf(u32, LinkFlags),
  },
  { prefix: "ifi_" },
);

const linkXdp = attrs({
  /** File descriptor of the program, -1 detaches; requests only. */
  fd: attr(1, "IFLA_XDP_FD", s32),
  attached: attr(2, "IFLA_XDP_ATTACHED", enumOf(u8, XdpAttached)),
  flags: attr(3, "IFLA_XDP_FLAGS", flagsOf(u32, XdpFlags)),
  progId: attr(4, "IFLA_XDP_PROG_ID", u32),
  drvProgId: attr(5, "IFLA_XDP_DRV_PROG_ID", u32),
  skbProgId: attr(6, "IFLA_XDP_SKB_PROG_ID", u32),
  hwProgId: attr(7, "IFLA_XDP_HW_PROG_ID", u32),
  /** File descriptor of the program to be replaced; requests only. */
  expectedFd: attr(8, "IFLA_XDP_EXPECTED_FD", s32),
});
export interface LinkXdp extends Infer<typeof linkXdp> {}
export interface LinkXdpInput extends Input<typeof linkXdp> {}
export const LinkXdp: AttrsType<LinkXdp, LinkXdpInput> = linkXdp;

const ProtoDownReason = attrs({
  /** Bits of `value` that a request changes. */
  mask: attr(1, "IFLA_PROTO_DOWN_REASON_MASK", hex(u32)),
  value: attr(2, "IFLA_PROTO_DOWN_REASON_VALUE", hex(u32)),
});

const DevlinkPort = attrs({
  busName: attr(1, "DEVLINK_ATTR_BUS_NAME", cstring),
  devName: attr(2, "DEVLINK_ATTR_DEV_NAME", cstring),
  portIndex: attr(3, "DEVLINK_ATTR_PORT_INDEX", u32),
  index: attr(184, "DEVLINK_ATTR_INDEX", uint),
});

const linkAttrs = attrs(
  {
    /** Hardware address. */
    address: attr(1, "IFLA_ADDRESS", lladdr),
    /** Broadcast address; of a point-to-point link the other end. */
    broadcast: attr(2, "IFLA_BROADCAST", lladdr),
    /** 1 … 15 bytes. */
    ifname: attr(3, "IFLA_IFNAME", cstring),
    mtu: attr(4, "IFLA_MTU", unit("bytes", u32)),
    /** Index of the device below, in namespace `linkNetnsid` when that is given. */
    link: attr(5, "IFLA_LINK", u32),
    /** Root queueing discipline. */
    qdisc: attr(6, "IFLA_QDISC", cstring),
    stats: attr(7, "IFLA_STATS", LinkStats32),
    /** Index of the bridge, bond, VRF … that the device is part of, 0 in a request to leave it. */
    master: attr(10, "IFLA_MASTER", u32),
    /** Wireless extensions event. */
    wireless: attr(11, "IFLA_WIRELESS", bytes),
    /** A bridge port in family AF_BRIDGE, IPv6 on the device in AF_INET6. */
    protinfo: attr(12, "IFLA_PROTINFO", byKind("family", { bridge: nested(BridgePort), inet6: Inet6Spec })),
    /** Transmit queue length. */
    txqlen: attr(13, "IFLA_TXQLEN", unit("packets", u32)),
    map: attr(14, "IFLA_MAP", LinkMap),
    weight: attr(15, "IFLA_WEIGHT", u32),
    operstate: attr(16, "IFLA_OPERSTATE", enumOf(u8, OperState)),
    linkmode: attr(17, "IFLA_LINKMODE", enumOf(u8, LinkMode)),
    // A getter, as in LinkInfo: whichever of the two modules is loaded first, neither reads the other too early.
    get linkinfo() {
      return attr(18, "IFLA_LINKINFO", LinkInfo);
    },
    /** Request: process whose network namespace the device goes to. */
    netNsPid: attr(19, "IFLA_NET_NS_PID", u32),
    /** At most 255 bytes. */
    ifalias: attr(20, "IFLA_IFALIAS", cstring),
    numVf: attr(21, "IFLA_NUM_VF", u32),
    vfinfoList: attr(22, "IFLA_VFINFO_LIST", VfInfoList),
    stats64: attr(23, "IFLA_STATS64", LinkStats64),
    vfPorts: attr(24, "IFLA_VF_PORTS", VfPorts),
    portSelf: attr(25, "IFLA_PORT_SELF", LinkPort),
    /**
     * Attributes by address family; in messages of family AF_BRIDGE the bridge's own, of RTNL_FAMILY_IPMR a multicast routing
     * table. `"inet6" in afSpec` tells that it is the first, and that there is something for IPv6.
     */
    afSpec: attr(26, "IFLA_AF_SPEC", byKind("family", { bridge: BridgeSpec, ipmr: IpmrSpec }, FamilySpec)),
    group: attr(27, "IFLA_GROUP", u32),
    /** Request: file descriptor of the network namespace that the device goes to. */
    netNsFd: attr(28, "IFLA_NET_NS_FD", u32),
    extMask: attr(29, "IFLA_EXT_MASK", flagsOf(u32, ExtMask)),
    /** How often promiscuous mode was asked for. */
    promiscuity: attr(30, "IFLA_PROMISCUITY", u32),
    numTxQueues: attr(31, "IFLA_NUM_TX_QUEUES", u32),
    numRxQueues: attr(32, "IFLA_NUM_RX_QUEUES", u32),
    carrier: attr(33, "IFLA_CARRIER", u8),
    physPortId: attr(34, "IFLA_PHYS_PORT_ID", bytes),
    carrierChanges: attr(35, "IFLA_CARRIER_CHANGES", u32),
    physSwitchId: attr(36, "IFLA_PHYS_SWITCH_ID", bytes),
    /** Namespace that `link` is in, -1 when it has no id here. */
    linkNetnsid: attr(37, "IFLA_LINK_NETNSID", s32),
    physPortName: attr(38, "IFLA_PHYS_PORT_NAME", cstring),
    protoDown: attr(39, "IFLA_PROTO_DOWN", u8),
    gsoMaxSegs: attr(40, "IFLA_GSO_MAX_SEGS", u32),
    gsoMaxSize: attr(41, "IFLA_GSO_MAX_SIZE", unit("bytes", u32)),
    xdp: attr(43, "IFLA_XDP", LinkXdp),
    event: attr(44, "IFLA_EVENT", enumOf(u32, LinkEvent)),
    /** Notification: namespace that the device went to. */
    newNetnsid: attr(45, "IFLA_NEW_NETNSID", s32),
    /** Namespace that a request is about and that a reply describes. */
    targetNetnsid: attr(46, "IFLA_TARGET_NETNSID", s32),
    carrierUpCount: attr(47, "IFLA_CARRIER_UP_COUNT", u32),
    carrierDownCount: attr(48, "IFLA_CARRIER_DOWN_COUNT", u32),
    /** Index in the namespace that the device went to, or is to have there. */
    newIfindex: attr(49, "IFLA_NEW_IFINDEX", s32),
    minMtu: attr(50, "IFLA_MIN_MTU", unit("bytes", u32)),
    /** 0 is unlimited. */
    maxMtu: attr(51, "IFLA_MAX_MTU", unit("bytes", u32)),
    propList: attr(52, "IFLA_PROP_LIST", nested(attrs({ altIfname: attr(53, "IFLA_ALT_IFNAME", repeated(cstring)) }))),
    /** Request: any name of the device, up to 127 bytes. */
    altIfname: attr(53, "IFLA_ALT_IFNAME", cstring),
    permAddress: attr(54, "IFLA_PERM_ADDRESS", lladdr),
    protoDownReason: attr(55, "IFLA_PROTO_DOWN_REASON", nested(ProtoDownReason)),
    parentDevName: attr(56, "IFLA_PARENT_DEV_NAME", cstring),
    parentDevBusName: attr(57, "IFLA_PARENT_DEV_BUS_NAME", cstring),
    groMaxSize: attr(58, "IFLA_GRO_MAX_SIZE", unit("bytes", u32)),
    tsoMaxSize: attr(59, "IFLA_TSO_MAX_SIZE", unit("bytes", u32)),
    tsoMaxSegs: attr(60, "IFLA_TSO_MAX_SEGS", u32),
    /** How often the reception of all multicast was asked for. */
    allmulti: attr(61, "IFLA_ALLMULTI", u32),
    devlinkPort: attr(62, "IFLA_DEVLINK_PORT", nested(DevlinkPort)),
    gsoIpv4MaxSize: attr(63, "IFLA_GSO_IPV4_MAX_SIZE", unit("bytes", u32)),
    groIpv4MaxSize: attr(64, "IFLA_GRO_IPV4_MAX_SIZE", unit("bytes", u32)),
    dpllPin: attr(65, "IFLA_DPLL_PIN", nested(attrs({ id: attr(1, "DPLL_A_PIN_ID", u32) }))),
    maxPacingOffloadHorizon: attr(66, "IFLA_MAX_PACING_OFFLOAD_HORIZON", unit("ns", uint)),
    /** Linux 6.15. */
    netnsImmutable: attr(67, "IFLA_NETNS_IMMUTABLE", u8),
    headroom: attr(68, "IFLA_HEADROOM", unit("bytes", u16)),
    tailroom: attr(69, "IFLA_TAILROOM", unit("bytes", u16)),
  },
  { pad: { IFLA_COST: 8, IFLA_PRIORITY: 9, IFLA_PAD: 42 } },
);

const link = message(LinkHeader, linkAttrs);
export interface Link extends Infer<typeof link> {}
export interface LinkInput extends Input<typeof link> {}
/** RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK, and RTM_*LINKPROP. */
export const Link: MessageType<Link, LinkInput> = link;
