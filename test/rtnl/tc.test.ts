import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type AnyType, decode, encode } from "../../src/codec/index.js";
import { ActionMessage, Filter, Qdisc, TrafficClass } from "../../src/rtnl/tc/tc.js";
import { ExtendedVerdict } from "../../src/rtnl/tc/verdict.js";
import { pick, recorded, values } from "./route-captures.js";

const NEWQDISC = 36;
const NEWTCLASS = 40;
const NEWTFILTER = 44;
const NEWACTION = 48;
const GETACTION = 50;
const NEWCHAIN = 100;

const schemas = new Map<number, AnyType>([
  ...[36, 37, 38].map((type) => [type, Qdisc] as const),
  ...[40, 41, 42].map((type) => [type, TrafficClass] as const),
  ...[44, 45, 46, 100, 101, 102].map((type) => [type, Filter] as const),
  ...[48, 49, 50].map((type) => [type, ActionMessage] as const),
]);

type Kinded = { kind?: string | undefined; options?: unknown };

/** The options of a kind in the first message that has them. */
function optionsOf<T extends Kinded, K extends string>(list: readonly T[], kind: K, nth = 0) {
  const found = list.filter((m) => m.kind === kind && m.options !== undefined)[nth];
  if (found === undefined) throw new Error(`no ${kind} with options`);
  return found as Extract<T, { kind: K }>;
}

/** Paths at which something is kept in `unknown`. */
function unknowns(value: unknown, path: string): string[] {
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "unknown" && inner !== undefined) return [`${path}.unknown`];
    return unknowns(inner, `${path}.${key}`);
  });
}

describe("every recorded message of traffic control", () => {
  const captures = readdirSync(new URL("../fixtures/captures/", import.meta.url))
    .filter((name) => name.startsWith("tc-"))
    .map((name) => name.replace(/\.txt$/, ""));

  it.each(captures)("%s: all attributes are known, and values encode to what they came from", (capture) => {
    let count = 0;
    for (const { type, direction, body } of recorded(capture)) {
      const schema = schemas.get(type);
      if (schema === undefined) continue;
      count++;
      const value = decode(schema, body, { direction }) as Kinded;
      // A kind that does not exist keeps its options as they are.
      if (!value.kind?.startsWith("nosuch")) expect(unknowns(value, String(type))).toEqual([]);
      expect(decode(schema, encode(schema, value, { direction }), { direction })).toEqual(value);
    }
    expect(count).toBeGreaterThan(10);
  });
});

