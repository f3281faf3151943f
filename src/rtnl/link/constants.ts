// include/uapi/linux/if_link.h, if.h, if_arp.h, rtnetlink.h: constants of RTM_*LINK
import { constants, type NameOf } from "../../codec/index.js";

/** Hardware type of a device, ARPHRD_*. */
export const LinkType = constants("ARPHRD_", {
  netrom: 0,
  ether: 1,
  eether: 2,
  ax25: 3,
  pronet: 4,
  chaos: 5,
  ieee802: 6,
  arcnet: 7,
  appletlk: 8,
  dlci: 15,
  atm: 19,
  metricom: 23,
  ieee1394: 24,
  eui64: 27,
  infiniband: 32,
  slip: 256,
  cslip: 257,
  slip6: 258,
  cslip6: 259,
  rsrvd: 260,
  adapt: 264,
  rose: 270,
  x25: 271,
  hwx25: 272,
  can: 280,
  mctp: 290,
  ppp: 512,
  hdlc: 513,
  cisco: 513,
  lapb: 516,
  ddcmp: 517,
  rawhdlc: 518,
  rawip: 519,
  tunnel: 768,
  tunnel6: 769,
  frad: 770,
  skip: 771,
  loopback: 772,
  localtlk: 773,
  fddi: 774,
  bif: 775,
  sit: 776,
  ipddp: 777,
  ipgre: 778,
  pimreg: 779,
  hippi: 780,
  ash: 781,
  econet: 782,
  irda: 783,
  fcpp: 784,
  fcal: 785,
  fcpl: 786,
  fcfabric: 787,
  ieee802_tr: 800,
  ieee80211: 801,
  ieee80211_prism: 802,
  ieee80211_radiotap: 803,
  ieee802154: 804,
  ieee802154_monitor: 805,
  phonet: 820,
  phonet_pipe: 821,
  caif: 822,
  ip6gre: 823,
  netlink: 824,
  "6lowpan": 825,
  vsockmon: 826,
  none: 65534,
  void: 65535,
});
export type LinkType = NameOf<typeof LinkType>;

/** Device flags, IFF_*. */
export const LinkFlags = constants("IFF_", {
  up: 1,
  broadcast: 2,
  debug: 4,
  loopback: 8,
  pointopoint: 16,
  notrailers: 32,
  running: 64,
  noarp: 128,
  promisc: 256,
  allmulti: 512,
  master: 1024,
  slave: 2048,
  multicast: 4096,
  portsel: 8192,
  automedia: 16384,
  dynamic: 32768,
  lower_up: 65536,
  dormant: 131072,
  echo: 262144,
});
export type LinkFlags = NameOf<typeof LinkFlags>;

/** Operational state of RFC 2863. */
export const OperState = constants("IF_OPER_", {
  unknown: 0,
  notpresent: 1,
  down: 2,
  lowerlayerdown: 3,
  testing: 4,
  dormant: 5,
  up: 6,
});
export type OperState = NameOf<typeof OperState>;

/** What a device's operational state becomes when the carrier comes up. */
export const LinkMode = constants("IF_LINK_MODE_", {
  default: 0,
  dormant: 1,
  testing: 2,
});
export type LinkMode = NameOf<typeof LinkMode>;

/** What a request for links wants to have beside the common attributes, RTEXT_FILTER_*. */
export const ExtMask = constants("RTEXT_FILTER_", {
  vf: 1,
  brvlan: 2,
  brvlan_compressed: 4,
  skip_stats: 8,
  mrp: 16,
  cfm_config: 32,
  cfm_status: 64,
  mst: 128,
  name_only: 256,
});
export type ExtMask = NameOf<typeof ExtMask>;

/** Why a link notification was sent. */
export const LinkEvent = constants("IFLA_EVENT_", {
  none: 0,
  reboot: 1,
  features: 2,
  bonding_failover: 3,
  notify_peers: 4,
  igmp_resend: 5,
  bonding_options: 6,
});
export type LinkEvent = NameOf<typeof LinkEvent>;

/** Where an XDP program is attached. */
export const XdpAttached = constants("XDP_ATTACHED_", {
  none: 0,
  drv: 1,
  skb: 2,
  hw: 3,
  multi: 4,
});
export type XdpAttached = NameOf<typeof XdpAttached>;

export const XdpFlags = constants("XDP_FLAGS_", {
  update_if_noexist: 1,
  skb_mode: 2,
  drv_mode: 4,
  hw_mode: 8,
  replace: 16,
});
export type XdpFlags = NameOf<typeof XdpFlags>;

/** How a device makes its IPv6 link-local address. */
export const AddrGenMode = constants("IN6_ADDR_GEN_MODE_", {
  eui64: 0,
  none: 1,
  stable_privacy: 2,
  random: 3,
});
export type AddrGenMode = NameOf<typeof AddrGenMode>;

/** include/net/if_inet6.h: state of IPv6 on a device. */
export const Inet6Flags = constants("IF_", {
  rs_sent: 0x10,
  ra_rcvd: 0x20,
  ra_managed: 0x40,
  ra_otherconf: 0x80,
  ready: 0x80000000,
});
export type Inet6Flags = NameOf<typeof Inet6Flags>;

/** include/net/mctp.h: physical transport binding of DSP0239. */
export const MctpPhysBinding = constants("MCTP_PHYS_BINDING_", {
  unspec: 0,
  smbus: 1,
  pcie_vdm: 2,
  usb: 3,
  kcs: 4,
  serial: 5,
  i3c: 6,
  mmbi: 7,
  pcc: 8,
  ucie: 9,
  vendor: 255,
});
export type MctpPhysBinding = NameOf<typeof MctpPhysBinding>;

export const VfLinkState = constants("IFLA_VF_LINK_STATE_", {
  auto: 0,
  enable: 1,
  disable: 2,
});
export type VfLinkState = NameOf<typeof VfLinkState>;

export const PortRequest = constants("PORT_REQUEST_", {
  preassociate: 0,
  preassociate_rr: 1,
  associate: 2,
  disassociate: 3,
});
export type PortRequest = NameOf<typeof PortRequest>;

/** Answer to a port profile request; up to 255 those of VDP (IEEE 802.1Qbg), from 256 those of port profiles. */
export const PortResponse = constants(
  "PORT_",
  {
    vdp_response_success: 0,
    vdp_response_invalid_format: 1,
    vdp_response_insufficient_resources: 2,
    vdp_response_unused_vtid: 3,
    vdp_response_vtid_violation: 4,
    vdp_response_vtid_version_violation: 5,
    vdp_response_out_of_sync: 6,
    profile_response_success: 256,
    profile_response_inprogress: 257,
    profile_response_invalid: 258,
    profile_response_badstate: 259,
    profile_response_insufficient_resources: 260,
    profile_response_error: 261,
  },
  { vdp_response_vtid_version_violation: "PORT_VDP_RESPONSE_VTID_VERSION_VIOALTION" },
);
export type PortResponse = NameOf<typeof PortResponse>;

/** include/uapi/linux/if_ether.h: VLAN tag protocols. */
export const VlanProtocol = constants("ETH_P_", { "8021q": 0x8100, "8021ad": 0x88a8 });
export type VlanProtocol = NameOf<typeof VlanProtocol>;
