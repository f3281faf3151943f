// include/uapi/linux/if_link.h: IFLA_RMNET_*
import {
  type AttrsType,
  attr,
  attrs,
  constants,
  flagsOf,
  hex,
  type Infer,
  type Input,
  type NameOf,
  struct,
  u16,
  u32,
} from "../../../codec/index.js";

export const RmnetFlags = constants("RMNET_FLAGS_", {
  ingress_deaggregation: 1,
  ingress_map_commands: 2,
  ingress_map_cksumv4: 4,
  egress_map_cksumv4: 8,
  ingress_map_cksumv5: 16,
  egress_map_cksumv5: 32,
});
export type RmnetFlags = NameOf<typeof RmnetFlags>;

/** Only the bits in `mask` change. */
const FlagsAndMask = struct("ifla_rmnet_flags", 8, { flags: flagsOf(u32, RmnetFlags), mask: hex(u32) });

const rmnetData = attrs({
  /** 0 … 254. */
  muxId: attr(1, "IFLA_RMNET_MUX_ID", u16),
  flags: attr(2, "IFLA_RMNET_FLAGS", FlagsAndMask),
});
export interface RmnetData extends Infer<typeof rmnetData> {}
export interface RmnetDataInput extends Input<typeof rmnetData> {}
export const RmnetData: AttrsType<RmnetData, RmnetDataInput> = rmnetData;
