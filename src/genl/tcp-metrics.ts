// include/uapi/linux/tcp_metrics.h: TCP_METRICS_CMD_*, TCP_METRICS_ATTR_*
import {
  attr,
  attrs,
  bytes,
  counter64,
  type Infer,
  ipv4,
  ipv6,
  message,
  nested,
  s32,
  u16,
  u32,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const TcpMetricsValues = attrs({
  rtt: attr(1, "TCP_METRICS_A_METRICS_RTT", unit("ms", u32)),
  rttvar: attr(2, "TCP_METRICS_A_METRICS_RTTVAR", unit("ms", u32)),
  ssthresh: attr(3, "TCP_METRICS_A_METRICS_SSTHRESH", unit("packets", u32)),
  cwnd: attr(4, "TCP_METRICS_A_METRICS_CWND", unit("packets", u32)),
  /** The kernel's spelling. */
  reodering: attr(5, "TCP_METRICS_A_METRICS_REODERING", unit("packets", u32)),
  rttUs: attr(6, "TCP_METRICS_A_METRICS_RTT_US", unit("us", u32)),
  rttvarUs: attr(7, "TCP_METRICS_A_METRICS_RTTVAR_US", unit("us", u32)),
});
export interface TcpMetricsValues extends Infer<typeof TcpMetricsValues> {}

export const TcpMetricsEntryAttrs = attrs(
  {
    addrIpv4: attr(1, "TCP_METRICS_ATTR_ADDR_IPV4", ipv4),
    addrIpv6: attr(2, "TCP_METRICS_ATTR_ADDR_IPV6", ipv6),
    age: attr(3, "TCP_METRICS_ATTR_AGE", unit("ms", counter64)),
    twTsval: attr(4, "TCP_METRICS_ATTR_TW_TSVAL", u32),
    twTsStamp: attr(5, "TCP_METRICS_ATTR_TW_TS_STAMP", unit("s", s32)),
    vals: attr(6, "TCP_METRICS_ATTR_VALS", nested(TcpMetricsValues)),
    fopenMss: attr(7, "TCP_METRICS_ATTR_FOPEN_MSS", unit("bytes", u16)),
    fopenSynDrops: attr(8, "TCP_METRICS_ATTR_FOPEN_SYN_DROPS", u16),
    fopenSynDropTs: attr(9, "TCP_METRICS_ATTR_FOPEN_SYN_DROP_TS", unit("ms", counter64)),
    fopenCookie: attr(10, "TCP_METRICS_ATTR_FOPEN_COOKIE", bytes),
    saddrIpv4: attr(11, "TCP_METRICS_ATTR_SADDR_IPV4", ipv4),
    saddrIpv6: attr(12, "TCP_METRICS_ATTR_SADDR_IPV6", ipv6),
  },
  { pad: { TCP_METRICS_ATTR_PAD: 13 } },
);
export const TcpMetricsEntry = message(GenlHeader, TcpMetricsEntryAttrs);
export interface TcpMetricsEntry extends Infer<typeof TcpMetricsEntry> {}

/** Generic netlink family "tcp_metrics". */
export const tcpMetrics = genericFamily(
  "tcp_metrics",
  {
    TCP_METRICS_CMD_GET: [1, TcpMetricsEntry],
    TCP_METRICS_CMD_DEL: [2, TcpMetricsEntry],
  },
  { version: 1, groups: [] },
);
