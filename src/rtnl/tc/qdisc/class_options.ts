// TCA_OPTIONS of a class by the kind of its qdisc: the exports are the table.
import { nested } from "../../../codec/index.js";
import { EtsClass } from "./ets.js";

export { DrrClass as drr } from "./drr.js";
export { HfscClass as hfsc } from "./hfsc.js";
export { Htb as htb } from "./htb.js";
export { QfqClass as qfq } from "./qfq.js";

// The kernel insists on NLA_F_NESTED for these youngest kinds; tc sets it for no other.
export const ets = nested(EtsClass);
