/** Packed lists of large tables, judged by ip. */
import { expect } from "vitest";
import { Rtnl } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";

const ROUTES = 20_000;
const DEVICES = `
  ip link add va type veth peer name vb
  ip link set va up
  ip link set vb up
  ip address add 10.0.0.1/24 dev va
`;

live("a large routing table, while other requests are made", ["enterNetns", "veth"], async (ns) => {
  await ns.script(DEVICES);
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const wanted = Array.from({ length: ROUTES }, (_, i) => `100.64.${i >> 8}.${i & 255}`);
  const added = await rtnl.routes.addMany(
    wanted.map((dst) => ({ dst: `${dst}/32`, gateway: "10.0.0.2", dev: "va", protocol: "static" })),
  );
  expect(added.filter(({ status }) => status !== "fulfilled")).toEqual([]);
  const { index } = await rtnl.links.get("va");
  const [list, other, links] = await Promise.all([
    rtnl.routes.packed({ family: "inet", protocol: "static" }),
    rtnl.routes.packed({ family: "inet", dev: "va" }),
    rtnl.links.packed(),
    rtnl.routes.lookup("100.64.0.1"),
  ]);
  expect(list.length).toBe(ROUTES);
  const seen = new Set<string | undefined>();
  for (const { dst, dstLen, oif, gateway } of list.views()) {
    if (dstLen === 32 && oif === index && gateway === "10.0.0.2") seen.add(dst);
  }
  expect(wanted.filter((dst) => !seen.has(dst))).toEqual([]);
  expect(list.toArray()).toEqual(await rtnl.routes.list({ family: "inet", protocol: "static" }));
  // The network of the interface is one more; the local table has its own.
  expect(other.filter(({ protocol }) => protocol === "static").length).toBe(ROUTES);
  const shown = await ns.json<{ dst: string }[]>("ip", "-j", "-4", "route", "show", "proto", "static");
  expect(shown.map(({ dst }) => dst)).toEqual([...list.views()].map(({ dst }) => dst));
  expect([...links.views()].map(({ ifname }) => ifname).sort()).toEqual(["lo", "va", "vb"]);
  // Received into the same memory again and again, while one list stays.
  for (let round = 0; round < 20; round++) {
    using again = await rtnl.routes.packed({ family: "inet", protocol: "static" });
    expect([again.length, again.at(round)?.dst, again.at(-1)?.dst]).toEqual([ROUTES, wanted[round], wanted.at(-1)]);
  }
  expect(shown.map(({ dst }) => dst)).toEqual([...list.views()].map(({ dst }) => dst));
});
