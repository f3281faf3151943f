// include/uapi/linux/if_link.h: IFLA_MACVLAN_*, of macvlan and macvtap
import {
  type AttrsType,
  attr,
  attrs,
  constants,
  enumOf,
  flagsOf,
  type Infer,
  type Input,
  mac,
  type NameOf,
  repeated,
  s32,
  u16,
  u32,
} from "../../../codec/index.js";

export const MacvlanMode = constants("MACVLAN_MODE_", { private: 1, vepa: 2, bridge: 4, passthru: 8, source: 16 });
export type MacvlanMode = NameOf<typeof MacvlanMode>;

/** What a request does to the source addresses of mode `source`. */
export const MacvlanAddressMode = constants("MACVLAN_MACADDR_", { add: 0, del: 1, flush: 2, set: 3 });
export type MacvlanAddressMode = NameOf<typeof MacvlanAddressMode>;

export const MacvlanFlags = constants("MACVLAN_FLAG_", { nopromisc: 1, nodst: 2 });
export type MacvlanFlags = NameOf<typeof MacvlanFlags>;

const macvlanData = attrs({
  mode: attr(1, "IFLA_MACVLAN_MODE", enumOf(u32, MacvlanMode)),
  flags: attr(2, "IFLA_MACVLAN_FLAGS", flagsOf(u16, MacvlanFlags)),
  macaddrMode: attr(3, "IFLA_MACVLAN_MACADDR_MODE", enumOf(u32, MacvlanAddressMode)),
  macaddr: attr(4, "IFLA_MACVLAN_MACADDR", mac),
  macaddrData: attr(5, "IFLA_MACVLAN_MACADDR_DATA", attrs({ macaddr: attr(4, "IFLA_MACVLAN_MACADDR", repeated(mac)) })),
  macaddrCount: attr(6, "IFLA_MACVLAN_MACADDR_COUNT", u32),
  /** Length of the broadcast queue that is asked for, packets. */
  bcQueueLen: attr(7, "IFLA_MACVLAN_BC_QUEUE_LEN", u32),
  /** The longest that any macvlan on the device below asked for. */
  bcQueueLenUsed: attr(8, "IFLA_MACVLAN_BC_QUEUE_LEN_USED", u32),
  /** Fewest receivers that make a broadcast go through the queue, -1 for never; Linux 6.4. */
  bcCutoff: attr(9, "IFLA_MACVLAN_BC_CUTOFF", s32),
});
export interface MacvlanData extends Infer<typeof macvlanData> {}
export interface MacvlanDataInput extends Input<typeof macvlanData> {}
export const MacvlanData: AttrsType<MacvlanData, MacvlanDataInput> = macvlanData;
