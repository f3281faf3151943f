// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_HEADER_*, in every request and reply
import { attr, attrs, cstring, flagsOf, type Infer, u32 } from "../../codec/index.js";
import { EthtoolHeaderFlags } from "./constants.js";

export const EthtoolHeader = attrs({
  devIndex: attr(1, "ETHTOOL_A_HEADER_DEV_INDEX", u32),
  devName: attr(2, "ETHTOOL_A_HEADER_DEV_NAME", cstring),
  flags: attr(3, "ETHTOOL_A_HEADER_FLAGS", flagsOf(u32, EthtoolHeaderFlags)),
  phyIndex: attr(4, "ETHTOOL_A_HEADER_PHY_INDEX", u32),
});
export interface EthtoolHeader extends Infer<typeof EthtoolHeader> {}
