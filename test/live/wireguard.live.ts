/** WireGuard verbs, judged by `wg` and by a ping through a tunnel. */
import { release } from "node:os";
import { describe, expect } from "vitest";
import { main as example } from "../../examples/wireguard.js";
import {
  Genl,
  generatePresharedKey,
  generatePrivateKey,
  type PeerOptions,
  publicKey,
  type WireguardDevice,
} from "../../src/genl/index.js";
import { isOlder } from "./support/features.js";
import { Links } from "./support/links.js";
import { live } from "./support/live.js";
import { Namespace } from "./support/namespace.js";

const FEATURES = ["wireguard", "enterNetns"] as const;
const none = (text: string | undefined) => (text === undefined || text === "(none)" ? undefined : text);

/** What `wg show all dump` prints, as devices. */
async function shown(ns: Namespace): Promise<Omit<WireguardDevice, "index">[]> {
  const devices: (Omit<WireguardDevice, "index" | "peers"> & { peers: WireguardDevice["peers"][number][] })[] = [];
  for (const line of (await ns.run("wg", "show", "all", "dump")).split("\n")) {
    const fields = line.split("\t");
    if (fields.length === 5) {
      const [name, secret, open, port, mark] = fields as [string, string, string, string, string];
      const fwmark = mark === "off" ? 0 : Number(mark);
      const keys = { privateKey: none(secret), publicKey: none(open) };
      devices.push({ name, ...keys, listenPort: Number(port), fwmark, peers: [] });
    } else if (fields.length === 9) {
      const [name, key, shared, endpoint, allowed, handshake, rx, tx, keepalive] = fields as string[];
      devices
        .find((device) => device.name === name)!
        .peers.push({
          publicKey: key!,
          presharedKey: none(shared),
          // wg prints the name of the interface, here that of the first one.
          endpoint: none(endpoint)?.replace("%lo]", "%1]"),
          persistentKeepaliveSeconds: keepalive === "off" ? 0 : Number(keepalive),
          lastHandshake: handshake === "0" ? undefined : new Date(Number(handshake) * 1000),
          rxBytes: Number(rx),
          txBytes: Number(tx),
          allowedIps: none(allowed)?.split(",") ?? [],
          protocolVersion: 1,
        });
    }
  }
  return devices;
}

const withoutIndex = (devices: readonly WireguardDevice[]) => devices.map(({ index: _index, ...rest }) => rest);
const keyOf = (seed: number) => {
  const key = new Uint8Array(32).fill(seed & 0xff);
  new DataView(key.buffer).setUint32(4, seed);
  return Buffer.from(key).toString("base64");
};

/** A namespace with w0, and a connection in it. */
async function withDevice(ns: Namespace, body: (genl: Genl, links: Links) => Promise<void>): Promise<void> {
  using links = await Links.open(ns.pid);
  await links.add("w0", "wireguard");
  await using genl = await Genl.open({ netns: { pid: ns.pid } });
  await body(genl, links);
}

