// include/uapi/linux/if_link.h: IFLA_LINKINFO, IFLA_INFO_*
import { type AttrsType, attr, attrs, byKind, bytes, cstring, type Infer, type Input } from "../../codec/index.js";
import { BridgePort } from "./bridge/port.js";
import { AmtData } from "./kinds/amt.js";
import { BareudpData } from "./kinds/bareudp.js";
import { BatadvData } from "./kinds/batadv.js";
import { BondData, BondSlave } from "./kinds/bond.js";
import { BridgeData } from "./kinds/bridge.js";
import { CanData, CanStats } from "./kinds/can.js";
import { DsaData } from "./kinds/dsa.js";
import { GeneveData } from "./kinds/geneve.js";
import { GreData, Ip6GreData } from "./kinds/gre.js";
import { GtpData } from "./kinds/gtp.js";
import { HsrData } from "./kinds/hsr.js";
import { IpoibData } from "./kinds/ipoib.js";
import { Ip6tnlData, IptunData } from "./kinds/iptun.js";
import { IpvlanData } from "./kinds/ipvlan.js";
import { MacsecData } from "./kinds/macsec.js";
import { MacvlanData } from "./kinds/macvlan.js";
import { NetkitData } from "./kinds/netkit.js";
import { OvpnData } from "./kinds/ovpn.js";
import { PppData } from "./kinds/ppp.js";
import { RmnetData } from "./kinds/rmnet.js";
import { TunData } from "./kinds/tun.js";
import { VethData } from "./kinds/veth.js";
import { VlanData } from "./kinds/vlan.js";
import { VrfData, VrfPort } from "./kinds/vrf.js";
import { Vti6Data, VtiData } from "./kinds/vti.js";
import { VxcanData } from "./kinds/vxcan.js";
import { VxlanData } from "./kinds/vxlan.js";
import { WwanData } from "./kinds/wwan.js";
import { XfrmData } from "./kinds/xfrm.js";

const slaveByKind = byKind("kind", { bond_slave: BondSlave, bridge_slave: BridgePort, vrf_slave: VrfPort }, bytes);

/** The data of each kind that has some. A function: which of the modules is loaded first is not known. */
export const linkKinds = () => ({
  amt: AmtData,
  bareudp: BareudpData,
  batadv: BatadvData,
  bond: BondData,
  bridge: BridgeData,
  can: CanData,
  dsa: DsaData,
  erspan: GreData,
  geneve: GeneveData,
  gre: GreData,
  gretap: GreData,
  gtp: GtpData,
  hsr: HsrData,
  ip6erspan: Ip6GreData,
  ip6gre: Ip6GreData,
  ip6gretap: Ip6GreData,
  ip6tnl: Ip6tnlData,
  ipip: IptunData,
  ipoib: IpoibData,
  ipvlan: IpvlanData,
  ipvtap: IpvlanData,
  macsec: MacsecData,
  macvlan: MacvlanData,
  macvtap: MacvlanData,
  netkit: NetkitData,
  ovpn: OvpnData,
  ppp: PppData,
  rmnet: RmnetData,
  sit: IptunData,
  tun: TunData,
  veth: VethData,
  vlan: VlanData,
  vrf: VrfData,
  vti: VtiData,
  vti6: Vti6Data,
  vxcan: VxcanData,
  vxlan: VxlanData,
  wwan: WwanData,
  xfrm: XfrmData,
});
export type LinkKinds = ReturnType<typeof linkKinds>;

// Here and in the kinds the set gets the type that its name says, so that declarations and messages of the compiler
// name a kind's data instead of spelling it out, once more in each link within a link.
const linkInfo = attrs({
  /** `vlan`, `veth` …; physical devices have none. */
  kind: attr(1, "IFLA_INFO_KIND", cstring),
  // A getter: the kinds with a peer contain the link message, which is still being built when this set is.
  get data() {
    return attr(2, "IFLA_INFO_DATA", byKind("kind", linkKinds()));
  },
  /** Counters of the kind. */
  xstats: attr(3, "IFLA_INFO_XSTATS", byKind("kind", { can: CanStats })),
  /** Kind of the device that this one is part of: `bridge`, `bond`, `vrf` … */
  slaveKind: attr(4, "IFLA_INFO_SLAVE_KIND", cstring),
  // iproute2's requests name it in `kind`, as in `bridge_slave`; the kernel goes by the master that the device has.
  slaveData: attr(
    5,
    "IFLA_INFO_SLAVE_DATA",
    byKind("slaveKind", { bond: BondSlave, bridge: BridgePort, vrf: VrfPort }, slaveByKind),
  ),
});
export type LinkInfo = Infer<typeof linkInfo>;
export type LinkInfoInput = Input<typeof linkInfo>;
export interface LinkInfoSet extends AttrsType<LinkInfo, LinkInfoInput> {}
/** What a device is. Kinds without data (dummy, ifb, wireguard, team …) are not listed. */
export const LinkInfo: LinkInfoSet = linkInfo;
