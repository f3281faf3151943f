import { describe, expectTypeOf, it } from "vitest";
import type { Input } from "../../src/codec/index.js";
import type { IpEncap } from "../../src/rtnl/route/encap/ip.js";
import type { Seg6Encap } from "../../src/rtnl/route/encap/seg6.js";
import type { Route } from "../../src/rtnl/route/route.js";

declare const route: Route;

describe("Route", () => {
  it("narrows the encapsulation by its type", () => {
    if (route.encapType === "seg6") expectTypeOf(route.encap).toEqualTypeOf<Seg6Encap | undefined>();
    if (route.encapType === "ip") expectTypeOf(route.encap!.id).toEqualTypeOf<bigint | undefined>();
    if (route.encapType === "mpls") expectTypeOf(route.encap!.dst).toEqualTypeOf<string | undefined>();
    if (route.encapType === undefined) expectTypeOf(route.encap).toEqualTypeOf<undefined>();
  });

  it("narrows the encapsulation of each next hop", () => {
    for (const nexthop of route.multipath ?? []) {
      if (nexthop.encapType === "ip") expectTypeOf(nexthop.encap).toEqualTypeOf<IpEncap | undefined>();
    }
  });

  it("gives names where the kernel has them, numbers where it has none", () => {
    expectTypeOf(route.type)
      .extract<string>()
      .toEqualTypeOf<
        | "unspec"
        | "unicast"
        | "local"
        | "broadcast"
        | "anycast"
        | "multicast"
        | "blackhole"
        | "unreachable"
        | "prohibit"
        | "throw"
        | "nat"
        | "xresolve"
      >();
    expectTypeOf(route.table).toEqualTypeOf<"unspec" | "compat" | "default" | "main" | "local" | number | undefined>();
    expectTypeOf(route.dst).toEqualTypeOf<string | undefined>();
    expectTypeOf(route.expires).toEqualTypeOf<number | undefined>();
  });

  it("takes optional keys and refuses an encapsulation of another type", () => {
    expectTypeOf<{ family: "inet"; dst: string; dstLen: number; oif: number }>().toExtend<Input<typeof Route>>();
    expectTypeOf<{ encapType: "mpls"; encap: { dst: string } }>().toExtend<Input<typeof Route>>();
    expectTypeOf<{ encapType: "mpls"; encap: { locator: bigint } }>().not.toExtend<Input<typeof Route>>();
  });
});
