/** Queueing disciplines against `tc -j qdisc`. */
import { describe, expect } from "vitest";
import { Qdisc } from "../../src/rtnl/index.js";
import type { FeatureName } from "./support/features.js";
import { live } from "./support/live.js";
import { parseOutput } from "./support/namespace.js";
import { handle, type Options, TC_H_ROOT, VETH } from "./support/tc.js";

interface TcQdisc {
  kind: string;
  handle: string;
  root?: boolean;
  parent?: string;
  refcnt?: number;
  options?: Options;
  bytes: number;
  packets: number;
  drops: number;
  overlimits: number;
  requeues: number;
  backlog: number;
  qlen: number;
}

/** tc prints times in microseconds and as text otherwise; `options` compares what both sides have in the same unit. */
interface Case {
  readonly kind: string;
  readonly feature: FeatureName;
  readonly line: string;
  readonly options?: (printed: Options) => object;
}

const CASES: readonly Case[] = [
  {
    kind: "htb",
    feature: "qdiscHtb",
    line: "root handle 1: htb default 30 r2q 20",
    options: (o) => ({
      init: { defcls: Number(o["default"]), rate2quantum: o["r2q"], directPkts: o["direct_packets_stat"] },
      directQlen: o["direct_qlen"],
    }),
  },
  {
    kind: "tbf",
    feature: "qdiscTbf",
    line: "root handle 1: tbf rate 8mbit burst 10kb limit 40kb",
    options: (o) => ({ parms: { rate: { rate: o["rate"] } } }),
  },
  { kind: "ingress", feature: "qdiscIngress", line: "handle ffff: ingress" },
  { kind: "clsact", feature: "qdiscClsact", line: "clsact" },
  {
    kind: "fq_codel",
    feature: "qdiscFqCodel",
    line: "root handle 1: fq_codel limit 1000 flows 256 target 5ms interval 100ms quantum 1514 ecn",
    options: (o) => ({
      limit: o["limit"],
      flows: o["flows"],
      quantum: o["quantum"],
      ecn: o["ecn"] === true ? 1 : 0,
      memoryLimit: o["memory_limit"],
    }),
  },
  {
    kind: "fq",
    feature: "qdiscFq",
    line: "root handle 1: fq limit 5000 flow_limit 100 quantum 3028 initial_quantum 15140",
    options: (o) => ({
      plimit: o["limit"],
      flowPlimit: o["flow_limit"],
      quantum: o["quantum"],
      initialQuantum: o["initial_quantum"],
    }),
  },
  {
    kind: "sfq",
    feature: "qdiscSfq",
    line: "root handle 1: sfq perturb 10 quantum 1514",
    options: (o) => ({
      v0: { quantum: o["quantum"], limit: o["limit"], flows: o["flows"], perturbPeriod: o["perturb"] },
    }),
  },
  {
    kind: "red",
    feature: "qdiscRed",
    line: "root handle 1: red limit 400000 min 30000 max 90000 avpkt 1000 burst 55 probability 0.02 ecn",
    options: (o) => ({ parms: { limit: o["limit"], qthMin: o["min"], qthMax: o["max"] } }),
  },
  {
    kind: "prio",
    feature: "qdiscPrio",
    line: "root handle 1: prio bands 4",
    options: (o) => ({ bands: o["bands"], priomap: o["priomap"] }),
  },
  {
    kind: "netem",
    feature: "qdiscNetem",
    line: "root handle 1: netem limit 500 delay 10ms 2ms loss 1%",
    options: (o) => ({
      limit: o["limit"],
      latency64: BigInt(Math.round((o["delay"] as { delay: number }).delay * 1e9)),
      jitter64: BigInt(Math.round((o["delay"] as { jitter: number }).jitter * 1e9)),
    }),
  },
  {
    kind: "cake",
    feature: "qdiscCake",
    line: "root handle 1: cake bandwidth 8mbit diffserv4 rtt 50ms",
    options: (o) => ({ baseRate64: BigInt(o["bandwidth"] as number), rtt: o["rtt"] as number }),
  },
  { kind: "hfsc", feature: "qdiscHfsc", line: "root handle 1: hfsc default 1" },
  { kind: "drr", feature: "qdiscDrr", line: "root handle 1: drr" },
  { kind: "qfq", feature: "qdiscQfq", line: "root handle 1: qfq" },
  { kind: "ets", feature: "qdiscEts", line: "root handle 1: ets bands 4 strict 2 quanta 3000 4000" },
];

describe("queueing disciplines", () => {
  for (const { kind, feature, line, options } of CASES) {
    live(kind, ["veth", feature], async (ns) => {
      await ns.script(`${VETH} tc qdisc add dev va ${line}`);
      const trace = await ns.trace(["tc", "-j", "-s", "-d", "qdisc", "show", "dev", "va"]);
      const links = await ns.json<{ ifindex: number }[]>("ip", "-j", "link", "show", "dev", "va");
      // Options of kinds that tc has no JSON for are plain text among the rest.
      const printed = parseOutput<TcQdisc[]>(trace.stdout.replace(/"options":\{[^"{}]+\}/g, '"options":{}'));
      const expected = printed.find((one) => one.kind === kind)!;
      const found = trace
        .replies("RTM_NEWQDISC", Qdisc)
        .filter((one) => one.ifindex === links[0]!.ifindex && one.kind === kind);
      expect(found).toHaveLength(1);
      const qdisc = found[0]!;
      expect({ handle: handle(qdisc.handle), root: qdisc.parent === TC_H_ROOT ? true : undefined }).toEqual({
        handle: expected.handle,
        root: expected.root,
      });
      expect(qdisc.stats2?.basic).toEqual({ bytes: expected.bytes, packets: expected.packets });
      const { drops, overlimits, requeues, backlog, qlen } = expected;
      expect(qdisc.stats2?.queue).toEqual({ drops, overlimits, requeues, backlog, qlen });
      if (options !== undefined) expect(qdisc.options).toMatchObject(options(expected.options!));
    });
  }

  live("a request, and a refusal with the kernel's words", ["veth"], async (ns) => {
    await ns.script(VETH);
    const trace = await ns.trace(["tc", "qdisc", "add", "dev", "va", "root", "handle", "1:", "pfifo", "limit", "7"]);
    expect(trace.requests("RTM_NEWQDISC", Qdisc)).toMatchObject([
      { kind: "pfifo", handle: 0x10000, parent: TC_H_ROOT, options: { limit: 7 } },
    ]);
    const missing = await ns.trace(["tc", "qdisc", "del", "dev", "vb", "root"], 2);
    const refusal = missing.acks().find(({ error }) => error !== 0);
    expect(refusal).toMatchObject({ code: "ENOENT", request: { typeName: "RTM_DELQDISC" } });
    expect(refusal?.extack?.msg).toMatch(/handle of zero/);
  });
});