describe("qdiscs", () => {
  it("reads htb's set-up, size table and statistics", () => {
    const request = optionsOf(values("tc-htb", NEWQDISC, "request", Qdisc), "htb");
    expect(request).toMatchObject({ handle: 0x10000, parent: 0xffffffff });
    expect(request.options).toMatchObject({ init: { version: 3, rate2quantum: 5, defcls: 0x20 }, directQlen: 500 });
    expect(request.stab?.base).toMatchObject({ overhead: 18, mpu: 64, linklayer: "ethernet", tsize: 32, mtu: 2047 });
    expect(request.stab?.data).toHaveLength(32);
    const replies = values("tc-htb", NEWQDISC, "reply", Qdisc);
    const busy = pick(replies, (q) => q.kind === "htb" && (q.stats2?.basic?.packets ?? 0) > 0);
    expect(busy.stats2?.basic).toEqual({ bytes: busy.stats?.bytes, packets: busy.stats?.packets });
    expect(busy.stats2?.queue).toEqual({ qlen: 0, backlog: 0, drops: 0, requeues: 0, overlimits: 0 });
  });

  it("reads tbf's rates: 12 bytes of struct tc_ratespec each, and 64 bits beside them", () => {
    const requests = values("tc-tbf", NEWQDISC, "request", Qdisc);
    const peak = optionsOf(requests, "tbf", 1).options!;
    expect(peak.parms).toMatchObject({
      rate: { rate: 27500, overhead: 4, mpu: 53, linklayer: "atm" },
      peakrate: { rate: 37500 },
      limit: 3000,
    });
    expect([peak.rtab?.length, peak.ptab?.length, peak.burst, peak.pburst]).toEqual([256, 256, 1540, 1600]);
    expect(optionsOf(requests, "tbf", 2).options).toMatchObject({
      parms: { rate: { rate: 0xffffffff }, limit: 1048576 },
      rate64: 5_000_000_000n,
    });
  });

  it("reads netem: a struct, then attributes", () => {
    const requests = values("tc-netem", NEWQDISC, "request", Qdisc);
    const probability = (percent: number) => expect.closeTo((percent / 100) * 2 ** 32, -1);
    expect(optionsOf(requests, "netem", 0).options).toMatchObject({
      limit: 2000,
      gap: 5,
      loss: probability(1),
      duplicate: probability(2),
      latency64: 100_000_000n,
      jitter64: 20_000_000n,
      corr: { delayCorr: probability(25), lossCorr: probability(25), dupCorr: probability(10) },
      reorder: { probability: probability(25), correlation: probability(50) },
      corrupt: { probability: probability(0.5), correlation: probability(5) },
    });
    expect(optionsOf(requests, "netem", 1).options).toMatchObject({
      lossModel: { ge: { p: probability(1), r: probability(10) } },
      rate: { rate: 125_000, packetOverhead: 20, cellSize: 64, cellOverhead: 5 },
      ecn: 1,
    });
    expect(optionsOf(requests, "netem", 2).options?.lossModel?.gi?.p31).toEqual(probability(20));
    expect(optionsOf(requests, "netem", 3).options).toMatchObject({
      slot: { minDelay: 800_000n, maxDelay: 1_000_000n, maxPackets: 10, maxBytes: 20000 },
      prngSeed: 12345n,
    });
    const tables = requests.map((q) =>
      q.kind === "netem" ? (q.options?.delayDist ?? q.options?.slotDist) : undefined,
    );
    const table = pick(tables, (t) => t !== undefined)!;
    expect(table.length).toBeGreaterThan(1000);
    expect(Math.min(...table)).toBeLessThan(0);
  });

  it("reads the statistics of fq_codel by their type, and those of netem and cake", () => {
    const fq = values("tc-fq", NEWQDISC, "reply", Qdisc);
    const codel = pick(fq, (q) => q.kind === "fq_codel" && q.stats2?.app !== undefined);
    expect(codel.kind === "fq_codel" && codel.xstats).toMatchObject({ type: "qdisc", qdiscStats: { ceMark: 0 } });
    expect(codel.stats2?.app).toEqual(codel.xstats);
    const cake = optionsOf(fq, "cake");
    expect(cake.options).toMatchObject({
      baseRate64: 12_500_000n,
      diffservMode: "diffserv4",
      flowMode: "triple",
      ackFilter: "filter",
      overhead: 18,
      fwmark: 0xff,
    });
    const counted = pick(fq, (q) => q.kind === "cake" && q.stats2?.app !== undefined);
    expect(counted.stats2?.app).toMatchObject({ memoryLimit: 4194304, tinStats: { length: 4 } });
  });

  it("sets NLA_F_NESTED on the options of the kinds whose kernel code insists on it, and of no other", () => {
    const flags = (value: Parameters<typeof encode<typeof Qdisc>>[1]) => {
      const bytes = encode(Qdisc, value);
      return new DataView(bytes.buffer).getUint16(20 + 4 + ((String(value.kind).length + 4) & ~3) + 2, true);
    };
    expect(flags({ kind: "ets", options: { nbands: 3 } })).toBe(0x8002);
    expect(flags({ kind: "htb", options: { directQlen: 3 } })).toBe(2);
  });
});

describe("classes", () => {
  it("reads htb: parameters, both rate tables, 64-bit rates", () => {
    const requests = values("tc-htb", NEWTCLASS, "request", TrafficClass);
    const first = optionsOf(requests, "htb").options!;
    expect(first.parms).toMatchObject({
      rate: { rate: 1_250_000 },
      ceil: { rate: 12_500_000 },
      quantum: 3000,
      prio: 1,
    });
    expect([first.rtab?.length, first.ctab?.length]).toEqual([256, 256]);
    expect(optionsOf(requests, "htb", 2).options).toMatchObject({ rate64: 5_000_000_000n, ceil64: 6_250_000_000n });
    const replies = values("tc-htb", NEWTCLASS, "reply", TrafficClass);
    const leaf = pick(replies, (c) => c.handle === 0x10020 && (c.stats2?.basic?.packets ?? 0) > 0);
    expect(leaf).toMatchObject({ parent: 0x10001, info: 0x200000, xstats: { lends: leaf.stats?.packets } });
    expect(leaf.stats2?.app).toEqual(leaf.xstats);
  });

  it("reads an hfsc class as attributes and an hfsc qdisc as a struct", () => {
    expect(optionsOf(values("tc-hfsc", NEWQDISC, "request", Qdisc), "hfsc").options).toEqual({ defcls: 0x20 });
    const classes = values("tc-hfsc", NEWTCLASS, "request", TrafficClass);
    expect(pick(classes, (c) => c.handle === 0x10010).options).toMatchObject({
      rsc: { m1: 250_000, d: 10_000, m2: 125_000 },
      fsc: { m1: 0, d: 10_000, m2: 625_000 },
    });
    const reply = pick(values("tc-hfsc", NEWTCLASS, "reply", TrafficClass), (c) => c.xstats !== undefined);
    expect(reply.stats2?.app).toEqual(reply.xstats);
  });
});

