// include/uapi/linux/gen_stats.h: TCA_STATS_*, struct gnet_stats_*; include/uapi/linux/pkt_sched.h: struct tc_stats
import { type AnyType, attr, attrs, byKind, counter64, type Infer, struct, u32, u64, unit } from "../../codec/index.js";

export const StatsBasic = struct("gnet_stats_basic", 16, {
  bytes: unit("bytes", counter64),
  /** Modulo 2^32; TCA_STATS_PKT64 counts on. */
  packets: unit("packets", u32),
});

export const StatsRateEst = struct("gnet_stats_rate_est", 8, {
  bps: unit("bytes/s", u32),
  pps: unit("packets/s", u32),
});

export const StatsRateEst64 = struct("gnet_stats_rate_est64", 16, {
  bps: unit("bytes/s", u64),
  pps: unit("packets/s", u64),
});

export const StatsQueue = struct("gnet_stats_queue", 20, {
  qlen: unit("packets", u32),
  backlog: unit("bytes", u32),
  drops: unit("packets", u32),
  requeues: unit("packets", u32),
  overlimits: u32,
});

/**
 * TCA_STATS2 and TCA_ACT_STATS.
 *
 * @param app schemas of TCA_STATS_APP by the kind of the object that the statistics belong to
 */
export function statistics<App extends Record<string, AnyType>>(app: App) {
  return attrs(
    {
      basic: attr(1, "TCA_STATS_BASIC", StatsBasic),
      rateEst: attr(2, "TCA_STATS_RATE_EST", StatsRateEst),
      queue: attr(3, "TCA_STATS_QUEUE", StatsQueue),
      app: attr(4, "TCA_STATS_APP", byKind("kind", app)),
      rateEst64: attr(5, "TCA_STATS_RATE_EST64", StatsRateEst64),
      /** What hardware alone has handled; contained in `basic`. */
      basicHw: attr(7, "TCA_STATS_BASIC_HW", StatsBasic),
      /** Sent when the packets no longer fit 32 bits. */
      pkt64: attr(8, "TCA_STATS_PKT64", unit("packets", counter64)),
    },
    { pad: { TCA_STATS_PAD: 6 } },
  );
}

/** TCA_STATS: the same in the form from before TCA_STATS2. */
export const LegacyStats = struct("tc_stats", 40, {
  bytes: unit("bytes", counter64),
  packets: unit("packets", u32),
  drops: unit("packets", u32),
  overlimits: u32,
  bps: unit("bytes/s", u32),
  pps: unit("packets/s", u32),
  qlen: unit("packets", u32),
  backlog: unit("bytes", u32),
});
export interface LegacyStats extends Infer<typeof LegacyStats> {}
