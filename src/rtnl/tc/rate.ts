// include/uapi/linux/pkt_sched.h: struct tc_ratespec, struct tc_sizespec, TCA_STAB_*; linux/gen_stats.h: struct
// gnet_estimator
import { array, attr, attrs, enumOf, type Infer, s8, s16, s32, struct, u8, u16, u32, unit } from "../../codec/index.js";
import { LinkLayer, TICKS } from "./constants.js";

/** A rate and how packets count against it. */
export const RateSpec = struct("tc_ratespec", 12, {
  /** Packet sizes are rounded up to 2^cellLog bytes before they index the rate table. */
  cellLog: u8,
  linklayer: enumOf(u8, LinkLayer),
  /** Added to each packet. */
  overhead: unit("bytes", u16),
  cellAlign: unit("bytes", s16),
  /** Packets count at least this much. */
  mpu: unit("bytes", u16),
  /** 0xffffffff when the rate does not fit: a *_RATE64 attribute then holds it. */
  rate: unit("bytes/s", u32),
});
export interface RateSpec extends Infer<typeof RateSpec> {}

/** Time to send a packet of each size class. Kernels since 3.8 compute it themselves and only look at its length. */
export const RateTable = unit(TICKS, array(u32, 256));

/** TCA_RATE: the rate estimator that a request installs. */
export const Estimator = struct("gnet_estimator", 2, {
  /** Sampling interval: 2^interval / 4 seconds, -2…3. */
  interval: s8,
  /** Weight of the newest sample: 1 / 2^ewmaLog. */
  ewmaLog: u8,
});

export const SizeSpec = struct("tc_sizespec", 24, {
  cellLog: u8,
  sizeLog: u8,
  cellAlign: unit("bytes", s16),
  overhead: unit("bytes", s32),
  linklayer: enumOf(u32, LinkLayer),
  mpu: unit("bytes", u32),
  mtu: unit("bytes", u32),
  /** Entries of the table in TCA_STAB_DATA. */
  tsize: u32,
});

/** TCA_STAB: sizes that packets count as, by size class. */
export const SizeTable = attrs({
  base: attr(1, "TCA_STAB_BASE", SizeSpec),
  /** Sizes in units of 2^sizeLog bytes. */
  data: attr(2, "TCA_STAB_DATA", array(u16)),
});
