// TCA_OPTIONS of a qdisc by TCA_KIND: the exports are the table.
import { attrs, nested } from "../../../codec/index.js";
import { Dualpi2 } from "./dualpi2.js";
import { EtsQdisc } from "./ets.js";
import { FqPie } from "./fq_pie.js";

export { Cake as cake, Cake as cake_mq } from "./cake.js";
export { Cbs as cbs } from "./cbs.js";
export { Choke as choke } from "./choke.js";
export { Codel as codel } from "./codel.js";
export { Etf as etf } from "./etf.js";
export { ByteFifo as bfifo, PacketFifo as pfifo, PacketFifo as pfifo_head_drop } from "./fifo.js";
export { Fq as fq } from "./fq.js";
export { FqCodel as fq_codel } from "./fq_codel.js";
export { Gred as gred } from "./gred.js";
export { HfscQdisc as hfsc } from "./hfsc.js";
export { Hhf as hhf } from "./hhf.js";
export { Htb as htb } from "./htb.js";
export { Mqprio as mqprio } from "./mqprio.js";
export { Multiq as multiq } from "./multiq.js";
export { Netem as netem } from "./netem.js";
export { Pie as pie } from "./pie.js";
export { Plug as plug } from "./plug.js";
export { Prio as pfifo_fast, Prio as prio } from "./prio.js";
export { Red as red } from "./red.js";
export { Sfb as sfb } from "./sfb.js";
export { Sfq as sfq } from "./sfq.js";
export { Skbprio as skbprio } from "./skbprio.js";
export { Taprio as taprio } from "./taprio.js";
export { Tbf as tbf } from "./tbf.js";

/** What kinds without options answer. */
const Nothing = attrs({});

export { Nothing as clsact, Nothing as drr, Nothing as ingress, Nothing as qfq };

// The kernel insists on NLA_F_NESTED for these youngest kinds; tc sets it for no other.
export const dualpi2 = nested(Dualpi2);
export const ets = nested(EtsQdisc);
export const fq_pie = nested(FqPie);
