// include/uapi/linux/neighbour.h: struct ndtmsg, NDTA_*, NDTPA_*, struct ndt_config, struct ndt_stats
import {
  attr,
  attrs,
  counter64,
  cstring,
  enumOf,
  hex,
  type Infer,
  message,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../codec/index.js";
import { AddressFamily } from "./constants.js";

/** Read-only facts of a table. Times are since the event. */
export const NeighbourTableConfig = struct(
  "ndt_config",
  32,
  {
    keyLen: unit("bytes", u16),
    entrySize: unit("bytes", u16),
    entries: u32,
    lastFlush: unit("ms", u32),
    lastRand: unit("ms", u32),
    hashRnd: hex(u32),
    hashMask: hex(u32),
    hashChainGc: u32,
    proxyQlen: unit("packets", u32),
  },
  { prefix: "ndtc_" },
);
export interface NeighbourTableConfig extends Infer<typeof NeighbourTableConfig> {}

export const NeighbourTableStats = struct(
  "ndt_stats",
  88,
  {
    allocs: counter64,
    destroys: counter64,
    hashGrows: counter64,
    resFailed: counter64,
    lookups: counter64,
    hits: counter64,
    rcvProbesMcast: counter64,
    rcvProbesUcast: counter64,
    periodicGcRuns: counter64,
    forcedGcRuns: counter64,
    /** Kernel 4.3. */
    tableFulls: counter64,
  },
  { prefix: "ndts_" },
);
export interface NeighbourTableStats extends Infer<typeof NeighbourTableStats> {}

/** Parameters of an interface, or with `ifindex` absent the table's defaults. The kernel keeps times as 32-bit milliseconds. */
export const NeighbourParms = attrs(
  {
    ifindex: attr(1, "NDTPA_IFINDEX", u32),
    refcnt: attr(2, "NDTPA_REFCNT", u32),
    reachableTime: attr(3, "NDTPA_REACHABLE_TIME", unit("ms", counter64)),
    baseReachableTime: attr(4, "NDTPA_BASE_REACHABLE_TIME", unit("ms", counter64)),
    retransTime: attr(5, "NDTPA_RETRANS_TIME", unit("ms", counter64)),
    gcStaletime: attr(6, "NDTPA_GC_STALETIME", unit("ms", counter64)),
    delayProbeTime: attr(7, "NDTPA_DELAY_PROBE_TIME", unit("ms", counter64)),
    queueLen: attr(8, "NDTPA_QUEUE_LEN", unit("packets", u32)),
    appProbes: attr(9, "NDTPA_APP_PROBES", u32),
    ucastProbes: attr(10, "NDTPA_UCAST_PROBES", u32),
    mcastProbes: attr(11, "NDTPA_MCAST_PROBES", u32),
    anycastDelay: attr(12, "NDTPA_ANYCAST_DELAY", unit("ms", counter64)),
    proxyDelay: attr(13, "NDTPA_PROXY_DELAY", unit("ms", counter64)),
    proxyQlen: attr(14, "NDTPA_PROXY_QLEN", unit("packets", u32)),
    locktime: attr(15, "NDTPA_LOCKTIME", unit("ms", counter64)),
    queueLenbytes: attr(16, "NDTPA_QUEUE_LENBYTES", unit("bytes", u32)),
    mcastReprobes: attr(17, "NDTPA_MCAST_REPROBES", u32),
    /** Kernel 6.0; 1…86400000. */
    intervalProbeTimeMs: attr(19, "NDTPA_INTERVAL_PROBE_TIME_MS", unit("ms", counter64)),
  },
  { pad: { NDTPA_PAD: 18 } },
);
export interface NeighbourParms extends Infer<typeof NeighbourParms> {}

export const NeighbourTableHeader = struct(
  "ndtmsg",
  4,
  { family: enumOf(u8, AddressFamily), pad2: u16 },
  { prefix: "ndtm_" },
);

const NeighbourTableAttrs = attrs(
  {
    /** `arp_cache` or `ndisc_cache`. */
    name: attr(1, "NDTA_NAME", cstring),
    /** Entries below which nothing is collected. */
    thresh1: attr(2, "NDTA_THRESH1", u32),
    /** Entries above which collection is urgent. */
    thresh2: attr(3, "NDTA_THRESH2", u32),
    /** Most entries. */
    thresh3: attr(4, "NDTA_THRESH3", u32),
    config: attr(5, "NDTA_CONFIG", NeighbourTableConfig),
    parms: attr(6, "NDTA_PARMS", NeighbourParms),
    stats: attr(7, "NDTA_STATS", NeighbourTableStats),
    gcInterval: attr(8, "NDTA_GC_INTERVAL", unit("ms", counter64)),
  },
  { pad: { NDTA_PAD: 9 } },
);

/** RTM_*NEIGHTBL: a table with its defaults, or the parameters of one interface in it. */
export const NeighbourTable = message(NeighbourTableHeader, NeighbourTableAttrs);
export interface NeighbourTable extends Infer<typeof NeighbourTable> {}
