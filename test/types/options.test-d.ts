import { expectTypeOf, test } from "vitest";
import type { BatchResult } from "../../src/netlink/connection/index.js";
import type * as rtnl from "../../src/rtnl/index.js";

/** The same, with `undefined` for what may be left out. */
type Undefined<T> = { [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };

test("what may be left out may be undefined", () => {
  expectTypeOf<Undefined<rtnl.RouteOptions>>().toExtend<rtnl.RouteOptions>();
  expectTypeOf<Undefined<rtnl.RouteFilter>>().toExtend<rtnl.RouteFilter>();
  expectTypeOf<Undefined<rtnl.RouteLookupOptions>>().toExtend<rtnl.RouteLookupOptions>();
  expectTypeOf<Undefined<rtnl.RouteMetricOptions>>().toExtend<rtnl.RouteMetricOptions>();
  expectTypeOf<Undefined<rtnl.RouteNexthopOptions>>().toExtend<rtnl.RouteNexthopOptions>();
  expectTypeOf<Undefined<rtnl.RuleOptions>>().toExtend<rtnl.RuleOptions>();
  expectTypeOf<Undefined<rtnl.RuleFilter>>().toExtend<rtnl.RuleFilter>();
  expectTypeOf<Undefined<rtnl.NeighbourOptions>>().toExtend<rtnl.NeighbourOptions>();
  expectTypeOf<Undefined<rtnl.NeighbourFilter>>().toExtend<rtnl.NeighbourFilter>();
  expectTypeOf<Undefined<rtnl.FdbOptions>>().toExtend<rtnl.FdbOptions>();
  expectTypeOf<Undefined<rtnl.FdbFilter>>().toExtend<rtnl.FdbFilter>();
  expectTypeOf<Undefined<rtnl.NexthopOptions>>().toExtend<rtnl.NexthopOptions>();
  expectTypeOf<Undefined<rtnl.NexthopFilter>>().toExtend<rtnl.NexthopFilter>();
  expectTypeOf<Undefined<rtnl.NexthopBucketOptions>>().toExtend<rtnl.NexthopBucketOptions>();
  expectTypeOf<Undefined<rtnl.AddressOptions>>().toExtend<rtnl.AddressOptions>();
  expectTypeOf<Undefined<rtnl.LinkSettings>>().toExtend<rtnl.LinkSettings>();
  expectTypeOf<Undefined<rtnl.AddressLabelOptions>>().toExtend<rtnl.AddressLabelOptions>();
});

test("a rejected request of a batch has an error", () => {
  expectTypeOf<Extract<BatchResult, { status: "rejected" }>["reason"]>().toEqualTypeOf<Error>();
});
