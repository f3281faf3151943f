// include/uapi/linux/net_shaper.h: NET_SHAPER_CMD_*, NET_SHAPER_A_*
import {
  attr,
  attrs,
  constants,
  enumOf,
  flag,
  type Infer,
  message,
  type NameOf,
  nested,
  repeated,
  u32,
  uint,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const NetShaperScope = constants("NET_SHAPER_SCOPE_", { unspec: 0, netdev: 1, queue: 2, node: 3 });
export type NetShaperScope = NameOf<typeof NetShaperScope>;

export const NetShaperMetric = constants("NET_SHAPER_METRIC_", { bps: 0, pps: 1 });
export type NetShaperMetric = NameOf<typeof NetShaperMetric>;

export const NetShaperHandle = attrs({
  scope: attr(1, "NET_SHAPER_A_HANDLE_SCOPE", enumOf(u32, NetShaperScope)),
  id: attr(2, "NET_SHAPER_A_HANDLE_ID", u32),
});
export interface NetShaperHandle extends Infer<typeof NetShaperHandle> {}

export const NetShaperLeafInfo = attrs({
  handle: attr(1, "NET_SHAPER_A_HANDLE", nested(NetShaperHandle)),
  priority: attr(6, "NET_SHAPER_A_PRIORITY", u32),
  weight: attr(7, "NET_SHAPER_A_WEIGHT", u32),
});
export interface NetShaperLeafInfo extends Infer<typeof NetShaperLeafInfo> {}

export const NetShaperAttrs = attrs({
  handle: attr(1, "NET_SHAPER_A_HANDLE", nested(NetShaperHandle)),
  metric: attr(2, "NET_SHAPER_A_METRIC", enumOf(u32, NetShaperMetric)),
  /** Bits or packets per second, as `metric` says. */
  bwMin: attr(3, "NET_SHAPER_A_BW_MIN", uint),
  bwMax: attr(4, "NET_SHAPER_A_BW_MAX", uint),
  /** Bytes or packets, as `metric` says. */
  burst: attr(5, "NET_SHAPER_A_BURST", uint),
  priority: attr(6, "NET_SHAPER_A_PRIORITY", u32),
  weight: attr(7, "NET_SHAPER_A_WEIGHT", u32),
  ifindex: attr(8, "NET_SHAPER_A_IFINDEX", u32),
  parent: attr(9, "NET_SHAPER_A_PARENT", nested(NetShaperHandle)),
  leaves: attr(10, "NET_SHAPER_A_LEAVES", repeated(nested(NetShaperLeafInfo))),
});
export const NetShaper = message(GenlHeader, NetShaperAttrs);
export interface NetShaper extends Infer<typeof NetShaper> {}

export const NetShaperCapsAttrs = attrs({
  ifindex: attr(1, "NET_SHAPER_A_CAPS_IFINDEX", u32),
  scope: attr(2, "NET_SHAPER_A_CAPS_SCOPE", enumOf(u32, NetShaperScope)),
  supportMetricBps: attr(3, "NET_SHAPER_A_CAPS_SUPPORT_METRIC_BPS", flag),
  supportMetricPps: attr(4, "NET_SHAPER_A_CAPS_SUPPORT_METRIC_PPS", flag),
  supportNesting: attr(5, "NET_SHAPER_A_CAPS_SUPPORT_NESTING", flag),
  supportBwMin: attr(6, "NET_SHAPER_A_CAPS_SUPPORT_BW_MIN", flag),
  supportBwMax: attr(7, "NET_SHAPER_A_CAPS_SUPPORT_BW_MAX", flag),
  supportBurst: attr(8, "NET_SHAPER_A_CAPS_SUPPORT_BURST", flag),
  supportPriority: attr(9, "NET_SHAPER_A_CAPS_SUPPORT_PRIORITY", flag),
  supportWeight: attr(10, "NET_SHAPER_A_CAPS_SUPPORT_WEIGHT", flag),
});
export const NetShaperCaps = message(GenlHeader, NetShaperCapsAttrs);
export interface NetShaperCaps extends Infer<typeof NetShaperCaps> {}

/** Generic netlink family "net-shaper". */
export const netShaper = genericFamily(
  "net-shaper",
  {
    NET_SHAPER_CMD_GET: [1, NetShaper],
    NET_SHAPER_CMD_SET: [2, NetShaper],
    NET_SHAPER_CMD_DELETE: [3, NetShaper],
    NET_SHAPER_CMD_GROUP: [4, NetShaper],
    NET_SHAPER_CMD_CAP_GET: [5, NetShaperCaps],
  },
  { version: 1, groups: [] },
);