describe("WireGuard", () => {
  live("what is set is what wg shows", FEATURES, async (ns) => {
    await withDevice(ns, async (genl, links) => {
      await links.add("w1", "wireguard");
      const privateKey = generatePrivateKey();
      const presharedKey = generatePresharedKey();
      await genl.wireguard.set("w0", {
        privateKey,
        listenPort: 51820,
        fwmark: 0x20,
        peers: [
          {
            publicKey: keyOf(1),
            presharedKey,
            endpoint: "192.0.2.1:51821",
            persistentKeepaliveSeconds: 25,
            allowedIps: ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7", Uint8Array.of(192, 0, 2, 9)],
          },
          { publicKey: keyOf(2), endpoint: "[2001:db8::9]:51822" },
          { publicKey: keyOf(3), endpoint: { address: "fe80::1", port: 7, scopeId: 1 } },
        ],
      });
      const devices = await genl.wireguard.list();
      expect(devices.map(({ name }) => name)).toEqual(["w0", "w1"]);
      expect(withoutIndex(devices)).toEqual(await shown(ns));
      const [device] = devices;
      expect(device).toMatchObject({ privateKey, publicKey: publicKey(privateKey), listenPort: 51820, fwmark: 0x20 });
      expect(device!.peers[0]).toMatchObject({ presharedKey, persistentKeepaliveSeconds: 25 });
      expect([...device!.peers[0]!.allowedIps].sort()).toEqual(
        ["10.0.0.0/8", "192.0.2.7/32", "192.0.2.9/32", "2001:db8::/32"].sort(),
      );
      expect(device!.peers.map(({ endpoint }) => endpoint)).toEqual([
        "192.0.2.1:51821",
        "[2001:db8::9]:51822",
        "[fe80::1%1]:7",
      ]);
      expect(await genl.wireguard.get(device!.index)).toEqual(device);
      expect(devices[1]).toMatchObject({ privateKey: undefined, publicKey: undefined, peers: [] });
    });
  });

  live("a private key is clamped", FEATURES, async (ns) => {
    await withDevice(ns, async (genl) => {
      await genl.wireguard.set("w0", { privateKey: new Uint8Array(32).fill(0xcd) });
      const bytes = Buffer.from((await genl.wireguard.get("w0")).privateKey!, "base64");
      expect([bytes[0], bytes[1], bytes[31]]).toEqual([0xcd & 248, 0xcd, (0xcd & 127) | 64]);
    });
  });

  live("peers are changed one by one", FEATURES, async (ns) => {
    await withDevice(ns, async (genl) => {
      const { wireguard } = genl;
      const [one, two] = [keyOf(1), keyOf(2)];
      const peers = async () => {
        const device = await wireguard.get("w0");
        expect(withoutIndex([device])).toEqual(await shown(ns));
        return new Map(device.peers.map((peer) => [peer.publicKey, peer]));
      };
      await wireguard.setPeer("w0", { publicKey: one, presharedKey: keyOf(9), allowedIps: ["10.1.0.0/16"] });
      await wireguard.setPeer("w0", { publicKey: one, allowedIps: ["10.2.0.0/16"] });
      expect([...(await peers()).get(one)!.allowedIps].sort()).toEqual(["10.1.0.0/16", "10.2.0.0/16"]);
      await wireguard.setPeer("w0", { publicKey: one, allowedIps: ["10.3.0.0/16"], replaceAllowedIps: true });
      await wireguard.setPeer("w0", { publicKey: one, persistentKeepaliveSeconds: 5, endpoint: "192.0.2.1:1" });
      expect((await peers()).get(one)).toMatchObject({
        allowedIps: ["10.3.0.0/16"],
        presharedKey: keyOf(9),
        persistentKeepaliveSeconds: 5,
        endpoint: "192.0.2.1:1",
      });
      await wireguard.setPeer("w0", { publicKey: one, presharedKey: null, persistentKeepaliveSeconds: 0 });
      await wireguard.setPeer("w0", { publicKey: two, updateOnly: true, allowedIps: ["10.3.0.0/16"] });
      expect([...(await peers()).keys()]).toEqual([one]);
      // A prefix belongs to one peer.
      await wireguard.setPeer("w0", { publicKey: two, allowedIps: ["10.3.0.0/16"] });
      const both = await peers();
      expect(both.get(one)).toMatchObject({ allowedIps: [], presharedKey: undefined, persistentKeepaliveSeconds: 0 });
      expect(both.get(two)!.allowedIps).toEqual(["10.3.0.0/16"]);
      await wireguard.removePeer("w0", one);
      await wireguard.removePeer("w0", one);
      expect([...(await peers()).keys()]).toEqual([two]);
      await wireguard.set("w0", { privateKey: generatePrivateKey(), peers: [{ publicKey: one }], replacePeers: true });
      expect([...(await peers()).keys()]).toEqual([one]);
      await wireguard.set("w0", { privateKey: null, replacePeers: true, fwmark: 0 });
      expect(await wireguard.get("w0")).toMatchObject({ privateKey: undefined, publicKey: undefined, peers: [] });
    });
  });

  live("allowed IPs are taken away since Linux 6.16, and refused before", FEATURES, async (ns) => {
    await withDevice(ns, async (genl) => {
      const peer = { publicKey: keyOf(1) };
      await genl.wireguard.setPeer("w0", { ...peer, allowedIps: ["10.1.0.0/16", "10.2.0.0/16", "2001:db8::/32"] });
      const change = genl.wireguard.setPeer("w0", { ...peer, removeAllowedIps: ["10.1.0.0/16", "2001:db8::/32"] });
      const left = async () => (await genl.wireguard.get("w0")).peers[0]!.allowedIps.length;
      if (isOlder(release(), "6.16")) {
        await expect(change).rejects.toMatchObject({ code: "EINVAL" });
        expect(await left()).toBe(3);
      } else {
        await change;
        expect(await left()).toBe(1);
      }
    });
  });

  live("what wg sets is read", FEATURES, async (ns) => {
    await withDevice(ns, async (genl) => {
      await ns.script(`
        echo '${keyOf(0x41)}' >/run/key; echo '${keyOf(0x43)}' >/run/psk
        wg set w0 private-key /run/key listen-port 51820 fwmark 0x20 peer '${keyOf(0x42)}' preshared-key /run/psk \
          endpoint 192.0.2.1:51821 persistent-keepalive 25 allowed-ips 10.0.0.0/8,2001:db8::/32
        wg set w0 peer '${keyOf(0x50)}' endpoint '[2001:db8::9]:51822'
      `);
      const devices = await genl.wireguard.list();
      expect(withoutIndex(devices)).toEqual(await shown(ns));
      expect(devices[0]!.peers).toHaveLength(2);
    });
  });

  live("a thousand peers with many allowed IPs, in several messages each way", FEATURES, async (ns) => {
    await withDevice(ns, async (genl) => {
      const many = (peer: number, count: number) =>
        Array.from({ length: count }, (_, i) =>
          i % 4 === 3
            ? `2001:db8:${peer.toString(16)}:${i.toString(16)}::/64`
            : `10.${peer >> 8}.${peer & 255}.${i}/32`,
        );
      const peers: PeerOptions[] = Array.from({ length: 1000 }, (_, n) => ({
        publicKey: keyOf(n + 1),
        presharedKey: keyOf(5000 + n),
        endpoint: n % 2 === 0 ? `192.0.2.${n % 250}:${1000 + n}` : `[2001:db8::${n.toString(16)}]:${1000 + n}`,
        persistentKeepaliveSeconds: n,
        allowedIps: many(n, 16),
        replaceAllowedIps: true,
      }));
      // More than one attribute can hold.
      const crowd = Array.from({ length: 4000 }, (_, i) => `172.16.${i >> 8}.${i & 255}/32`);
      peers.splice(500, 0, { publicKey: keyOf(9999), allowedIps: crowd, replaceAllowedIps: true });
      await genl.wireguard.set("w0", { peers: [{ publicKey: keyOf(77777) }] });
      for (let round = 0; round < 2; round++) await genl.wireguard.set("w0", { peers, replacePeers: round === 0 });
      const device = await genl.wireguard.get("w0");
      expect(withoutIndex([device])).toEqual(await shown(ns));
      const sorted = (list: readonly (string | Uint8Array)[]) => [...list].map(String).sort();
      expect(device.peers.map((peer) => [peer.publicKey, peer.endpoint, peer.persistentKeepaliveSeconds])).toEqual(
        peers.map((peer) => [peer.publicKey, peer.endpoint, peer.persistentKeepaliveSeconds ?? 0]),
      );
      const plain = (list: readonly string[]) => list.map((prefix) => prefix.replace(/:0::/, "::"));
      for (const [i, peer] of device.peers.entries()) {
        const wanted = peers[i]!.allowedIps!.map((prefix) => String(prefix));
        expect(sorted(plain(peer.allowedIps))).toEqual(sorted(plain(wanted)));
      }
    });
  });

  live("long changes of one interface do not mix", FEATURES, async (ns) => {
    await withDevice(ns, async (genl) => {
      const list = (from: number): PeerOptions[] =>
        Array.from({ length: 600 }, (_, n) => ({
          publicKey: keyOf(from + n),
          presharedKey: keyOf(1),
          replaceAllowedIps: true,
        }));
      const sets = [1000, 2000, 3000].map((from) =>
        genl.wireguard.set("w0", { peers: list(from), replacePeers: true }),
      );
      await Promise.all([...sets, genl.families.list(), genl.families.get("wireguard")]);
      const { peers } = await genl.wireguard.get("w0");
      expect(peers.map((peer) => peer.publicKey)).toEqual(list(3000).map((peer) => peer.publicKey));
    });
  });

  live("the example adds, lists and removes peers", FEATURES, async (ns) => {
    await withDevice(ns, async () => {
      const run = (...words: string[]) => example(words, { netns: { pid: ns.pid } });
      await run("add", "w0", keyOf(1), "10.8.0.2/32,2001:db8::2/128", "192.0.2.1:51820");
      await run("add", "w0", keyOf(2), "10.8.0.3/32");
      await run("remove", "w0", keyOf(2));
      const [device, ...peers] = await run();
      expect(device).toMatch(/^w0 {2}no key {2}port \d+ {2}peers: 1$/);
      expect(peers.join()).toContain(`${keyOf(1)}  192.0.2.1:51820  10.8.0.2/32,2001:db8::2/128  handshake never`);
      expect(await run("expire", "w0", "30")).toEqual(["removed 1 of 1 peers"]);
      expect((await shown(ns))[0]!.peers).toEqual([]);
    });
  });

  live("without the privilege the refusal says which one is missing", FEATURES, async (ns) => {
    await withDevice(ns, async (genl) => {
      const refusal = /w0: EPERM: .*\[CAP_NET_ADMIN is needed in the user namespace that owns the network namespace\]$/;
      // The sender's privileges count, not only those of who opened the socket.
      process.seteuid!(65_534);
      try {
        await expect(genl.wireguard.setPeer("w0", { publicKey: keyOf(1) })).rejects.toThrow(refusal);
        await expect(genl.wireguard.get("w0")).rejects.toThrow(refusal);
      } finally {
        process.seteuid!(0);
      }
      expect((await shown(ns))[0]!.peers).toEqual([]);
    });
  });

  live("refusals name the interface", FEATURES, async (ns) => {
    await withDevice(ns, async (genl, links) => {
      await links.add("d0", "dummy");
      await expect(genl.wireguard.get("w9")).rejects.toMatchObject({
        code: "ENODEV",
        message: /^WG_CMD_GET_DEVICE w9: ENODEV/,
      });
      await expect(genl.wireguard.setPeer("w9", { publicKey: keyOf(1) })).rejects.toMatchObject({
        code: "ENODEV",
        subject: "w9",
      });
      await expect(genl.wireguard.get("d0")).rejects.toMatchObject({
        code: "EOPNOTSUPP",
        hint: "d0 is no WireGuard interface",
      });
      await expect(genl.wireguard.get(999_999)).rejects.toMatchObject({ code: "ENODEV", subject: "interface 999999" });
    });
  });

  live(
    "two namespaces that nothing else configured reach each other through a tunnel",
    [...FEATURES, "veth"],
    async (a) => {
      const b = await Namespace.open();
      try {
        const ends = [
          { ns: a, key: generatePrivateKey(), outer: "192.0.2.1", inner: "10.9.0.1", inner6: "fd00:9::1" },
          { ns: b, key: generatePrivateKey(), outer: "192.0.2.2", inner: "10.9.0.2", inner6: "fd00:9::2" },
        ] as const;
        using first = await Links.open(a.pid);
        await first.addVeth("va", "vb", b.pid);
        const presharedKey = generatePresharedKey();
        for (const [i, { ns, key, outer, inner, inner6 }] of ends.entries()) {
          const other = ends[1 - i]!;
          using links = await Links.open(ns.pid);
          const veth = i === 0 ? "va" : "vb";
          await links.addAddress(veth, outer, 24);
          await links.up(veth);
          await links.add("w0", "wireguard");
          await using genl = await Genl.open({ netns: { pid: ns.pid } });
          await genl.wireguard.set("w0", {
            privateKey: key,
            listenPort: 51820,
            peers: [
              {
                publicKey: publicKey(other.key),
                presharedKey,
                endpoint: `${other.outer}:51820`,
                allowedIps: [other.inner, other.inner6],
              },
            ],
          });
          await links.addAddress("w0", inner, 24);
          await links.addAddress("w0", inner6, 64);
          await links.up("w0");
        }
        await a.run("busybox", "ping", "-c", "3", "-W", "30", "10.9.0.2");
        await b.run("busybox", "ping", "-6", "-c", "3", "-W", "30", "fd00:9::1");
        for (const { ns } of ends) {
          await using genl = await Genl.open({ netns: { pid: ns.pid } });
          const { peers } = await genl.wireguard.get("w0");
          expect(peers[0]!.rxBytes).toBeGreaterThan(0);
          expect(peers[0]!.txBytes).toBeGreaterThan(0);
          expect(peers[0]!.lastHandshake).toBeInstanceOf(Date);
          const [theirs] = await shown(ns);
          // It may have been renewed meanwhile.
          const again = await genl.wireguard.get("w0");
          const seconds = (date: Date | undefined) => Math.floor((date?.getTime() ?? 0) / 1000);
          const time = seconds(theirs!.peers[0]!.lastHandshake);
          expect(time).toBeGreaterThanOrEqual(seconds(peers[0]!.lastHandshake));
          expect(time).toBeLessThanOrEqual(seconds(again.peers[0]!.lastHandshake));
        }
      } finally {
        await b.close();
      }
    },
  );
});
