// include/uapi/linux/pkt_cls.h: TCA_ACT_*
import {
  attr,
  attrs,
  bitfield32,
  byKind,
  bytes,
  constants,
  cstring,
  type Infer,
  indexed,
  nested,
  u32,
} from "../../../codec/index.js";
import { statistics } from "../stats.js";
import * as actionOptions from "./options.js";

export const ActionFlags = constants("TCA_ACT_FLAGS_", { no_percpu_stats: 1, skip_hw: 2, skip_sw: 4 });
export const ActionHwStats = constants("TCA_ACT_HW_STATS_", { immediate: 1, delayed: 2 });

const action = attrs(
  {
    kind: attr(1, "TCA_ACT_KIND", cstring),
    options: attr(2, "TCA_ACT_OPTIONS", nested(byKind("kind", actionOptions))),
    /** Requests name an existing action by its kind and index. */
    index: attr(3, "TCA_ACT_INDEX", u32),
    stats: attr(4, "TCA_ACT_STATS", statistics({})),
    /** Up to 16 bytes that mean something to the user. */
    cookie: attr(6, "TCA_ACT_COOKIE", bytes),
    flags: attr(7, "TCA_ACT_FLAGS", bitfield32(ActionFlags)),
    hwStats: attr(8, "TCA_ACT_HW_STATS", bitfield32(ActionHwStats)),
    usedHwStats: attr(9, "TCA_ACT_USED_HW_STATS", bitfield32(ActionHwStats)),
    inHwCount: attr(10, "TCA_ACT_IN_HW_COUNT", u32),
  },
  { pad: { TCA_ACT_PAD: 5 } },
);
type ActionAttrs = typeof action;
/** Named, so that declarations refer to it and do not repeat the options of every kind in every filter. */
export interface ActionSchema extends ActionAttrs {}

/** One action; its options follow from its kind. */
export const Action: ActionSchema = action;
export type Action = Infer<typeof Action>;

/** Actions in the order of their execution; TCA_*_ACT of filters and TCA_ACT_TAB. Indexes count from 1, at most 32. */
export const Actions = indexed(Action, { from: 1, entry: "TCA_ACT_PRIO" });
