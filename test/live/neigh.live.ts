/** Neighbours against `ip -j neigh`. */
import { describe, expect } from "vitest";
import { Neighbour } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";
import { withVeth } from "./support/veth.js";

describe("neighbours", () => {
  live("permanent, reachable, proxied; IPv4 and IPv6", ["veth", "ipv6"], async (ns) => {
    const names = await withVeth(ns);
    await ns.script(`
      ip neigh add 10.0.0.5 lladdr 02:00:00:00:00:05 dev va nud permanent
      ip neigh add 10.0.0.6 lladdr 02:00:00:00:00:06 dev va nud reachable
      ip neigh add 10.0.0.7 dev va nud noarp lladdr 02:00:00:00:00:07
      ip neigh add 2001:db8::5 lladdr 02:00:00:00:00:08 dev va nud permanent router
      ip neigh add proxy 10.0.0.8 dev va
    `);
    const trace = await ns.trace(["ip", "-j", "-s", "neigh", "show", "nud", "all"]);
    interface IpNeighbour {
      dst: string;
      dev: string;
      lladdr?: string;
      router?: null;
      state: string[];
      refcnt?: number;
    }
    const ours = ["10.0.0.5", "10.0.0.6", "10.0.0.7", "2001:db8::5"];
    const expected = trace.json<IpNeighbour[]>().filter(({ dst }) => ours.includes(dst));
    expect(expected).toHaveLength(4);
    const states: Record<string, number> = { REACHABLE: 2, STALE: 4, NOARP: 0x40, PERMANENT: 0x80 };
    const decoded = trace.replies("RTM_NEWNEIGH", Neighbour).filter(({ dst }) => ours.includes(String(dst)));
    const key = (one: { dst: unknown }) => String(one.dst);
    const sorted = <T extends { dst: unknown }>(list: T[]) => list.sort((a, b) => key(a).localeCompare(key(b)));
    expect(
      sorted(
        decoded.map(({ dst, ifindex, lladdr, flags, state }) => ({
          dst,
          dev: names.get(ifindex),
          lladdr,
          router: (flags & 0x80) !== 0,
          state,
        })),
      ),
    ).toEqual(
      sorted(
        expected.map(({ dst, dev, lladdr, router, state }) => ({
          dst,
          dev,
          lladdr,
          router: router !== undefined,
          state: states[state[0]!],
        })),
      ),
    );
    const proxies = await ns.trace(["ip", "-j", "neigh", "show", "proxy"]);
    expect(proxies.replies("RTM_NEWNEIGH", Neighbour)).toMatchObject([{ dst: "10.0.0.8", flags: 0x08 }]);
  });
});
