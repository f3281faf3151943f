/** scripts/ip.ts against `ip`: what one makes, both print alike. */
import { describe, expect } from "vitest";
import { main } from "../../scripts/ip/main.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly errors: string;
}

async function ours(ns: Namespace, line: string, signal = new AbortController().signal): Promise<Ran> {
  let out = "";
  let errors = "";
  const status = await main(line.split(" "), {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (errors += text) },
    signal,
    netns: { pid: ns.pid },
  });
  return { status, out, errors };
}

async function make(ns: Namespace, ...lines: string[]): Promise<void> {
  for (const line of lines) expect({ line, ...(await ours(ns, line)) }).toMatchObject({ line, status: 0, errors: "" });
}

type Row = Record<string, unknown>;

/** Fields that old versions of iproute2 do not print. */
const NEWER = new Set(["protocol", "netns-immutable"]);

/** iproute2 leaves an empty object where the filter dropped an address. */
function addressesOf(rows: readonly Row[]): Row[] {
  return rows.filter((row) => Object.keys(row).length > 0);
}

/** Both print the same objects with the same fields. */
async function expectSame(ns: Namespace, line: string, fields: { volatile?: readonly string[] } = {}): Promise<void> {
  const theirs = (await ns.json<Row[]>("ip", "-j", ...line.split(" "))).filter((row) => Object.keys(row).length > 0);
  const { status, out, errors } = await ours(ns, `-j ${line}`);
  expect({ line, status, errors }).toEqual({ line, status: 0, errors: "" });
  const own = JSON.parse(out) as Row[];
  const trim = (row: Row, like: Row | undefined): Row => {
    const kept = Object.entries(row).filter(
      ([key]) => !fields.volatile?.includes(key) && !(NEWER.has(key) && like !== undefined && !(key in like)),
    );
    return Object.fromEntries(
      kept.map(([key, value]) => {
        const other = like?.[key];
        return key === "addr_info" && Array.isArray(value) && Array.isArray(other)
          ? [key, addressesOf(value).map((inner, i) => trim(inner, addressesOf(other)[i]))]
          : [key, value];
      }),
    );
  };
  expect(theirs.length, line).toBeGreaterThan(0);
  expect({ line, rows: own.map((row, i) => trim(row, theirs[i])) }).toEqual({
    line,
    rows: theirs.map((row) => trim(row, row)),
  });
}

/** Both print the same lines; spaces at their ends differ between versions of iproute2, and so do some words. */
async function expectSameText(ns: Namespace, ...commands: readonly string[]): Promise<void> {
  for (const line of commands) {
    const { status, out, errors } = await ours(ns, line);
    expect({ line, status, errors }).toEqual({ line, status: 0, errors: "" });
    const theirs = await ns.run("ip", ...line.split(" "));
    const trim = (text: string) =>
      text.split("\n").map((one) => one.replace(/ (?:tentative|proto \w+)/g, "").trimEnd());
    expect(theirs).not.toBe("");
    expect({ line, out: trim(out) }).toEqual({ line, out: trim(theirs) });
  }
}

const PAIR = [
  "link add d0 address 02:00:00:00:00:01 type veth peer name p0 address 02:00:00:00:00:11",
  "link set p0 up",
  "link set d0 up alias test",
  "link set lo up",
  "addr add 192.0.2.1/24 dev d0",
] as const;

