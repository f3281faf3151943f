import { describe, expect, it } from "vitest";
import { encode, flagNames, NLA_F_NESTED } from "../../src/codec/index.js";
import { Neighbour, NeighbourExtFlags, NeighbourFlags, NeighbourState } from "../../src/rtnl/neigh.js";
import { NeighbourTable } from "../../src/rtnl/neigh-table.js";
import { pick, present, values } from "./route-captures.js";

const NEWNEIGH = 28;

describe("neighbours", () => {
  it("reads state, flags, protocol and times", () => {
    const replies = values("neigh", NEWNEIGH, "reply", Neighbour);
    const permanent = pick(replies, (n) => n.dst === "10.0.0.2");
    expect(permanent).toMatchObject({ family: "inet", type: "unicast", lladdr: "02:00:00:00:00:99", probes: 0 });
    expect(flagNames(NeighbourState, permanent.state)).toEqual({ names: ["permanent"], rest: 0 });
    expect(pick(replies, (n) => n.dst === "10.0.0.3").protocol).toBe("babel");
    const router = pick(replies, (n) => n.dst === "2001:db8::2");
    expect(flagNames(NeighbourFlags, router.flags)).toEqual({ names: ["router"], rest: 0 });
    expect(router.cacheinfo!.refcnt).toBeGreaterThanOrEqual(0);
  });

  it("reads the flags that did not fit the header", () => {
    const managed = pick(values("neigh", NEWNEIGH, "request", Neighbour), (n) => n.flagsExt !== undefined);
    expect(managed.dst).toBe("10.0.0.4");
    expect(flagNames(NeighbourExtFlags, managed.flagsExt!)).toEqual({ names: ["managed"], rest: 0 });
  });

  it("reads tables: thresholds, configuration, statistics, parameters in milliseconds", () => {
    const replies = values("neigh", 64, "reply", NeighbourTable);
    const table = pick(replies, (t) => t.config !== undefined && t.name === "arp_cache");
    expect(table.config!.keyLen).toBe(4);
    expect(table.stats!.tableFulls).toBe(0);
    expect(table.thresh3).toBeGreaterThan(table.thresh2!);
    const set = pick(values("neigh", 67, "request", NeighbourTable), () => true);
    expect(present(set.parms!)).toMatchObject({
      retransTime: 900,
      delayProbeTime: 3000,
      queueLen: 8,
      locktime: 100,
    });
    const after = pick(
      [...replies].reverse(),
      (t) => t.name === "arp_cache" && t.parms?.ifindex === set.parms!.ifindex,
    );
    expect(after.parms).toMatchObject({ retransTime: 900, delayProbeTime: 3000, locktime: 100 });
  });
});

describe("forwarding databases", () => {
  const requests = () => values("fdb", NEWNEIGH, "request", Neighbour);

  it("reads a VXLAN entry: big-endian port, VNI, outgoing interface beside the entry's own", () => {
    const entry = pick(requests(), (n) => n.vni !== undefined);
    expect(present(entry)).toMatchObject({ family: "bridge", dst: "10.0.0.3", port: 4790, vni: 77 });
    expect(entry.viaIfindex).not.toBe(entry.ifindex);
  });

  it("reads activity options and sends them as a nest", () => {
    const entry = pick(requests(), (n) => n.fdbExtAttrs !== undefined);
    expect(entry.fdbExtAttrs).toEqual({ activityNotify: 1, dontRefresh: true, unknown: undefined });
    const bytes = encode(Neighbour, { fdbExtAttrs: { dontRefresh: true } });
    expect(bytes.slice(12)).toEqual(new Uint8Array([8, 0, 14, NLA_F_NESTED >> 8, 4, 0, 2, 0]));
  });

  it("reads nexthop ids", () => {
    expect(pick(requests(), (n) => n.nhId !== undefined)).toMatchObject({ lladdr: "02:00:00:00:00:93", nhId: 10 });
  });
});
