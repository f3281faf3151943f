// TCA_OPTIONS and TCA_XSTATS by TCA_KIND: of a qdisc, and of a class of such a qdisc.
import { attrs, nested } from "../../../codec/index.js";
import { Cake, CakeStats } from "./cake.js";
import { Cbs } from "./cbs.js";
import { Choke, ChokeXstats } from "./choke.js";
import { Codel, CodelXstats } from "./codel.js";
import { DrrClass, DrrStats } from "./drr.js";
import { Dualpi2, Dualpi2Xstats } from "./dualpi2.js";
import { Etf } from "./etf.js";
import { EtsClass, EtsQdisc } from "./ets.js";
import { ByteFifo, PacketFifo } from "./fifo.js";
import { Fq, FqXstats } from "./fq.js";
import { FqCodel, FqCodelXstats } from "./fq_codel.js";
import { FqPie, FqPieXstats } from "./fq_pie.js";
import { Gred } from "./gred.js";
import { HfscClass, HfscQdisc, HfscStats } from "./hfsc.js";
import { Hhf, HhfXstats } from "./hhf.js";
import { Htb, HtbXstats } from "./htb.js";
import { Mqprio } from "./mqprio.js";
import { Multiq } from "./multiq.js";
import { Netem, NetemXstats } from "./netem.js";
import { Pie, PieXstats } from "./pie.js";
import { Plug } from "./plug.js";
import { Prio } from "./prio.js";
import { QfqClass, QfqStats } from "./qfq.js";
import { Red, RedXstats } from "./red.js";
import { Sfb, SfbXstats } from "./sfb.js";
import { Sfq, SfqXstats } from "./sfq.js";
import { Skbprio } from "./skbprio.js";
import { Taprio, TaprioXstats } from "./taprio.js";
import { Tbf } from "./tbf.js";

/** What kinds without options answer. */
const Nothing = attrs({});

/** The youngest kinds insist on NLA_F_NESTED; tc sets it for no other. */
export const qdiscOptions = {
  bfifo: ByteFifo,
  cake: Cake,
  cake_mq: Cake,
  cbs: Cbs,
  choke: Choke,
  clsact: Nothing,
  codel: Codel,
  drr: Nothing,
  dualpi2: nested(Dualpi2),
  etf: Etf,
  ets: nested(EtsQdisc),
  fq: Fq,
  fq_codel: FqCodel,
  fq_pie: nested(FqPie),
  gred: Gred,
  hfsc: HfscQdisc,
  hhf: Hhf,
  htb: Htb,
  ingress: Nothing,
  mqprio: Mqprio,
  multiq: Multiq,
  netem: Netem,
  pfifo: PacketFifo,
  pfifo_fast: Prio,
  pfifo_head_drop: PacketFifo,
  pie: Pie,
  plug: Plug,
  prio: Prio,
  qfq: Nothing,
  red: Red,
  sfb: Sfb,
  sfq: Sfq,
  skbprio: Skbprio,
  taprio: Taprio,
  tbf: Tbf,
};

export const qdiscXstats = {
  cake: CakeStats,
  cake_mq: CakeStats,
  choke: ChokeXstats,
  codel: CodelXstats,
  dualpi2: Dualpi2Xstats,
  fq: FqXstats,
  fq_codel: FqCodelXstats,
  fq_pie: FqPieXstats,
  hhf: HhfXstats,
  netem: NetemXstats,
  pie: PieXstats,
  red: RedXstats,
  sfb: SfbXstats,
  taprio: TaprioXstats,
};

export const classOptions = {
  drr: DrrClass,
  ets: nested(EtsClass),
  hfsc: HfscClass,
  htb: Htb,
  qfq: QfqClass,
};

export const classXstats = {
  cake: CakeStats,
  drr: DrrStats,
  fq_codel: FqCodelXstats,
  hfsc: HfscStats,
  htb: HtbXstats,
  qfq: QfqStats,
  sfq: SfqXstats,
};
