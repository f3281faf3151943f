// include/uapi/linux/netdev.h: NETDEV_CMD_*, NETDEV_A_*
import {
  attr,
  attrs,
  constants,
  counter64,
  enumOf,
  flagsOf,
  type Infer,
  message,
  type NameOf,
  nested,
  repeated,
  s32,
  u32,
  uint,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const NetdevXdpAct = constants("NETDEV_XDP_ACT_", {
  basic: 1,
  redirect: 2,
  ndo_xmit: 4,
  xsk_zerocopy: 8,
  hw_offload: 0x10,
  rx_sg: 0x20,
  ndo_xmit_sg: 0x40,
});

export const NetdevXdpRxMetadata = constants("NETDEV_XDP_RX_METADATA_", { timestamp: 1, hash: 2, vlan_tag: 4 });

export const NetdevXskFlags = constants("NETDEV_XSK_FLAGS_", {
  tx_timestamp: 1,
  tx_checksum: 2,
  tx_launch_time_fifo: 4,
});

export const NetdevQueueType = constants("NETDEV_QUEUE_TYPE_", { rx: 0, tx: 1 });
export type NetdevQueueType = NameOf<typeof NetdevQueueType>;

export const NetdevQstatsScope = constants("NETDEV_QSTATS_SCOPE_", { queue: 1 });

export const NetdevNapiThreaded = constants("NETDEV_NAPI_THREADED_", { disabled: 0, enabled: 1, busy_poll: 2 });
export type NetdevNapiThreaded = NameOf<typeof NetdevNapiThreaded>;

export const NetdevDevAttrs = attrs(
  {
    ifindex: attr(1, "NETDEV_A_DEV_IFINDEX", u32),
    xdpFeatures: attr(3, "NETDEV_A_DEV_XDP_FEATURES", flagsOf(counter64, NetdevXdpAct)),
    xdpZcMaxSegs: attr(4, "NETDEV_A_DEV_XDP_ZC_MAX_SEGS", u32),
    xdpRxMetadataFeatures: attr(5, "NETDEV_A_DEV_XDP_RX_METADATA_FEATURES", flagsOf(counter64, NetdevXdpRxMetadata)),
    xskFeatures: attr(6, "NETDEV_A_DEV_XSK_FEATURES", flagsOf(counter64, NetdevXskFlags)),
  },
  { pad: { NETDEV_A_DEV_PAD: 2 } },
);
export const NetdevDev = message(GenlHeader, NetdevDevAttrs);
export interface NetdevDev extends Infer<typeof NetdevDev> {}

export const NetdevIoUring = attrs({
  rxBufLen: attr(1, "NETDEV_A_IO_URING_PROVIDER_INFO_RX_BUF_LEN", unit("bytes", uint)),
});
export interface NetdevIoUring extends Infer<typeof NetdevIoUring> {}

export const NetdevPagePoolAttrs = attrs({
  id: attr(1, "NETDEV_A_PAGE_POOL_ID", uint),
  ifindex: attr(2, "NETDEV_A_PAGE_POOL_IFINDEX", u32),
  napiId: attr(3, "NETDEV_A_PAGE_POOL_NAPI_ID", uint),
  inflight: attr(4, "NETDEV_A_PAGE_POOL_INFLIGHT", uint),
  inflightMem: attr(5, "NETDEV_A_PAGE_POOL_INFLIGHT_MEM", unit("bytes", uint)),
  detachTime: attr(6, "NETDEV_A_PAGE_POOL_DETACH_TIME", unit("s", uint)),
  dmabuf: attr(7, "NETDEV_A_PAGE_POOL_DMABUF", u32),
  ioUring: attr(8, "NETDEV_A_PAGE_POOL_IO_URING", nested(NetdevIoUring)),
});
export const NetdevPagePool = message(GenlHeader, NetdevPagePoolAttrs);
export interface NetdevPagePool extends Infer<typeof NetdevPagePool> {}

export const NetdevPagePoolInfo = attrs({
  id: attr(1, "NETDEV_A_PAGE_POOL_ID", uint),
  ifindex: attr(2, "NETDEV_A_PAGE_POOL_IFINDEX", u32),
});
export interface NetdevPagePoolInfo extends Infer<typeof NetdevPagePoolInfo> {}

export const NetdevPagePoolStatsAttrs = attrs({
  info: attr(1, "NETDEV_A_PAGE_POOL_STATS_INFO", nested(NetdevPagePoolInfo)),
  allocFast: attr(8, "NETDEV_A_PAGE_POOL_STATS_ALLOC_FAST", uint),
  allocSlow: attr(9, "NETDEV_A_PAGE_POOL_STATS_ALLOC_SLOW", uint),
  allocSlowHighOrder: attr(10, "NETDEV_A_PAGE_POOL_STATS_ALLOC_SLOW_HIGH_ORDER", uint),
  allocEmpty: attr(11, "NETDEV_A_PAGE_POOL_STATS_ALLOC_EMPTY", uint),
  allocRefill: attr(12, "NETDEV_A_PAGE_POOL_STATS_ALLOC_REFILL", uint),
  allocWaive: attr(13, "NETDEV_A_PAGE_POOL_STATS_ALLOC_WAIVE", uint),
  recycleCached: attr(14, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_CACHED", uint),
  recycleCacheFull: attr(15, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_CACHE_FULL", uint),
  recycleRing: attr(16, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_RING", uint),
  recycleRingFull: attr(17, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_RING_FULL", uint),
  recycleReleasedRefcnt: attr(18, "NETDEV_A_PAGE_POOL_STATS_RECYCLE_RELEASED_REFCNT", uint),
});
export const NetdevPagePoolStats = message(GenlHeader, NetdevPagePoolStatsAttrs);
export interface NetdevPagePoolStats extends Infer<typeof NetdevPagePoolStats> {}

export const NetdevNapiAttrs = attrs({
  ifindex: attr(1, "NETDEV_A_NAPI_IFINDEX", u32),
  id: attr(2, "NETDEV_A_NAPI_ID", u32),
  irq: attr(3, "NETDEV_A_NAPI_IRQ", u32),
  pid: attr(4, "NETDEV_A_NAPI_PID", u32),
  deferHardIrqs: attr(5, "NETDEV_A_NAPI_DEFER_HARD_IRQS", u32),
  groFlushTimeout: attr(6, "NETDEV_A_NAPI_GRO_FLUSH_TIMEOUT", unit("ns", uint)),
  irqSuspendTimeout: attr(7, "NETDEV_A_NAPI_IRQ_SUSPEND_TIMEOUT", unit("ns", uint)),
  threaded: attr(8, "NETDEV_A_NAPI_THREADED", enumOf(u32, NetdevNapiThreaded)),
});
export const NetdevNapi = message(GenlHeader, NetdevNapiAttrs);
export interface NetdevNapi extends Infer<typeof NetdevNapi> {}

export const NetdevXskInfo = attrs({});
export interface NetdevXskInfo extends Infer<typeof NetdevXskInfo> {}

export const NetdevQueueId = attrs({
  id: attr(1, "NETDEV_A_QUEUE_ID", u32),
  type: attr(3, "NETDEV_A_QUEUE_TYPE", enumOf(u32, NetdevQueueType)),
});
export interface NetdevQueueId extends Infer<typeof NetdevQueueId> {}

export const NetdevLease = attrs({
  ifindex: attr(1, "NETDEV_A_LEASE_IFINDEX", u32),
  queue: attr(2, "NETDEV_A_LEASE_QUEUE", nested(NetdevQueueId)),
  netnsId: attr(3, "NETDEV_A_LEASE_NETNS_ID", s32),
});
export interface NetdevLease extends Infer<typeof NetdevLease> {}

export const NetdevQueueAttrs = attrs({
  id: attr(1, "NETDEV_A_QUEUE_ID", u32),
  ifindex: attr(2, "NETDEV_A_QUEUE_IFINDEX", u32),
  type: attr(3, "NETDEV_A_QUEUE_TYPE", enumOf(u32, NetdevQueueType)),
  napiId: attr(4, "NETDEV_A_QUEUE_NAPI_ID", u32),
  dmabuf: attr(5, "NETDEV_A_QUEUE_DMABUF", u32),
  ioUring: attr(6, "NETDEV_A_QUEUE_IO_URING", nested(NetdevIoUring)),
  xsk: attr(7, "NETDEV_A_QUEUE_XSK", nested(NetdevXskInfo)),
  lease: attr(8, "NETDEV_A_QUEUE_LEASE", nested(NetdevLease)),
});
export const NetdevQueue = message(GenlHeader, NetdevQueueAttrs);
export interface NetdevQueue extends Infer<typeof NetdevQueue> {}

export const NetdevQstatsAttrs = attrs({
  ifindex: attr(1, "NETDEV_A_QSTATS_IFINDEX", u32),
  queueType: attr(2, "NETDEV_A_QSTATS_QUEUE_TYPE", enumOf(u32, NetdevQueueType)),
  queueId: attr(3, "NETDEV_A_QSTATS_QUEUE_ID", u32),
  /** Flags of `NetdevQstatsScope`. */
  scope: attr(4, "NETDEV_A_QSTATS_SCOPE", uint),
  rxPackets: attr(8, "NETDEV_A_QSTATS_RX_PACKETS", unit("packets", uint)),
  rxBytes: attr(9, "NETDEV_A_QSTATS_RX_BYTES", unit("bytes", uint)),
  txPackets: attr(10, "NETDEV_A_QSTATS_TX_PACKETS", unit("packets", uint)),
  txBytes: attr(11, "NETDEV_A_QSTATS_TX_BYTES", unit("bytes", uint)),
  rxAllocFail: attr(12, "NETDEV_A_QSTATS_RX_ALLOC_FAIL", uint),
  rxHwDrops: attr(13, "NETDEV_A_QSTATS_RX_HW_DROPS", uint),
  rxHwDropOverruns: attr(14, "NETDEV_A_QSTATS_RX_HW_DROP_OVERRUNS", uint),
  rxCsumComplete: attr(15, "NETDEV_A_QSTATS_RX_CSUM_COMPLETE", uint),
  rxCsumUnnecessary: attr(16, "NETDEV_A_QSTATS_RX_CSUM_UNNECESSARY", uint),
  rxCsumNone: attr(17, "NETDEV_A_QSTATS_RX_CSUM_NONE", uint),
  rxCsumBad: attr(18, "NETDEV_A_QSTATS_RX_CSUM_BAD", uint),
  rxHwGroPackets: attr(19, "NETDEV_A_QSTATS_RX_HW_GRO_PACKETS", unit("packets", uint)),
  rxHwGroBytes: attr(20, "NETDEV_A_QSTATS_RX_HW_GRO_BYTES", unit("bytes", uint)),
  rxHwGroWirePackets: attr(21, "NETDEV_A_QSTATS_RX_HW_GRO_WIRE_PACKETS", unit("packets", uint)),
  rxHwGroWireBytes: attr(22, "NETDEV_A_QSTATS_RX_HW_GRO_WIRE_BYTES", unit("bytes", uint)),
  rxHwDropRatelimits: attr(23, "NETDEV_A_QSTATS_RX_HW_DROP_RATELIMITS", uint),
  txHwDrops: attr(24, "NETDEV_A_QSTATS_TX_HW_DROPS", uint),
  txHwDropErrors: attr(25, "NETDEV_A_QSTATS_TX_HW_DROP_ERRORS", uint),
  txCsumNone: attr(26, "NETDEV_A_QSTATS_TX_CSUM_NONE", uint),
  txNeedsCsum: attr(27, "NETDEV_A_QSTATS_TX_NEEDS_CSUM", uint),
  txHwGsoPackets: attr(28, "NETDEV_A_QSTATS_TX_HW_GSO_PACKETS", unit("packets", uint)),
  txHwGsoBytes: attr(29, "NETDEV_A_QSTATS_TX_HW_GSO_BYTES", unit("bytes", uint)),
  txHwGsoWirePackets: attr(30, "NETDEV_A_QSTATS_TX_HW_GSO_WIRE_PACKETS", unit("packets", uint)),
  txHwGsoWireBytes: attr(31, "NETDEV_A_QSTATS_TX_HW_GSO_WIRE_BYTES", unit("bytes", uint)),
  txHwDropRatelimits: attr(32, "NETDEV_A_QSTATS_TX_HW_DROP_RATELIMITS", uint),
  txStop: attr(33, "NETDEV_A_QSTATS_TX_STOP", uint),
  txWake: attr(34, "NETDEV_A_QSTATS_TX_WAKE", uint),
});
export const NetdevQstats = message(GenlHeader, NetdevQstatsAttrs);
export interface NetdevQstats extends Infer<typeof NetdevQstats> {}

export const NetdevDmabufAttrs = attrs({
  ifindex: attr(1, "NETDEV_A_DMABUF_IFINDEX", u32),
  queues: attr(2, "NETDEV_A_DMABUF_QUEUES", repeated(nested(NetdevQueueId))),
  fd: attr(3, "NETDEV_A_DMABUF_FD", u32),
  id: attr(4, "NETDEV_A_DMABUF_ID", u32),
});
export const NetdevDmabuf = message(GenlHeader, NetdevDmabufAttrs);
export interface NetdevDmabuf extends Infer<typeof NetdevDmabuf> {}

/** Generic netlink family "netdev". */
export const netdev = genericFamily(
  "netdev",
  {
    NETDEV_CMD_DEV_GET: [1, NetdevDev],
    NETDEV_CMD_DEV_ADD_NTF: [2, { reply: NetdevDev }],
    NETDEV_CMD_DEV_DEL_NTF: [3, { reply: NetdevDev }],
    NETDEV_CMD_DEV_CHANGE_NTF: [4, { reply: NetdevDev }],
    NETDEV_CMD_PAGE_POOL_GET: [5, NetdevPagePool],
    NETDEV_CMD_PAGE_POOL_ADD_NTF: [6, { reply: NetdevPagePool }],
    NETDEV_CMD_PAGE_POOL_DEL_NTF: [7, { reply: NetdevPagePool }],
    NETDEV_CMD_PAGE_POOL_CHANGE_NTF: [8, { reply: NetdevPagePool }],
    NETDEV_CMD_PAGE_POOL_STATS_GET: [9, NetdevPagePoolStats],
    NETDEV_CMD_QUEUE_GET: [10, NetdevQueue],
    NETDEV_CMD_NAPI_GET: [11, NetdevNapi],
    NETDEV_CMD_QSTATS_GET: [12, NetdevQstats],
    NETDEV_CMD_BIND_RX: [13, NetdevDmabuf],
    NETDEV_CMD_NAPI_SET: [14, NetdevNapi],
    NETDEV_CMD_BIND_TX: [15, NetdevDmabuf],
    NETDEV_CMD_QUEUE_CREATE: [16, NetdevQueue],
  },
  { version: 1, groups: ["mgmt", "page-pool"] },
);
