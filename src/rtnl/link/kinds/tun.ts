// include/uapi/linux/if_link.h: IFLA_TUN_*; if_tun.h: IFF_TUN, IFF_TAP
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
  u32,
} from "../../../codec/index.js";

export const TunType = constants("IFF_", { tun: 1, tap: 2 });
export type TunType = NameOf<typeof TunType>;

const tunData = attrs({
  /** User id. */
  owner: attr(1, "IFLA_TUN_OWNER", u32),
  /** Group id. */
  group: attr(2, "IFLA_TUN_GROUP", u32),
  type: attr(3, "IFLA_TUN_TYPE", enumOf(u8, TunType)),
  pi: attr(4, "IFLA_TUN_PI", u8),
  vnetHdr: attr(5, "IFLA_TUN_VNET_HDR", u8),
  persist: attr(6, "IFLA_TUN_PERSIST", u8),
  multiQueue: attr(7, "IFLA_TUN_MULTI_QUEUE", u8),
  numQueues: attr(8, "IFLA_TUN_NUM_QUEUES", u32),
  numDisabledQueues: attr(9, "IFLA_TUN_NUM_DISABLED_QUEUES", u32),
});
export interface TunData extends Infer<typeof tunData> {}
export interface TunDataInput extends Input<typeof tunData> {}
/** Replies only: such devices are made through /dev/net/tun. */
export const TunData: AttrsType<TunData, TunDataInput> = tunData;
