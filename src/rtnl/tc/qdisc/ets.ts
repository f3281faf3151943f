// include/uapi/linux/pkt_sched.h: TCA_ETS_*
import { attr, attrs, type Infer, nested, repeated, u8, u32, unit } from "../../../codec/index.js";

const quantumBand = attr(4, "TCA_ETS_QUANTA_BAND", repeated(unit("bytes", u32)));

/** Every level uses the one numbering TCA_ETS_*. */
export const EtsQuanta = attrs({ band: quantumBand });
export const EtsPriomap = attrs({ band: attr(6, "TCA_ETS_PRIOMAP_BAND", repeated(u8)) });

export const EtsQdisc = attrs({
  nbands: attr(1, "TCA_ETS_NBANDS", u8),
  /** The first bands have strict priority; the others share by their quanta. */
  nstrict: attr(2, "TCA_ETS_NSTRICT", u8),
  quanta: attr(3, "TCA_ETS_QUANTA", nested(EtsQuanta)),
  priomap: attr(5, "TCA_ETS_PRIOMAP", nested(EtsPriomap)),
});
export interface EtsQdisc extends Infer<typeof EtsQdisc> {}

export const EtsClass = attrs({ quantum: attr(4, "TCA_ETS_QUANTA_BAND", unit("bytes", u32)) });
