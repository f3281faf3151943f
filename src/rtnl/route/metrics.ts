// include/uapi/linux/rtnetlink.h: RTAX_*, RTAX_FEATURE_*
import {
  attr,
  attrs,
  constants,
  cstring,
  flagsOf,
  hex,
  type Infer,
  type NameOf,
  u32,
  unit,
} from "../../codec/index.js";

export const RouteFeature = constants("RTAX_FEATURE_", {
  ecn: 0x01,
  sack: 0x02,
  timestamp: 0x04,
  allfrag: 0x08,
  tcp_usec_ts: 0x10,
});
export type RouteFeature = NameOf<typeof RouteFeature>;

/** RTA_METRICS: what TCP and IP take from the route. */
export const RouteMetrics = attrs({
  /** Metrics that may not be changed by path MTU discovery and TCP: bit n is the metric with attribute number n. */
  lock: attr(1, "RTAX_LOCK", hex(u32)),
  mtu: attr(2, "RTAX_MTU", unit("bytes", u32)),
  window: attr(3, "RTAX_WINDOW", unit("bytes", u32)),
  rtt: attr(4, "RTAX_RTT", unit("1/8 ms", u32)),
  rttvar: attr(5, "RTAX_RTTVAR", unit("1/4 ms", u32)),
  ssthresh: attr(6, "RTAX_SSTHRESH", unit("segments", u32)),
  cwnd: attr(7, "RTAX_CWND", unit("segments", u32)),
  advmss: attr(8, "RTAX_ADVMSS", unit("bytes", u32)),
  reordering: attr(9, "RTAX_REORDERING", u32),
  hoplimit: attr(10, "RTAX_HOPLIMIT", u32),
  initcwnd: attr(11, "RTAX_INITCWND", unit("segments", u32)),
  features: attr(12, "RTAX_FEATURES", flagsOf(u32, RouteFeature)),
  rtoMin: attr(13, "RTAX_RTO_MIN", unit("ms", u32)),
  initrwnd: attr(14, "RTAX_INITRWND", unit("segments", u32)),
  /** 0 or 1. */
  quickack: attr(15, "RTAX_QUICKACK", u32),
  /** Name of a congestion control algorithm, `cubic`. */
  ccAlgo: attr(16, "RTAX_CC_ALGO", cstring),
  /** 0 or 1. */
  fastopenNoCookie: attr(17, "RTAX_FASTOPEN_NO_COOKIE", u32),
});
export interface RouteMetrics extends Infer<typeof RouteMetrics> {}
