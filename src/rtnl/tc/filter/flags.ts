// include/uapi/linux/pkt_cls.h: TCA_CLS_FLAGS_*
import { constants } from "../../../codec/index.js";

/** Where a filter runs: the first two are requests, the next two the result. */
export const ClassifierFlags = constants("TCA_CLS_FLAGS_", {
  skip_hw: 1,
  skip_sw: 2,
  in_hw: 4,
  not_in_hw: 8,
  /** Report why offloading failed. */
  verbose: 16,
});
