// include/uapi/linux/pkt_sched.h: struct tc_hfsc_*, struct tc_service_curve, TCA_HFSC_*
import { attr, attrs, counter64, hex, type Infer, struct, u16, u32, unit } from "../../../codec/index.js";

export const HfscQdisc = struct("tc_hfsc_qopt", 2, {
  /** Minor of the class that takes unclassified traffic. */
  defcls: hex(u16),
});

/** Two slopes: m1 for the first d of a backlogged period, m2 after it. */
export const ServiceCurve = struct("tc_service_curve", 12, {
  m1: unit("bytes/s", u32),
  d: unit("us", u32),
  m2: unit("bytes/s", u32),
});

export const HfscClass = attrs({
  /** Real-time curve. */
  rsc: attr(1, "TCA_HFSC_RSC", ServiceCurve),
  /** Link-sharing curve. */
  fsc: attr(2, "TCA_HFSC_FSC", ServiceCurve),
  /** Upper limit curve. */
  usc: attr(3, "TCA_HFSC_USC", ServiceCurve),
});
export interface HfscClass extends Infer<typeof HfscClass> {}

/** Of a class. */
export const HfscStats = struct("tc_hfsc_stats", 24, {
  work: unit("bytes", counter64),
  rtwork: unit("bytes", counter64),
  period: u32,
  level: u32,
});
