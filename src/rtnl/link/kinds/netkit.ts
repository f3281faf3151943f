// include/uapi/linux/if_link.h: IFLA_NETKIT_*
import {
  type AttrsType,
  attr,
  attrs,
  constants,
  enumOf,
  type Infer,
  type Input,
  type NameOf,
  u8,
  u16,
  u32,
  unit,
} from "../../../codec/index.js";
import { Link } from "../link.js";

/** What happens to a packet when no BPF program decides. */
export const NetkitAction = constants("NETKIT_", { pass: 0, drop: 2, redirect: 7 });
export type NetkitAction = NameOf<typeof NetkitAction>;

export const NetkitMode = constants("NETKIT_", { l2: 0, l3: 1 });
export type NetkitMode = NameOf<typeof NetkitMode>;

/** Whether a packet's mark and priority are cleared when it crosses; Linux 6.13. */
export const NetkitScrub = constants("NETKIT_SCRUB_", { none: 0, default: 1 });
export type NetkitScrub = NameOf<typeof NetkitScrub>;

export const NetkitPairing = constants("NETKIT_DEVICE_", { pair: 0, single: 1 });
export type NetkitPairing = NameOf<typeof NetkitPairing>;

const netkitData = attrs({
  /** Requests only: the other end, a link message of its own. */
  get peerInfo() {
    return attr(1, "IFLA_NETKIT_PEER_INFO", Link);
  },
  /** Replies only: 1 on the device that was asked for, 0 on its peer. */
  primary: attr(2, "IFLA_NETKIT_PRIMARY", u8),
  policy: attr(3, "IFLA_NETKIT_POLICY", enumOf(u32, NetkitAction)),
  peerPolicy: attr(4, "IFLA_NETKIT_PEER_POLICY", enumOf(u32, NetkitAction)),
  mode: attr(5, "IFLA_NETKIT_MODE", enumOf(u32, NetkitMode)),
  scrub: attr(6, "IFLA_NETKIT_SCRUB", enumOf(u32, NetkitScrub)),
  peerScrub: attr(7, "IFLA_NETKIT_PEER_SCRUB", enumOf(u32, NetkitScrub)),
  headroom: attr(8, "IFLA_NETKIT_HEADROOM", unit("bytes", u16)),
  tailroom: attr(9, "IFLA_NETKIT_TAILROOM", unit("bytes", u16)),
  pairing: attr(10, "IFLA_NETKIT_PAIRING", enumOf(u32, NetkitPairing)),
});
export interface NetkitData extends Infer<typeof netkitData> {}
export interface NetkitDataInput extends Input<typeof netkitData> {}
export const NetkitData: AttrsType<NetkitData, NetkitDataInput> = netkitData;
