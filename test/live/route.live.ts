/** Routes against `ip -j route`. */
import { describe, expect } from "vitest";
import { Route } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";
import { withVeth } from "./support/veth.js";

interface IpRoute {
  type: string;
  dst: string;
  gateway?: string;
  dev?: string;
  table: string;
  protocol: string;
  scope?: string;
  prefsrc?: string;
  metric?: number;
  metrics?: Record<string, unknown>[];
  nexthops?: { gateway: string; dev: string; weight: number }[];
  nhid?: number;
}

/** What iproute2 prints of an RTM_NEWROUTE, from the decoded value. */
function printedRoute(route: Route, names: ReadonlyMap<number, string>): Record<string, unknown> {
  const bits = route.family === "inet6" ? 128 : 32;
  return {
    type: route.type,
    dst: route.dst === undefined ? "default" : route.dstLen === bits ? route.dst : `${route.dst}/${route.dstLen}`,
    gateway: route.gateway,
    dev: route.oif === undefined ? undefined : names.get(route.oif),
    table: String(route.table),
    protocol: route.protocol,
    scope: route.scope === "universe" ? "global" : route.scope,
    prefsrc: route.prefsrc,
    metric: route.priority,
    nexthops: route.multipath?.map(({ ifindex, hops, gateway }) => ({
      gateway,
      dev: names.get(ifindex),
      weight: hops + 1,
    })),
    nhid: route.nhId,
  };
}

function wantedRoute(route: IpRoute): Record<string, unknown> {
  const { nexthops } = route;
  return {
    ...{
      type: route.type,
      dst: route.dst,
      gateway: route.gateway,
      dev: route.dev,
      table: route.table,
      protocol: route.protocol,
    },
    ...{ scope: route.scope, prefsrc: route.prefsrc, metric: route.metric, nhid: route.nhid },
    nexthops: nexthops?.map(({ gateway, dev, weight }) => ({ gateway, dev, weight })),
  };
}

describe("routes", () => {
  live("IPv4: every table, types, metrics, several next hops", ["veth"], async (ns) => {
    const names = await withVeth(ns);
    await ns.script(`
      ip route add default via 10.0.0.254
      ip route add 192.0.2.0/24 via 10.0.0.9 dev va proto static metric 100 mtu 1400 advmss 1300
      ip route add 198.51.100.1 dev va src 10.0.0.1 table 1000
      ip route add blackhole 203.0.113.0/24
      ip route add unreachable 203.0.113.64/26 metric 7
      ip route add 192.0.3.0/24 nexthop via 10.0.0.8 weight 3 nexthop via 10.0.0.7 dev va
    `);
    const trace = await ns.trace(["ip", "-j", "-d", "route", "show", "table", "all"]);
    const expected = trace.json<IpRoute[]>();
    const routes = trace.replies("RTM_NEWROUTE", Route).filter(({ family }) => family === "inet");
    expect(expected.length).toBeGreaterThan(8);
    const shown = expected.filter(({ dst }) => !dst.includes(":"));
    const v4 = routes.map((route) => printedRoute(route, names));
    for (const one of shown.filter(
      ({ protocol, type, dst }) => protocol !== "kernel" || type === "local" || dst === "10.0.0.0/24",
    )) {
      expect(v4).toContainEqual(wantedRoute(one));
    }
    expect(routes.find(({ dst }) => dst === "192.0.2.0")?.metrics).toMatchObject({ mtu: 1400, advmss: 1300 });
  });

  live("IPv6", ["veth", "ipv6"], async (ns) => {
    const names = await withVeth(ns);
    await ns.script(`
      ip -6 route add 2001:db8:1::/64 via 2001:db8::9 dev va metric 50 pref high
      ip -6 route add 2001:db8:3::/64 nexthop via 2001:db8::8 dev va weight 2 nexthop via 2001:db8::7 dev va
      ip -6 route add prohibit 2001:db8:2::/48
    `);
    const trace = await ns.trace(["ip", "-6", "-j", "-d", "route", "show"]);
    const routes = trace.replies("RTM_NEWROUTE", Route);
    const v6 = routes.map((route) => printedRoute(route, names));
    const shown = trace.json<IpRoute[]>().filter(({ dst }) => dst.startsWith("2001:db8:"));
    expect(shown.length).toBeGreaterThanOrEqual(4);
    for (const one of shown) expect(v6).toContainEqual({ ...wantedRoute(one), table: "main" });
    expect(routes.find(({ dst }) => dst === "2001:db8:1::")).toMatchObject({ pref: "high", priority: 50 });
  });

  live("MPLS encapsulation", ["veth", "mpls"], async (ns) => {
    await withVeth(ns);
    await ns.script("ip route add 10.9.0.0/24 encap mpls 100/200 ttl 5 via 10.0.0.9");
    const trace = await ns.trace(["ip", "-j", "route", "show", "10.9.0.0/24"]);
    const [expected] = trace.json<{ encap: string; dst: string | { label: number }[]; ttl: number }[]>();
    expect(expected).toMatchObject({ encap: "mpls", ttl: 5 });
    const route = trace.replies("RTM_NEWROUTE", Route).find(({ dst }) => dst === "10.9.0.0");
    expect(route).toMatchObject({ encapType: "mpls", encap: { ttl: 5 } });
    expect(JSON.stringify(route?.encap)).toMatch(/100.*200/);
  });

  live("segment routing over IPv6", ["veth", "seg6"], async (ns) => {
    await withVeth(ns);
    await ns.script("ip -6 route add 2001:db8:9::/64 encap seg6 mode encap segs 2001:db8::7,2001:db8::8 dev va");
    const trace = await ns.trace(["ip", "-6", "-j", "route", "show", "2001:db8:9::/64"]);
    const route = trace.replies("RTM_NEWROUTE", Route).find(({ dst }) => dst === "2001:db8:9::");
    expect(route?.encapType).toBe("seg6");
    // Segments are on the wire from the last to the first.
    expect(JSON.stringify(route?.encap)).toMatch(/2001:db8::8.*2001:db8::7/);
  });
});
