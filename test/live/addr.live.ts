/** Addresses against `ip -j address`. */
import { describe, expect } from "vitest";
import { flagNames } from "../../src/index.js";
import { Address, AddressFlags } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";

interface IpAddress {
  ifindex: number;
  ifname: string;
  addr_info: {
    family: string;
    local: string;
    address?: string;
    broadcast?: string;
    prefixlen: number;
    scope: string;
    label?: string;
    metric?: number;
    protocol?: string;
    valid_life_time: number;
    preferred_life_time: number;
    dynamic?: boolean;
    deprecated?: boolean;
    noprefixroute?: boolean;
    home?: boolean;
    nodad?: boolean;
    mngtmpaddr?: boolean;
    secondary?: boolean;
    temporary?: boolean;
    tentative?: boolean;
  }[];
}

/** What iproute2 prints of an RTM_NEWADDR, from the decoded value. */
function printed(address: Address): Record<string, unknown> {
  const names = flagNames(AddressFlags, address.flags ?? address.ifaFlags).names;
  const has = (name: string) => (names.includes(name) ? true : undefined);
  const isV4 = address.family === "inet";
  const local = address.local ?? address.address;
  return {
    family: address.family,
    local,
    address: address.local !== undefined && address.address !== address.local ? address.address : undefined,
    broadcast: address.broadcast,
    prefixlen: address.prefixlen,
    scope: address.scope === "universe" ? "global" : address.scope,
    label: address.label,
    metric: address.rtPriority,
    valid_life_time: address.cacheinfo?.valid,
    preferred_life_time: address.cacheinfo?.prefered,
    dynamic: names.includes("permanent") ? undefined : true,
    deprecated: has("deprecated"),
    noprefixroute: has("noprefixroute"),
    home: has("homeaddress"),
    nodad: has("nodad"),
    mngtmpaddr: has("managetempaddr"),
    tentative: has("tentative"),
    // One bit with two names.
    secondary: isV4 ? has("secondary") : undefined,
    temporary: isV4 ? undefined : has("secondary"),
  };
}

const KEYS = Object.keys(printed({ ...({} as Address), family: "inet", ifaFlags: 0 } as Address));

describe("addresses", () => {
  live("IPv4 and IPv6, with labels, peers, lifetimes and flags", ["veth", "ipv6"], async (ns) => {
    await ns.script(`
      ip link add va up type veth peer name vb
      ip link set vb up
      ip address add 10.0.0.1/24 broadcast + dev va label va:web
      ip address add 10.0.0.2/24 dev va
      ip address add 10.1.0.1 peer 10.1.0.2/32 dev va scope link metric 77 valid_lft 3600 preferred_lft 1800
      ip address add 10.2.0.1/16 dev va noprefixroute
      ip address add 2001:db8::1/64 dev va nodad home mngtmpaddr valid_lft 7200 preferred_lft 600
      ip address add 2001:db8:1::1 peer 2001:db8:1::2/128 dev va nodad metric 50 noprefixroute
      ip address add 2001:db8:2::1/64 dev va nodad preferred_lft 0
    `);
    const trace = await ns.trace(["ip", "-j", "address", "show", "dev", "va"]);
    const expected = trace.json<IpAddress[]>().filter((link) => link.ifname === "va");
    expect(expected).toHaveLength(1);
    const decoded = trace.replies("RTM_NEWADDR", Address).filter(({ index }) => index === expected[0]!.ifindex);
    const wanted = expected[0]!.addr_info.map((info) =>
      Object.fromEntries(KEYS.map((key) => [key, (info as Record<string, unknown>)[key]])),
    );
    expect(wanted.length).toBeGreaterThanOrEqual(7);
    expect(decoded.map(printed)).toEqual(wanted);
  });

  live("requests carry what the command line says", ["veth"], async (ns) => {
    await ns.script("ip link add va up type veth peer name vb");
    const add = [
      "ip",
      "address",
      "add",
      "10.1.0.1",
      "peer",
      "10.1.0.2/32",
      "dev",
      "va",
      "scope",
      "link",
      "metric",
      "77",
    ];
    const trace = await ns.trace([...add, "valid_lft", "3600", "preferred_lft", "1800"]);
    expect(trace.requests("RTM_NEWADDR", Address)).toMatchObject([
      {
        ...{ family: "inet", prefixlen: 32, scope: "link", local: "10.1.0.1", address: "10.1.0.2", rtPriority: 77 },
        cacheinfo: { valid: 3600, prefered: 1800 },
      },
    ]);
    expect(trace.acks().map(({ error }) => error)).toEqual([0]);
  });

  live("an address that is there already is refused with EEXIST", ["veth"], async (ns) => {
    await ns.script("ip link add va up type veth peer name vb; ip address add 10.0.0.1/24 dev va");
    const trace = await ns.trace(["ip", "address", "add", "10.0.0.1/24", "dev", "va"], 2);
    const refusal = trace.acks().find(({ error }) => error !== 0);
    expect(refusal).toMatchObject({ error: -17, code: "EEXIST", request: { typeName: "RTM_NEWADDR" } });
  });

  live("the protocol that made an address", ["addressProtocol"], async (ns) => {
    await ns.script("ip link add d0 up type dummy; ip address add 10.9.0.1/24 dev d0 proto 0x80");
    const trace = await ns.trace(["ip", "-j", "-N", "address", "show", "dev", "d0"]);
    const decoded = trace.replies("RTM_NEWADDR", Address).filter(({ local }) => local === "10.9.0.1");
    const [link] = trace.json<IpAddress[]>().filter(({ ifname }) => ifname === "d0");
    expect(link?.addr_info.find(({ local }) => local === "10.9.0.1")?.protocol).toBe("0x80");
    expect(decoded.map(({ proto }) => proto)).toEqual([0x80]);
  });
});
