import { describe, expectTypeOf, it } from "vitest";
import type { Input } from "../../src/codec/index.js";
import type { Action } from "../../src/rtnl/tc/action/action.js";
import type { Mirred } from "../../src/rtnl/tc/action/mirred.js";
import type { Basic } from "../../src/rtnl/tc/filter/basic.js";
import type { Flower } from "../../src/rtnl/tc/filter/flower.js";
import type { FqCodelXstats } from "../../src/rtnl/tc/qdisc/fq_codel.js";
import type { HfscClass } from "../../src/rtnl/tc/qdisc/hfsc.js";
import type { Htb } from "../../src/rtnl/tc/qdisc/htb.js";
import type { Netem } from "../../src/rtnl/tc/qdisc/netem.js";
import type { Filter, Qdisc, TrafficClass } from "../../src/rtnl/tc/tc.js";

declare const qdisc: Qdisc;
declare const trafficClass: TrafficClass;
declare const filter: Filter;
declare const action: Action;

describe("traffic control", () => {
  it("narrows options and statistics by the kind", () => {
    if (qdisc.kind === "netem") {
      expectTypeOf(qdisc.options).toEqualTypeOf<Netem | undefined>();
      expectTypeOf(qdisc.xstats!.delayed).toEqualTypeOf<number>();
    }
    if (qdisc.kind === "htb") expectTypeOf(qdisc.options).toEqualTypeOf<Htb | undefined>();
    if (qdisc.kind === "fq_codel") expectTypeOf(qdisc.xstats).toEqualTypeOf<FqCodelXstats | undefined>();
    if (qdisc.kind === undefined) expectTypeOf(qdisc.options).toEqualTypeOf<undefined>();
  });

  it("keeps the options of a class apart from those of its qdisc", () => {
    if (qdisc.kind === "hfsc") expectTypeOf(qdisc.options).toEqualTypeOf<{ defcls: number } | undefined>();
    if (trafficClass.kind === "hfsc") expectTypeOf(trafficClass.options).toEqualTypeOf<HfscClass | undefined>();
  });

  it("narrows filters and their actions", () => {
    if (filter.kind === "flower") {
      expectTypeOf(filter.options).toEqualTypeOf<Flower | undefined>();
      expectTypeOf(filter.options!.act).toEqualTypeOf<Action[] | undefined>();
    }
    if (filter.kind === "basic") expectTypeOf(filter.options).toEqualTypeOf<Basic | undefined>();
    if (action.kind === "mirred") expectTypeOf(action.options).toEqualTypeOf<Mirred | undefined>();
  });

  it("narrows the statistics of fq_codel by what they are of", () => {
    const stats = {} as FqCodelXstats;
    if (stats.type === "class") expectTypeOf(stats.classStats.deficit).toEqualTypeOf<number>();
    if (stats.type === "qdisc") expectTypeOf(stats.qdiscStats.newFlowsLen).toEqualTypeOf<number>();
  });

  it("refuses options of another kind", () => {
    expectTypeOf<{ kind: "tbf"; options: { parms: { limit: number } } }>().toExtend<
      Input<typeof import("../../src/rtnl/tc/tc.js").Qdisc>
    >();
    expectTypeOf<{ kind: "tbf"; options: { flows: number } }>().not.toExtend<
      Input<typeof import("../../src/rtnl/tc/tc.js").Qdisc>
    >();
    expectTypeOf<{ kind: "u32"; options: { rsc: { m1: number } } }>().not.toExtend<
      Input<typeof import("../../src/rtnl/tc/tc.js").Filter>
    >();
  });
});
