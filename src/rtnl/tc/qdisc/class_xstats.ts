// TCA_XSTATS and TCA_STATS_APP of a class by the kind of its qdisc: the exports are the table.

export { CakeStats as cake } from "./cake.js";
export { DrrStats as drr } from "./drr.js";
export { FqCodelXstats as fq_codel } from "./fq_codel.js";
export { HfscStats as hfsc } from "./hfsc.js";
export { HtbXstats as htb } from "./htb.js";
export { QfqStats as qfq } from "./qfq.js";
export { SfqXstats as sfq } from "./sfq.js";
