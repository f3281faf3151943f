/** rtnl.namespaceIds against the running kernel, judged by `ip -j netns`. */
import { expect } from "vitest";
import { isNetlinkError } from "../../src/netlink/connection/index.js";
import { Rtnl } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";

async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: Error) => error,
  );
}

live("namespaces get ids and are found by them", ["enterNetns", "veth"], async (ns) => {
  await ns.script("ip netns add blue; ip netns add red; ip netns add grey");
  const path = (name: string) => ({ path: `/proc/${ns.pid}/root/run/netns/${name}` });
  await using rtnl = await Rtnl.open({ netns: { pid: ns.pid } });
  const { namespaceIds } = rtnl;
  expect(await namespaceIds.get(path("blue"))).toBeUndefined();
  expect(await namespaceIds.set(path("blue"), 42)).toBe(42);
  expect(await namespaceIds.get(path("blue"))).toBe(42);
  const chosen = await namespaceIds.set(path("red").path);
  expect(chosen).toBeGreaterThanOrEqual(0);
  const told = await ns.json<{ nsid: number; name?: string }[]>("ip", "-j", "netns", "list-id");
  expect(told).toEqual(
    expect.arrayContaining([
      { nsid: 42, name: "blue" },
      { nsid: chosen, name: "red" },
    ]),
  );
  const ids = (await namespaceIds.list()).map(({ nsid }) => nsid!);
  expect(ids.sort((a, b) => a - b)).toEqual(told.map(({ nsid }) => nsid).sort((a, b) => a - b));
  expect((await namespaceIds.packed()).toArray()).toEqual(await namespaceIds.list());
  expect(isNetlinkError(await failure(namespaceIds.set(path("blue"), 43)), "EEXIST")).toBe(true);
  expect((await failure(namespaceIds.set(path("grey"), 42))).message).toMatch(/EEXIST: .*nsid is already used/);
  expect(await failure(namespaceIds.get("no-such-namespace"))).toMatchObject({ code: "ENOENT" });
  expect(await failure(namespaceIds.get({ pid: 0x7ffffff0 }))).toMatchObject({ subject: "pid 2147483632" });

  await rtnl.links.add({ kind: "veth", name: "va", peer: { name: "vb", netns: path("blue") } });
  expect(await rtnl.links.get("va")).toMatchObject({ linkNetnsid: 42 });
  await rtnl.links.add({ kind: "veth", name: "vc", netns: path("blue"), peer: { name: "vd" } });
  expect(await rtnl.links.get("vd")).toMatchObject({ linkNetnsid: 42 });

  // Seen from the other end, and by process.
  await using blue = await Rtnl.open({ netns: path("blue") });
  const back = await blue.namespaceIds.get({ pid: ns.pid });
  expect(back).toBe((await blue.links.get("vb")).linkNetnsid);
  const seen = await namespaceIds.list({ target: 42 });
  expect(seen.map(({ nsid }) => nsid)).toContain(back);
});