describe("ip", () => {
  live("links and addresses", ["veth"], async (ns) => {
    await make(ns, ...PAIR, "link property add dev d0 altname longername");
    await make(ns, "addr add 192.0.2.9 peer 192.0.2.10/32 dev d0", "addr add 192.0.2.77/24 brd + dev d0 label d0:x");
    await make(ns, "addr add 2001:db8::1/64 dev d0 nodad", "link set p0 mtu 1400 txqueuelen 77");
    await expectSame(ns, "link");
    await expectSame(ns, "link show d0");
    await expectSame(ns, "addr", { volatile: ["tentative"] });
    await expectSame(ns, "-4 addr show dev d0");
    await expectSame(ns, "-6 addr", { volatile: ["tentative"] });
    await make(ns, "link set p0 group 5");
    await expectSame(ns, "link show group 5");
    await expectSameText(ns, "-br link", "-br addr", "-br -4 addr", "-br link show d0", "-o link", "-o -4 addr");
    await expectSameText(ns, "-o addr show dev d0 permanent", "-br addr show to 192.0.2.0/24");
    for (const line of ["-br link", "-br -4 addr", "-o -4 addr"]) await expectSame(ns, line);
    for (const line of ["link show d0", "addr show dev p0"]) {
      const { out } = await ours(ns, line);
      const [theirs, own] = [await ns.run("ip", ...line.split(" ")), out].map((text) => text.split("\n").slice(0, 2));
      expect(own).toEqual(theirs);
    }
    await make(ns, "addr del 192.0.2.9 peer 192.0.2.10/32 dev d0", "-4 addr flush dev d0", "link del d0");
    await expectSame(ns, "addr");
  });

  live("addresses by prefix and by flags", ["veth"], async (ns) => {
    await make(ns, ...PAIR, "addr add 198.51.100.5/24 dev d0 valid_lft 5000 preferred_lft 4000");
    await make(ns, "addr add 192.0.2.9 peer 203.0.113.10/32 dev d0", "addr add 192.0.2.2/24 dev d0");
    await make(ns, "addr add 2001:db8::1/64 dev d0 nodad");
    const volatile = ["valid_life_time", "preferred_life_time", "tentative"];
    const prefixes = ["192.0.2.0/24", "192.0.2.9", "192.0.2.0/31", "2001:db8::/32", "0.0.0.0/0"];
    for (const prefix of prefixes) await expectSame(ns, `addr show to ${prefix}`, { volatile });
    for (const flag of ["permanent", "dynamic", "primary", "secondary", "dynamic to 198.51.100.0/24"]) {
      await expectSame(ns, `addr show ${flag}`, { volatile });
    }
    // The other end of a point-to-point link is not an address of the interface.
    for (const line of ["addr show to 203.0.113.10", "addr show dynamic to 192.0.2.0/24", "addr show dadfailed"]) {
      expect(await ours(ns, line)).toEqual({ status: 0, out: "", errors: "" });
      expect(await ns.run("ip", ...line.split(" "))).toBe("");
    }
    for (const line of ["addr flush dev d0 dynamic", "addr flush dev d0 to 192.0.2.0/24", "addr show to"]) {
      expect(await ours(ns, line)).toMatchObject({ status: 1, out: "" });
    }
    await expectSame(ns, "addr show permanent", { volatile });
  });

  live("routes", ["veth"], async (ns) => {
    await make(ns, ...PAIR, "addr add 2001:db8::1/64 dev d0 nodad", "route add default via 192.0.2.254 metric 5");
    await make(
      ns,
      "route add 10.0.0.0/8 nexthop via 192.0.2.2 weight 3 nexthop dev d0",
      "route add blackhole 10.9.0.0/16",
    );
    await make(ns, "route add 10.8.0.0/16 via inet6 fe80::1 dev d0", "-6 route add default via 2001:db8::2 pref high");
    await make(ns, "route add 10.7.0.0/16 via 192.0.2.5 mtu lock 1400 advmss 1200 table 77 proto static src 192.0.2.1");
    await make(ns, "-6 route add 2001:db8:8::/48 nexthop via 2001:db8::5 weight 2 nexthop via 2001:db8::6");
    const plain = ["route", "-6 route", "route show table all", "route show table 77", "route show dev d0"];
    for (const line of [...plain, "route show via 192.0.2.254", "route show proto kernel", "route show scope link"]) {
      await expectSame(ns, line);
    }
    await expectSameText(ns, "-o route");
    await expectSame(ns, "route get 192.0.2.7");
    await expectSame(ns, "route get 192.0.2.9 fibmatch");
    await make(ns, "route replace default via 192.0.2.253 metric 5", "route del 10.8.0.0/16", "route flush table 77");
    await expectSame(ns, "route");
  });

  live("rules", [], async (ns) => {
    await make(ns, "rule add from 10.0.0.0/8 fwmark 1/0xff table 77 priority 100", "rule add iif d0 unreachable");
    await make(ns, "rule add to 1.2.3.4 ipproto tcp dport 80-90 suppress_prefixlength 0 lookup 300 priority 50");
    await make(ns, "rule add not from 9.9.9.9 uidrange 5-10 goto 32766 priority 51");
    await expectSame(ns, "rule");
    await expectSame(ns, "-6 rule");
    await expectSame(ns, "rule show table 77");
    await expectSame(ns, "rule list priority 51");
    await make(ns, "rule del priority 50");
    await expectSame(ns, "rule");
  });

  live("neighbours", ["veth"], async (ns) => {
    await make(ns, ...PAIR, "neigh add 192.0.2.5 lladdr 02:00:00:00:00:09 dev d0 nud permanent");
    await make(ns, "neigh add proxy 192.0.2.6 dev d0", "neigh add 2001:db8::5 lladdr 02:00:00:00:00:0a dev d0 router");
    await expectSame(ns, "neigh");
    await expectSame(ns, "neigh show dev d0");
    await expectSame(ns, "neigh show proxy");
    await expectSameText(ns, "neigh get 192.0.2.5 dev d0", "neigh get proxy 192.0.2.6 dev d0");
    expect(await ours(ns, "neigh get 192.0.2.99 dev d0")).toEqual({
      status: 2,
      out: "",
      errors: "no neighbour 192.0.2.99 on d0\n",
    });
    expect(await ours(ns, "neigh get 192.0.2.5")).toMatchObject({ status: 1, out: "" });
    await make(ns, "neigh del 192.0.2.5 dev d0");
    await expectSame(ns, "neigh");
  });

  live("nexthops", ["veth", "nexthop"], async (ns) => {
    await make(
      ns,
      ...PAIR,
      "nexthop add id 1 via 192.0.2.2 dev d0",
      "nexthop add id 2 blackhole",
      "nexthop add id 4 dev d0",
    );
    await make(ns, "nexthop add id 5 group 1,3/4", "route add 10.6.0.0/16 nhid 5");
    await expectSame(ns, "nexthop");
    await expectSame(ns, "route");
    await make(ns, "nexthop del id 4");
    await expectSame(ns, "nexthop");
  });

  live("monitor tells of changes until it is stopped", ["veth"], async (ns) => {
    const stop = new AbortController();
    let out = "";
    const done = main(["-j", "monitor", "link", "address"], {
      stdout: {
        write: (text: string) => {
          out += text;
          if (out.includes('"192.0.2.1"')) stop.abort();
        },
      },
      stderr: { write: (text: string) => (out += text) },
      signal: stop.signal,
      netns: { pid: ns.pid },
    });
    // Whatever it sees of the first pair: once it listens, it sees the next one.
    for (let i = 0; i < 100 && !stop.signal.aborted; i++) {
      await make(ns, "link add d0 type veth peer name p0", "addr add 192.0.2.1/24 dev d0", "link del d0");
    }
    expect(await done).toBe(0);
    const rows = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Row);
    expect(rows).toContainEqual(expect.objectContaining({ event: "address-new", local: "192.0.2.1", dev: "d0" }));
  });

  live("nothing is done where words are left over", ["veth"], async (ns) => {
    await make(ns, ...PAIR);
    const wrong = [
      "link del d0 p0",
      "link show d0 p0",
      "addr show d0 p0",
      "route show match 10.0.0.0/8",
      "rule add",
      "rule del",
    ];
    for (const line of wrong) expect(await ours(ns, line)).toMatchObject({ status: 1, out: "" });
    expect(await ours(ns, "link show d0")).toMatchObject({ status: 0 });
    await expectSame(ns, "rule");
  });

  live("what is wrong is one line, and a status", [], async (ns) => {
    const wrong: readonly [string, number, RegExp][] = [
      ["link set d9 up", 2, /^RTM_\w+ d9: ENODEV\b.*\n$/],
      ["frobnicate", 1, /^object "frobnicate" is unknown; .*\n$/],
      ["route add 10.0.0.0/33 dev lo", 1, /^routes\.add: dst: .*\n$/],
      ["link add x0", 1, /^type is missing\n$/],
      ["-q link", 1, /^unknown option "-q"\n$/],
    ];
    for (const [line, status, errors] of wrong) {
      expect(await ours(ns, line)).toEqual({ status, out: "", errors: expect.stringMatching(errors) });
    }
  });
});
