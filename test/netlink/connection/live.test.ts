/** Connections to the kernel, in a network namespace of their own. */

import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { openDescriptors, watchedDescriptors } from "../../../src/ffi/index.js";
import {
  Connection,
  isNetlinkError,
  isSyscallError,
  type NetlinkError,
} from "../../../src/netlink/connection/index.js";
import { NewFlags } from "../../../src/netlink/index.js";
import { compileProgram } from "../../support/program.js";
import {
  DelLink,
  descriptorCount,
  GetAddress,
  GetLink,
  GetRoute,
  inFreshNamespace,
  ip,
  ipJson,
  NewAddress,
  NewLink,
  otherNamespace,
} from "./live-support.js";
import { failure } from "./support.js";

const CREATE = NewFlags.create | NewFlags.excl;
const route = (options = {}) => Connection.open({ protocol: "route", ...options });

inFreshNamespace(import.meta.url, () => {
  afterEach(() => {
    expect([...openDescriptors()]).toEqual([]);
    expect(watchedDescriptors()).toEqual([]);
  });

  it("a fresh namespace has one link", async () => {
    await using nl = await route();
    expect((await nl.list(GetLink, {})).map(({ ifname }) => ifname)).toEqual(["lo"]);
    const packed = await nl.packed(GetLink, {});
    const { ifname, mtu } = (await nl.get(GetLink, { index: 1 })) as { ifname?: string; mtu?: number };
    expect([...packed.views()].map((link) => [link.ifname, link.mtu])).toEqual([[ifname, mtu]]);
  });

  it("creates a veth pair; links, addresses and routes are those that ip lists", async () => {
    await using nl = await route();
    await nl.request(
      NewLink,
      { ifname: "va", linkinfo: { kind: "veth", data: { peer: { ifname: "vb" } } } },
      { flags: CREATE },
    );
    ip("link", "set", "va", "up");
    ip("link", "set", "vb", "up");
    ip("addr", "add", "192.0.2.1/24", "dev", "va");
    ip("route", "add", "198.51.100.0/24", "via", "192.0.2.9");
    const links = (await nl.list(GetLink, {})).map(({ ifname, index, mtu, address }) => ({
      ifname,
      index,
      mtu,
      address,
    }));
    expect(links).toEqual(
      ipJson("link").map((link) => ({
        ifname: link["ifname"],
        index: link["ifindex"],
        mtu: link["mtu"],
        address: link["address"],
      })),
    );
    const addresses = (await nl.list(GetAddress, { family: "inet" })).map(({ local, prefixlen }) => [local, prefixlen]);
    const listed = ipJson("-4", "addr").flatMap((link) => link["addr_info"] as { local: string; prefixlen: number }[]);
    expect(addresses).toEqual(listed.map(({ local, prefixlen }) => [local, prefixlen]));
    expect(addresses).toContainEqual(["192.0.2.1", 24]);
    const gateways = (await nl.list(GetRoute, { family: "inet" })).flatMap(({ gateway }) => gateway ?? []);
    expect(gateways).toEqual(ipJson("route").flatMap((entry) => (entry["gateway"] as string | undefined) ?? []));
  });

  it("item by item and in batches gives the same as an array", async () => {
    await using nl = await route();
    const dump = nl.dump(GetLink, {});
    const items: (string | undefined)[] = [];
    for await (const { ifname } of dump) items.push(ifname);
    const batched: (string | undefined)[] = [];
    for await (const batch of dump.batches()) batched.push(...batch.map(({ ifname }) => ifname));
    expect(batched).toEqual(items);
    expect((await dump.toArray()).map(({ ifname }) => ifname)).toEqual(items);
    expect(dump.interrupted).toBe(false);
  });

  it("errors have the errno, the name and the attribute", async () => {
    await using nl = await route();
    const exists = await failure(nl.request(NewLink, { ifname: "va", linkinfo: { kind: "veth" } }, { flags: CREATE }));
    expect(isNetlinkError(exists, "EEXIST")).toBe(true);
    expect(String(exists)).toMatch(/^NetlinkError: RTM_NEWLINK va: EEXIST: /);
    const missing = await failure(nl.request(DelLink, { ifname: "nope" }));
    expect(missing).toMatchObject({ code: "ENODEV", errno: -19, subject: "nope" });
    const vni = await failure(
      nl.request(NewLink, { ifname: "vx0", linkinfo: { kind: "vxlan", data: { id: 0x1000000 } } }, { flags: CREATE }),
    );
    expect((vni as NetlinkError).extack).toMatchObject({
      attribute: ["IFLA_LINKINFO", "IFLA_INFO_DATA", "IFLA_VXLAN_ID"],
    });
    expect(vni.message).toMatch(/^RTM_NEWLINK vx0: ERANGE: .+ \(IFLA_LINKINFO › IFLA_INFO_DATA › IFLA_VXLAN_ID\)$/);
    const kind = await failure(
      nl.request(NewLink, { ifname: "q0", linkinfo: { kind: "no-such-kind" } }, { flags: CREATE }),
    );
    expect(kind).toMatchObject({ code: "EOPNOTSUPP", hint: expect.stringContaining("rtnl-link-no-such-kind") });
  });

  it("the kernel checks dump requests in full, or not when told so", async () => {
    const wrong = { index: 77 };
    await using strict = await route();
    expect(isNetlinkError(await failure(strict.list(GetRoute, { family: "inet", dstLen: 24 })), "EINVAL")).toBe(true);
    await using lax = await route({ strict: false });
    expect((await lax.list(GetRoute, { family: "inet", dstLen: 24 })).length).toBeGreaterThan(0);
    expect(isNetlinkError(await failure(strict.get(GetLink, wrong)), "ENODEV")).toBe(true);
  });

  it("1000 concurrent requests", async () => {
    await using nl = await route();
    const links = await Promise.all(
      Array.from({ length: 1000 }, (_, i) =>
        i % 10 === 9
          ? failure(nl.get(GetLink, { ifname: `no${i}` }))
          : nl.get(GetLink, { ifname: i % 2 === 0 ? "va" : "vb" }),
      ),
    );
    links.forEach((link, i) => {
      if (i % 10 === 9) expect(link).toMatchObject({ code: "ENODEV", subject: `no${i}` });
      else expect(link).toMatchObject({ ifname: i % 2 === 0 ? "va" : "vb" });
    });
  });

  it("16 dumps at once beside requests", async () => {
    await using nl = await route();
    const [dumps] = await Promise.all([
      Promise.all(Array.from({ length: 16 }, () => nl.list(GetLink, {}))),
      Promise.all(Array.from({ length: 50 }, () => nl.get(GetLink, { index: 1 }))),
    ]);
    for (const links of dumps) expect(links.map(({ ifname }) => ifname)).toEqual(dumps[0]!.map(({ ifname }) => ifname));
  });

  it("a batch of 1000 addresses, in order, errors for each", async () => {
    await using nl = await route();
    const { index } = await nl.get(GetLink, { ifname: "va" });
    const addresses = Array.from({ length: 1000 }, (_, i) => `10.1.${i >> 8}.${i & 255}`);
    const add = (local: string) => ({
      operation: NewAddress,
      flags: CREATE,
      value: { family: "inet", prefixlen: 32, index, local } as const,
    });
    const first = await nl.batch(addresses.map(add));
    expect(first.filter(({ status }) => status === "rejected")).toEqual([]);
    const listed = await nl.list(GetAddress, { family: "inet" });
    expect(listed.map(({ local }) => local).filter((local) => local?.startsWith("10.1."))).toEqual(addresses);
    const second = await nl.batch([...addresses.slice(0, 3), "10.2.0.1", "10.1.0.4"].map(add));
    expect(
      second.map((result) => (result.status === "rejected" ? (result.reason as NetlinkError).code : "ok")),
    ).toEqual(["EEXIST", "EEXIST", "EEXIST", "ok", "EEXIST"]);
  });

  it("a batch and many requests with small buffers", async () => {
    await using nl = await route({ receiveBufferBytes: 16_384, sendBufferBytes: 1 });
    const { index } = await nl.get(GetLink, { ifname: "vb" });
    const results = await nl.batch(
      Array.from({ length: 300 }, (_, i) => ({
        operation: NewAddress,
        flags: CREATE,
        value: { family: "inet", prefixlen: 32, index, local: `10.3.${i >> 8}.${i & 255}` } as const,
      })),
    );
    expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
    const links = await Promise.all(Array.from({ length: 100 }, () => nl.get(GetLink, { ifname: "va" })));
    expect(new Set(links.map(({ ifname }) => ifname))).toEqual(new Set(["va"]));
    expect((await nl.list(GetAddress, { family: "inet" })).length).toBeGreaterThan(1300);
  });

  it("leaving a dump in the middle leaves the connection usable", async () => {
    await using nl = await route();
    for await (const batch of nl.dump(GetAddress, {}).batches()) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect((await nl.list(GetAddress, { family: "inet" })).length).toBeGreaterThan(1300);
  });

  it("a slow consumer may make requests, and gets everything", async () => {
    await using nl = await route();
    let count = 0;
    for await (const batch of nl.dump(GetAddress, { family: "inet" }).batches()) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      count += batch.length;
      expect(await nl.get(GetLink, { index: 1 })).toMatchObject({ ifname: "lo" });
    }
    expect(count).toBe((await nl.list(GetAddress, { family: "inet" })).length);
  });

  it("events of what others and what it itself does", async () => {
    await using nl = await route();
    using events = nl.subscribe({ groups: ["link", "ipv4-ifaddr"], messages: [NewLink, DelLink, NewAddress] });
    const seen: string[] = [];
    ip("link", "add", "e0", "type", "bridge");
    ip("addr", "add", "203.0.113.1/24", "dev", "e0");
    const { index } = await nl.get(GetLink, { ifname: "e0" });
    await nl.request(NewAddress, { family: "inet", prefixlen: 24, index, local: "203.0.113.2" }, { flags: CREATE });
    await nl.request(DelLink, { ifname: "e0" });
    for await (const event of events) {
      if (event.kind !== "message") continue;
      const what = event.name === "RTM_NEWADDR" ? event.value.local : event.value.ifname;
      seen.push(`${event.name} ${what}${event.name === "RTM_NEWADDR" && event.port === nl.port ? " own" : ""}`);
      // Bridges tell twice, first in their own family.
      if (event.name === "RTM_DELLINK" && event.value.family === "unspec") break;
    }
    expect(seen).toContain("RTM_NEWLINK e0");
    expect(seen).toContain("RTM_NEWADDR 203.0.113.1");
    expect(seen).toContain("RTM_NEWADDR 203.0.113.2 own");
    expect(seen.at(-1)).toBe("RTM_DELLINK e0");
  });

  it("an overrun is told, the subscription lives on, and the answers are not touched", async () => {
    await using nl = await route();
    using events = nl.subscribe({ groups: ["link"], messages: [NewLink], receiveBufferBytes: 1 });
    const down = { ifname: "va", change: 1, flags: 0 };
    // All in one turn of the event loop: nothing is received meanwhile.
    await nl.batch(
      Array.from({ length: 60 }, (_, i) => ({ operation: NewLink, value: { ...down, mtu: 1400 + (i % 2) } })),
    );
    const iterator = events[Symbol.asyncIterator]();
    const lost = { kind: "lost", reason: "overrun", count: undefined };
    while ((await iterator.next()).value?.kind !== "lost");
    // It goes on: one of the next changes comes through, whatever else the kernel tells meanwhile.
    let seen = false;
    for (let mtu = 1300; mtu < 1350 && !seen; mtu++) {
      await nl.request(NewLink, { ...down, mtu });
      const { value: event } = await iterator.next();
      if (event?.kind === "lost") expect(event).toEqual(lost);
      seen =
        event?.kind === "message" && event.value.ifname === "va" && event.value.mtu >= 1300 && event.value.mtu < 1350;
    }
    expect(seen).toBe(true);
  });

  it("a group that does not exist is refused, and nothing stays open", async () => {
    await using nl = await route();
    expect(() => nl.subscribe({ groups: [100_000] })).toThrow(/setsockopt: EINVAL/);
    expect(() => nl.subscribe({ groups: ["nope"] })).toThrow(RangeError);
  });

  it("other namespaces, by pid, path and descriptor", async () => {
    const { pid, end } = await otherNamespace();
    const fd = openSync(`/proc/${pid}/ns/net`, "r");
    try {
      await using own = await route();
      const here = (await own.list(GetLink, {})).length;
      expect(here).toBeGreaterThan(1);
      for (const netns of [{ pid }, { path: `/proc/${pid}/ns/net` }, `/proc/${pid}/ns/net`, { fd }]) {
        await using nl = await route({ netns });
        expect((await nl.list(GetLink, {})).map(({ ifname }) => ifname)).toEqual(["lo"]);
        using events = nl.subscribe({ groups: ["link"], messages: [NewLink] });
        await nl.request(NewLink, { ifname: "lo", flags: 1, change: 1 });
        const { value } = await events[Symbol.asyncIterator]().next();
        expect(value).toMatchObject({ kind: "message", value: { ifname: "lo" } });
        await nl.request(NewLink, { ifname: "lo", flags: 0, change: 1 });
        // This thread is back.
        await using again = await route();
        expect((await again.list(GetLink, {})).length).toBe(here);
      }
    } finally {
      closeSync(fd);
      await end();
    }
  });

  it("other namespaces, by name", async () => {
    const name = `ringlink-${process.pid}`;
    ip("netns", "add", name);
    try {
      await using nl = await route({ netns: name });
      await using same = await route({ netns: { name } });
      await nl.request(NewLink, { ifname: "inner", linkinfo: { kind: "bridge" } }, { flags: CREATE });
      expect(await same.get(GetLink, { ifname: "inner" })).toMatchObject({ ifname: "inner" });
      expect(ipJson("-n", name, "link").map((link) => link["ifname"])).toEqual(["lo", "inner"]);
      await using here = await route();
      expect(isNetlinkError(await failure(here.get(GetLink, { ifname: "inner" })), "ENODEV")).toBe(true);
    } finally {
      ip("netns", "delete", name);
    }
  });

  it("a namespace that is none is refused, and this thread stays where it is", async () => {
    expect(isSyscallError(await failure(route({ netns: "no-such-namespace" })), "ENOENT")).toBe(true);
    expect(isSyscallError(await failure(route({ netns: "/dev/null" })), "EINVAL")).toBe(true);
    expect(await failure(route({ netns: { name: "../x" } }))).toBeInstanceOf(RangeError);
    expect(await failure(route({ netns: { pid: 0 } }))).toBeInstanceOf(RangeError);
    await using nl = await route();
    expect((await nl.list(GetLink, {})).length).toBeGreaterThan(1);
  });

  it("a protocol that the kernel lacks is refused with a reason", async () => {
    expect((await failure(Connection.open({ protocol: 31 }))).message).toMatch(
      /^socket netlink protocol 31: EPROTONOSUPPORT: .* \[this kernel has no such netlink protocol\]$/,
    );
  });

  it("opening and closing leaves no descriptor behind", async () => {
    const { pid, end } = await otherNamespace();
    const cycle = async () => {
      const nl = await route({ netns: { pid } });
      const events = nl.subscribe({ groups: ["link"] });
      const waiting = events[Symbol.asyncIterator]().next();
      await Promise.all([nl.list(GetLink, {}), nl.get(GetLink, { index: 1 })]);
      nl.close();
      expect((await waiting).done).toBe(true);
    };
    await cycle();
    const before = descriptorCount();
    for (let i = 0; i < 20; i++) await cycle();
    expect(descriptorCount()).toBe(before);
    await end();
  });

  it("an idle connection lets the process end, a waiting one does not", async () => {
    const program = async (name: string) => {
      const path = await compileProgram(new URL(`./programs/${name}.ts`, import.meta.url));
      return spawnSync(process.execPath, [path], { encoding: "utf8", timeout: 30_000 });
    };
    expect(await program("idle")).toMatchObject({ status: 0, signal: null, stdout: "lo\n" });
    expect(await program("waiting")).toMatchObject({ status: 0, signal: null, stdout: "AbortError after 300 ms\n" });
  });
});