describe("filters", () => {
  it("reads priority and protocol out of tcm_info, and u32's keys", () => {
    const [first, second] = values("tc-u32", NEWTFILTER, "request", Filter);
    expect(first).toMatchObject({ protocol: "ip", priority: 5, kind: "u32", parent: 0x10000 });
    expect(first!.kind === "u32" && first!.options).toMatchObject({
      classid: 0x10001,
      sel: {
        nkeys: 3,
        keys: [
          { val: 0x0a000000, mask: 0xff000000, off: 12 },
          { val: 80, mask: 0xffff, off: 20 },
          { val: 0x00060000, mask: 0x00ff0000, off: 8 },
        ],
      },
    });
    expect(second!.kind === "u32" && second!.options?.sel?.keys.at(-1)).toEqual({
      val: 0xdeadbeef,
      mask: 0xffffffff,
      off: 4,
      offmask: -1,
    });
    const counted = values("tc-u32", NEWTFILTER, "reply", Filter).filter((f) => f.kind === "u32");
    const { options } = pick(counted, (f) => f.kind === "u32" && f.options?.sel?.nkeys === 3) as typeof first & {
      kind: "u32";
    };
    expect(options?.pcnt?.kcnts).toHaveLength(3);
  });

  it("reads u32's hash tables, marks and its policer in the filter", () => {
    const all = values("tc-u32", NEWTFILTER, "request", Filter).flatMap((f) => (f.kind === "u32" ? [f] : []));
    expect(pick(all, (f) => f.options?.divisor === 256).handle).toBe(0x00200000);
    const linked = pick(all, (f) => f.options?.link !== undefined).options!;
    expect(linked).toMatchObject({ link: 0x00200000, sel: { hmask: 0xff, hoff: 12 } });
    expect(pick(all, (f) => f.options?.mark !== undefined).options?.mark).toMatchObject({ val: 0x10, mask: 0xff });
    const police = pick(all, (f) => f.options?.police !== undefined).options!.police!;
    expect(police.tbf).toMatchObject({ rate: { rate: 125_000 }, mtu: 2048, action: "shot" });
    expect(police.rate).toHaveLength(256);
  });

  it("reads flower's keys in their byte orders", () => {
    const all = values("tc-flower", NEWTFILTER, "request", Filter).flatMap((f) => (f.kind === "flower" ? [f] : []));
    const nth = (priority: number) => pick(all, (f) => f.priority === priority).options!;
    expect(nth(1)).toMatchObject({
      indev: "d0",
      ethSrc: "02:00:00:00:00:98",
      ethSrcMask: "ff:ff:ff:00:00:00",
      ethType: "ip",
      ipProto: "tcp",
      ipv4Src: "10.0.0.0",
      ipv4SrcMask: "255.0.0.0",
      portSrcMin: 1000,
      portSrcMax: 2000,
      tcpDst: 80,
    });
    expect(nth(4)).toMatchObject({ vlanId: 100, vlanPrio: 3, vlanEthType: "8021q", cvlanId: 200, cvlanEthType: "ip" });
    expect(nth(5)).toMatchObject({ arpSip: "10.0.0.1", arpTipMask: "255.255.255.0", arpOp: 1 });
    expect(nth(7)).toMatchObject({
      encKeyId: 42,
      encUdpDstPort: 4789,
      encOpts: { geneve: [{ class: 0x0102, type: 0x80, data: Uint8Array.of(0x11, 0x22, 0x33, 0x44) }] },
    });
    expect(nth(8).mplsOpts?.lse).toMatchObject([
      { depth: 1, label: 100, tc: 3, bos: 0, ttl: 64 },
      { depth: 2, label: 200 },
    ]);
    expect(nth(9)).toMatchObject({ ctZone: 7, ctMark: 0x10, ctMarkMask: 0xff, ctState: 0x0a });
    expect(nth(15)).toMatchObject({ ipProto: "esp", spi: 0x1234 });
  });

  it("reads actions in order, each by its kind", () => {
    const all = values("tc-flower", NEWTFILTER, "request", Filter).flatMap((f) => (f.kind === "flower" ? [f] : []));
    const acts = (priority: number) => pick(all, (f) => f.priority === priority).options!.act!;
    expect(acts(3).map((a) => a.kind)).toEqual(["mirred", "gact", "gact"]);
    expect(acts(12)[0]).toMatchObject({
      kind: "tunnel_key",
      options: { parms: { tAction: "set" }, encKeyId: 77, encIpv4Dst: "10.0.0.2", encDstPort: 4789, encTtl: 64 },
    });
    expect(acts(12)[1]).toMatchObject({ options: { parms: { eaction: "egress_redir", action: "stolen" } } });
    expect(acts(9)[1]).toMatchObject({ options: { parms: { action: ExtendedVerdict.goto_chain + 3 } } });
    expect(acts(13)[0]).toMatchObject({ options: { tbf: { rate: { rate: 125_000 } }, result: "pipe" } });
    expect(acts(13)[1]).toMatchObject({ options: { pktrate64: 1000n } });
    const replies = values("tc-flower", NEWTFILTER, "reply", Filter).flatMap((f) => (f.kind === "flower" ? [f] : []));
    const installed = pick(replies, (f) => f.priority === 1 && f.options?.act?.[0]?.stats !== undefined);
    expect(installed.options!.act![0]!.stats?.queue).toMatchObject({ drops: 0, overlimits: 0 });
  });

  it("reads a tree of matches", () => {
    const all = values("tc-basic", NEWTFILTER, "request", Filter).flatMap((f) => (f.kind === "basic" ? [f] : []));
    const tree = (priority: number) => pick(all, (f) => f.priority === priority).options!.ematches!;
    expect(tree(1).hdr).toEqual({ nmatches: 4, progid: 0 });
    expect(tree(1).list).toMatchObject([
      {
        kind: "cmp",
        flags: 1,
        data: { val: 20, mask: 0xff0f, layerOpnd: { layer: 2, opnd: 1 }, alignFlags: { align: 2 } },
      },
      { kind: "meta", flags: 6, data: { hdr: { left: { kind: { type: 1, id: 12 }, op: "gt" } } } },
      {
        kind: "nbyte",
        flags: 1,
        data: { off: 12, lenLayer: { len: 5, layer: 1 }, pattern: Uint8Array.from(Buffer.from("ababa\0\0\0")) },
      },
      { kind: "u32", flags: 0, data: { off: 4, offmask: -1 } },
    ]);
    const containers = tree(2).list!.filter((match) => match.kind === "container");
    expect(containers.map((match) => match.data)).toEqual([2, 4]);
  });

  it("reads a chain's template", () => {
    const chain = pick(values("tc-flower", NEWCHAIN, "request", Filter), (c) => c.kind === "flower");
    expect(chain).toMatchObject({ chain: 5, protocol: "ip", options: { ipv4DstMask: "255.255.0.0" } });
  });
});

