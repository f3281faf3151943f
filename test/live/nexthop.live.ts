/** Next hops against `ip -j nexthop`. */
import { describe, expect } from "vitest";
import { Nexthop, Route } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";
import { withVeth } from "./support/veth.js";

describe("next hops", () => {
  live("single ones and groups with weights", ["veth", "nexthop"], async (ns) => {
    const names = await withVeth(ns);
    await ns.script(`
      ip nexthop add id 1 via 10.0.0.7 dev va
      ip nexthop add id 2 via 10.0.0.8 dev va
      ip nexthop add id 3 blackhole
      ip nexthop add id 10 group 1,3/2
      ip route add 192.0.2.0/24 nhid 10
    `);
    const trace = await ns.trace(["ip", "-j", "nexthop", "show"]);
    interface IpNexthop {
      id: number;
      gateway?: string;
      dev?: string;
      blackhole?: null;
      group?: { id: number; weight?: number }[];
    }
    const expected = trace.json<IpNexthop[]>();
    expect(expected.map(({ id }) => id)).toEqual([1, 2, 3, 10]);
    const decoded = trace.replies("RTM_NEWNEXTHOP", Nexthop).map(({ id, gateway, oif, blackhole, group }) => ({
      ...{ id, gateway, blackhole: blackhole === true },
      dev: oif === undefined || blackhole === true ? undefined : names.get(oif),
      group: group?.map((member) => ({ id: member.id, weight: member.weight + 1 })),
    }));
    const wanted = expected.map(({ id, gateway, dev, blackhole, group }) => ({
      ...{ id, gateway, blackhole: blackhole !== undefined, dev },
      group: group?.map((member) => ({ id: member.id, weight: member.weight ?? 1 })),
    }));
    expect(decoded).toEqual(wanted);
    const routes = await ns.trace(["ip", "-j", "route", "show", "192.0.2.0/24"]);
    expect(routes.replies("RTM_NEWROUTE", Route).find(({ dst }) => dst === "192.0.2.0")?.nhId).toBe(10);
  });

  live("resilient groups and their buckets", ["veth", "resilientNexthop"], async (ns) => {
    await withVeth(ns);
    await ns.script(`
      ip nexthop add id 1 via 10.0.0.7 dev va
      ip nexthop add id 2 via 10.0.0.8 dev va
      ip nexthop add id 10 group 1/2 type resilient buckets 4 idle_timer 60
    `);
    const trace = await ns.trace(["ip", "-j", "nexthop", "show", "id", "10"]);
    const [group] = trace.replies("RTM_NEWNEXTHOP", Nexthop);
    expect(group).toMatchObject({ id: 10, groupType: "res", resGroup: { buckets: 4, idleTimer: 6000 } });
    const buckets = await ns.trace(["ip", "-j", "nexthop", "bucket", "show", "id", "10"]);
    const expected = buckets.json<{ id: number; bucket: { index: number; nhid: number } }[]>();
    const decoded = buckets.replies("RTM_NEWNEXTHOPBUCKET", Nexthop);
    expect(decoded.map(({ resBucket }) => [resBucket?.index, resBucket?.nhId])).toEqual(
      expected.map(({ bucket }) => [bucket.index, bucket.nhid]),
    );
    expect(decoded).toHaveLength(4);
  });
});
