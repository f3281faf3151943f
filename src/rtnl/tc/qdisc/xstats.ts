// TCA_XSTATS and TCA_STATS_APP of a qdisc by TCA_KIND: the exports are the table.

export { CakeStats as cake, CakeStats as cake_mq } from "./cake.js";
export { ChokeXstats as choke } from "./choke.js";
export { CodelXstats as codel } from "./codel.js";
export { Dualpi2Xstats as dualpi2 } from "./dualpi2.js";
export { FqXstats as fq } from "./fq.js";
export { FqCodelXstats as fq_codel } from "./fq_codel.js";
export { FqPieXstats as fq_pie } from "./fq_pie.js";
export { HhfXstats as hhf } from "./hhf.js";
export { NetemXstats as netem } from "./netem.js";
export { PieXstats as pie } from "./pie.js";
export { RedXstats as red } from "./red.js";
export { SfbXstats as sfb } from "./sfb.js";
export { TaprioXstats as taprio } from "./taprio.js";