describe("actions of their own", () => {
  const added = () => values("tc-actions", NEWACTION, "request", ActionMessage);

  it("reads lists, cookies and probabilities", () => {
    expect(added()[0]!.actions).toMatchObject([
      { kind: "gact", options: { parms: { index: 1, action: "shot" } } },
      { kind: "gact", options: { parms: { index: 2, action: "ok" } } },
      {
        cookie: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
        options: { prob: { ptype: "netrand", pval: 10, paction: "shot" } },
      },
    ]);
    const dump = pick(values("tc-actions", GETACTION, "reply", ActionMessage), (m) => m.count === 3);
    expect(dump.actions!.map((a) => a.kind === "gact" && a.options?.parms?.index)).toEqual([1, 2, 3]);
  });

  it("reads flexible and nested options", () => {
    const all = added().flatMap((m) => m.actions ?? []);
    expect(pick(all, (a) => a.kind === "pedit" && a.options?.keysEx !== undefined)).toMatchObject({
      options: {
        parmsEx: { nkeys: 4, keys: { length: 4 } },
        keysEx: { key: [{ htype: "eth" }, {}, { htype: "tcp" }, { cmd: "add" }] },
      },
    });
    expect(pick(all, (a) => a.kind === "gate")).toMatchObject({
      options: {
        entryList: {
          entry: [{ gate: true, maxOctets: 8000000 }, { ipv: -1 }],
        },
        clockid: 11,
      },
    });
    expect(pick(all, (a) => a.kind === "mpls")).toMatchObject({ options: { proto: "mpls_uc", label: 100, bos: 1 } });
    expect(pick(all, (a) => a.kind === "ife")).toMatchObject({ options: { type: 0xed3e, metalst: { skbmark: [] } } });
  });
});
