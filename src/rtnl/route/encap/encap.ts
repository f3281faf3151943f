// include/uapi/linux/lwtunnel.h: LWTUNNEL_ENCAP_*
import { byKind, constants, type NameOf } from "../../../codec/index.js";
import { BpfEncap } from "./bpf.js";
import { IlaEncap } from "./ila.js";
import { Ioam6Encap } from "./ioam6.js";
import { IpEncap } from "./ip.js";
import { Ip6Encap } from "./ip6.js";
import { MplsEncap } from "./mpls.js";
import { RplEncap } from "./rpl.js";
import { Seg6Encap } from "./seg6.js";
import { Seg6LocalEncap } from "./seg6local.js";
import { XfrmEncap } from "./xfrm.js";

/** Lightweight tunnels: what is done to packets that take a route. */
export const EncapType = constants("LWTUNNEL_ENCAP_", {
  none: 0,
  mpls: 1,
  ip: 2,
  ila: 3,
  ip6: 4,
  seg6: 5,
  bpf: 6,
  seg6_local: 7,
  rpl: 8,
  ioam6: 9,
  xfrm: 10,
});
export type EncapType = NameOf<typeof EncapType>;

/** The payload of RTA_ENCAP and NHA_ENCAP, chosen by the sibling `encapType` that follows or precedes it. */
export const routeEncap = byKind("encapType", {
  mpls: MplsEncap,
  ip: IpEncap,
  ila: IlaEncap,
  ip6: Ip6Encap,
  seg6: Seg6Encap,
  bpf: BpfEncap,
  seg6_local: Seg6LocalEncap,
  rpl: RplEncap,
  ioam6: Ioam6Encap,
  xfrm: XfrmEncap,
});
