import { describe, expect, it } from "vitest";
import { decode, encode, flagNames } from "../../src/codec/index.js";
import { Nexthop } from "../../src/rtnl/nexthop.js";
import { RouteFeature } from "../../src/rtnl/route/metrics.js";
import { Route, RouteFlags } from "../../src/rtnl/route/route.js";
import { pick, present, values } from "./route-captures.js";

const NEWROUTE = 24;

describe("routes", () => {
  const requests = () => values("route-basic", NEWROUTE, "request", Route);

  it("reads the default route", () => {
    const route = pick(requests(), (r) => r.gateway === "10.0.0.254");
    expect(route).toMatchObject({ dstLen: 0, protocol: "static", rtmTable: "main", priority: 100 });
    expect(route).not.toHaveProperty("dst");
  });

  it("reads every metric", () => {
    const { metrics } = pick(requests(), (r) => r.dst === "10.80.0.0" && r.metrics !== undefined);
    expect(metrics).toEqual({
      lock: (1 << 8) | (1 << 13),
      mtu: 1400,
      window: 65535,
      rtt: 800,
      rttvar: 50,
      ssthresh: 100,
      cwnd: 20,
      advmss: 1360,
      reordering: 5,
      hoplimit: 32,
      initcwnd: 30,
      features: RouteFeature.ecn,
      rtoMin: 200,
      initrwnd: 40,
      quickack: 1,
      ccAlgo: "cubic",
      fastopenNoCookie: 1,
    });
  });

  it("reads next hops of another family", () => {
    const inet6 = pick(requests(), (r) => r.dst === "198.51.101.0");
    expect(inet6.via).toEqual({ family: "inet6", addr: "2001:db8::99" });
    const link = pick(values("route-encap-mpls", NEWROUTE, "request", Route), (r) => r.dst === "105");
    expect(link.via).toEqual({ family: "packet", addr: "02:00:00:00:00:99" });
  });

  it("names the next hop's flags beside the route's", () => {
    const onlink = pick(requests(), (r) => r.dst === "198.51.100.0");
    expect(flagNames(RouteFlags, onlink.flags)).toEqual({ names: ["onlink"], rest: 0 });
  });

  it("reads a lookup's ports in network order", () => {
    const lookup = pick(values("route-basic", 26, "request", Route), (r) => r.sport !== undefined);
    expect(present(lookup)).toMatchObject({
      dst: "8.8.8.8",
      mark: 7,
      uid: 1000,
      ipProto: "tcp",
      sport: 1000,
      dport: 80,
    });
  });

  it("reads preference and expiry of IPv6 routes", () => {
    const route = pick(requests(), (r) => r.dst === "2001:db8:1::");
    expect(route).toMatchObject({ pref: "low", expires: 300, protocol: "ra" });
    const reply = pick(values("route-basic", NEWROUTE, "reply", Route), (r) => r.dst === "2001:db8:1::");
    expect(reply.cacheinfo!.expires).toBeGreaterThan(250 * 100);
  });

  it("takes 64 bits for the age of a multicast route, 32 for the lifetime of others", () => {
    const attribute = (family: "inet6" | "ipmr") => encode(Route, { family, expires: 5 }).slice(12);
    expect(attribute("inet6")).toEqual(new Uint8Array([8, 0, 23, 0, 5, 0, 0, 0]));
    expect(attribute("ipmr")).toEqual(new Uint8Array([12, 0, 23, 0, 5, 0, 0, 0, 0, 0, 0, 0]));
    expect(decode(Route, encode(Route, { family: "ip6mr", expires: 7 })).expires).toBe(7);
  });
});

describe("multipath routes", () => {
  it("reads each next hop with its attributes", () => {
    const requests = values("route-multipath", NEWROUTE, "request", Route);
    const first = pick(requests, (r) => r.dst === "192.0.2.0");
    expect(first.multipath!.map((n) => [n.gateway, n.hops])).toEqual([
      ["10.0.0.2", 0],
      ["10.0.1.2", 199],
    ]);
    const second = pick(requests, (r) => r.dst === "192.0.3.0").multipath!;
    expect(second.map((n) => present(n))).toMatchObject([
      { gateway: "10.0.0.2", hops: 4, flags: 4 },
      { via: { family: "inet6", addr: "fe80::2" }, hops: 6 },
      { flow: 3 },
    ]);
  });

  it("computes lengths and aligns next hops", () => {
    const bytes = encode(Route, {
      family: "inet",
      multipath: [
        { ifindex: 3, encapType: "mpls", encap: { dst: "100", ttl: 9 } },
        { ifindex: 4, hops: 1, gateway: "10.0.0.1" },
      ],
    });
    const back = decode(Route, bytes).multipath!;
    expect(back.map((n) => [n.len, n.ifindex, n.encapType, n.encap, n.gateway])).toEqual([
      [36, 3, "mpls", { dst: "100", ttl: 9 }, undefined],
      [16, 4, undefined, undefined, "10.0.0.1"],
    ]);
  });
});

describe("nexthop objects", () => {
  it("reads groups, resilient groups and buckets", () => {
    const requests = values("route-multipath", 104, "request", Nexthop);
    expect(pick(requests, (n) => n.id === 10).group).toEqual([
      { id: 1, weight: 2, weightHigh: 0 },
      { id: 2, weight: 8, weightHigh: 0 },
    ]);
    const resilient = pick(requests, (n) => n.id === 11);
    expect(resilient).toMatchObject({ groupType: "res", resGroup: { buckets: 8, idleTimer: 6000 } });
    const bucket = pick(values("route-multipath", 116, "reply", Nexthop), (n) => n.resBucket?.index === 3);
    expect(bucket.resBucket!.nhId).toBe(1);
    expect(pick(requests, (n) => n.id === 4).blackhole).toBe(true);
  });

  it("chooses the encapsulation as routes do", () => {
    const nexthop = pick(values("route-multipath", 104, "request", Nexthop), (n) => n.id === 6);
    expect(nexthop.encapType).toBe("ip");
    if (nexthop.encapType === "ip") expect(nexthop.encap).toMatchObject({ id: 30n, src: "1.1.1.1", ttl: 5 });
  });
});
