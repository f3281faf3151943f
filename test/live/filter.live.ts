/** Filters against `tc -j filter`. */
import { describe, expect } from "vitest";
import { Filter } from "../../src/rtnl/index.js";
import type { FeatureName } from "./support/features.js";
import { live } from "./support/live.js";
import { type Options, VETH } from "./support/tc.js";

interface TcFilter {
  kind: string;
  pref: number;
  protocol: string;
  options?: Options & { handle?: number; flowid?: string; actions?: { kind: string; index: number }[] };
}

/** A filter on the ingress of va, and what its options decode to. */
const FILTERS: readonly {
  kind: string;
  features: readonly FeatureName[];
  line: string;
  options: object;
  flowid?: string;
}[] = [
  {
    kind: "u32",
    features: ["filterU32"],
    line: "protocol ip prio 5 u32 match ip dst 10.0.0.0/8 match ip protocol 6 0xff flowid 1:1",
    options: {
      classid: 0x10001,
      sel: {
        keys: [
          { mask: 0xff000000, val: 0x0a000000, off: 16 },
          { mask: 0x00ff0000, val: 0x00060000, off: 8 },
        ],
      },
    },
    flowid: "1:1",
  },
  {
    kind: "flower",
    features: ["filterFlower"],
    line: "protocol ip prio 5 flower skip_hw dst_mac 02:00:00:00:00:09 src_ip 10.0.0.0/8 ip_proto tcp dst_port 80 classid 1:1",
    options: {
      classid: 0x10001,
      ethDst: "02:00:00:00:00:09",
      ipv4Src: "10.0.0.0",
      ipv4SrcMask: "255.0.0.0",
      ipProto: "tcp",
      tcpDst: 80,
    },
  },
  {
    kind: "matchall",
    features: ["filterMatchall"],
    line: "protocol all prio 5 matchall classid 1:1",
    options: { classid: 0x10001 },
  },
  {
    kind: "fw",
    features: ["filterFw"],
    line: "protocol ip prio 5 handle 5 fw classid 1:1",
    options: { classid: 0x10001 },
  },
  {
    kind: "basic",
    features: ["filterBasic"],
    line: "protocol ip prio 5 basic match 'cmp(u8 at 0 layer network gt 1)' classid 1:1",
    options: { classid: 0x10001 },
  },
];

describe("filters", () => {
  for (const { kind, features, line, options } of FILTERS) {
    live(kind, ["veth", "qdiscIngress", ...features], async (ns) => {
      await ns.script(`${VETH} tc qdisc add dev va handle ffff: ingress; tc filter add dev va parent ffff: ${line}`);
      const isText = kind === "basic" || kind === "fw";
      // tc prints no proper JSON of these two.
      const trace = await ns.trace([
        "tc",
        ...(isText ? [] : ["-j"]),
        "-s",
        "filter",
        "show",
        "dev",
        "va",
        "parent",
        "ffff:",
      ]);
      const filters = trace.replies("RTM_NEWTFILTER", Filter);
      const filter = filters.at(-1);
      expect(filter).toMatchObject({ kind, priority: 5, options });
      expect(filter?.parent).toBe(0xffff0000);
      if (isText) return;
      const expected = trace.json<TcFilter[]>();
      expect(filters.map((one) => [one.kind, one.priority, one.protocol])).toEqual(
        expected.map((one) => [one.kind, one.pref, one.protocol === "ip" ? "ip" : one.protocol]),
      );
    });
  }

  live("a redirection to another device", ["actionMirred"], async (ns) => {
    await ns.script(`${VETH} tc qdisc add dev va handle ffff: ingress
      tc filter add dev va parent ffff: protocol ip prio 5 u32 match ip dst 10.0.0.1/32 action mirred egress redirect dev vb`);
    const trace = await ns.trace(["tc", "-j", "-s", "filter", "show", "dev", "va", "parent", "ffff:"]);
    const [link] = await ns.json<{ ifindex: number }[]>("ip", "-j", "link", "show", "dev", "vb");
    const [expected] = trace.json<TcFilter[]>().flatMap(({ options }) => options?.actions ?? []);
    expect(expected?.kind).toBe("mirred");
    const actions = trace.replies("RTM_NEWTFILTER", Filter).flatMap(({ options }) => {
      return options !== undefined && "act" in options ? (options.act ?? []) : [];
    });
    expect(actions).toMatchObject([
      {
        kind: "mirred",
        options: { parms: { index: expected!.index, ifindex: link!.ifindex, eaction: "egress_redir" } },
      },
    ]);
  });
});
