/** WireGuard verbs against a device in memory, which keeps to the kernel's rules. */
import { beforeEach, expect, it } from "vitest";
import { decode, type Infer, type Input } from "../../src/codec/index.js";
import type { Genl, PeerOptions } from "../../src/genl/index.js";
import { WgDevice, WgDeviceFlags, type WgPeer, WgPeerFlags } from "../../src/genl/portable.js";
import { type Answer, answer, errno, multipart, type SeenRequest } from "../../src/netlink/connection/index.js";
import { MessageFlags } from "../../src/netlink/index.js";
import { Link } from "../../src/rtnl/portable.js";
import { failure, turn } from "../netlink/connection/support.js";
import { commandOf, type Made, made } from "./double.js";

const ID = 40;
const keyOf = (seed: number) =>
  Buffer.alloc(32, seed)
    .fill(seed >> 8, 1, 2)
    .toString("base64");
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

interface Peer {
  readonly head: Infer<typeof WgPeer>;
  ips: string[];
}

/** Interfaces by name, with peers by key; what the kernel does with each request. */
class Kernel {
  readonly peers = new Map<string, Peer>();
  readonly requests: Infer<typeof WgDevice>[] = [];
  /** Allowed IPs in one message of an answer. */
  perMessage = 3;
  /** Number of dumps during which peers change. */
  interruptions = 0;
  refuseFrom = Number.POSITIVE_INFINITY;

  readonly handle = (request: SeenRequest): Answer[] => {
    const value = decode(WgDevice, request.payload, { direction: "request" });
    if (value.ifname !== "wg0" && value.ifindex !== 7) return [errno(request, "ENODEV")];
    if (commandOf(request) === 0) return this.#get();
    this.requests.push(value);
    if (this.requests.length >= this.refuseFrom) return [errno(request, "EINVAL", { msg: "Enough" })];
    if (((value.flags ?? 0) & WgDeviceFlags.replace_peers) !== 0) this.peers.clear();
    for (const peer of value.peers ?? []) this.#setPeer(peer);
    return [errno(request)];
  };

  #setPeer(peer: Infer<typeof WgPeer>): void {
    const key = text(peer.publicKey!);
    const flags = peer.flags ?? 0;
    if ((flags & WgPeerFlags.remove_me) !== 0) this.peers.delete(key);
    const isNew = !this.peers.has(key);
    if (isNew && (flags & (WgPeerFlags.remove_me | WgPeerFlags.update_only)) !== 0) return;
    const known = this.peers.get(key) ?? { head: peer, ips: [] };
    this.peers.set(key, known);
    if ((flags & WgPeerFlags.replace_allowedips) !== 0) known.ips = [];
    for (const { ipaddr, cidrMask } of peer.allowedips ?? []) known.ips.push(`${ipaddr}/${cidrMask}`);
  }

  #get(): Answer[] {
    const head = { cmd: 0, ifindex: 7, ifname: "wg0", listenPort: 51820, fwmark: 0 };
    const batches: Input<typeof WgDevice>[] = [
      { ...head, privateKey: new Uint8Array(32), publicKey: new Uint8Array(32) },
    ];
    for (const [key, { head: peer, ips }] of this.peers) {
      for (let from = 0; from === 0 || from < ips.length; from += this.perMessage) {
        const allowedips = ips.slice(from, from + this.perMessage).map((ip) => {
          const [ipaddr, mask] = ip.split("/") as [string, string];
          return {
            family: ipaddr.includes(":") ? ("inet6" as const) : ("inet" as const),
            ipaddr,
            cidrMask: Number(mask),
          };
        });
        const publicKey = Buffer.from(key, "base64");
        const first = {
          presharedKey: peer.presharedKey ?? new Uint8Array(32),
          lastHandshakeTime: { sec: 1_700_000_000n, nsec: 999_999_999n },
          ...{ rxBytes: 5, txBytes: 2 ** 40, persistentKeepaliveInterval: 25, protocolVersion: 1 },
        };
        batches.push({ cmd: 0, peers: [{ publicKey, allowedips, ...(from === 0 ? first : {}) }] });
      }
    }
    const flags = this.interruptions-- > 0 ? MessageFlags.dump_intr : 0;
    return multipart(batches.map((value) => [answer(ID, WgDevice, value, flags)]));
  }
}

let kernel: Kernel;
let double: Made;
let genl: Genl;
beforeEach(() => {
  kernel = new Kernel();
  double = made({ wireguard: { id: ID, handle: kernel.handle } });
  genl = double.genl;
});

const addresses = (count: number) =>
  Array.from({ length: count }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}/32`);

it("a peer that spans several messages of the dump is one peer", async () => {
  await genl.wireguard.set("wg0", {
    peers: [
      { publicKey: keyOf(1), allowedIps: addresses(8), presharedKey: keyOf(9) },
      { publicKey: keyOf(2) },
      { publicKey: keyOf(3), allowedIps: ["2001:db8::/32"] },
    ],
  });
  const device = await genl.wireguard.get("wg0");
  expect(device).toMatchObject({
    index: 7,
    name: "wg0",
    privateKey: undefined,
    publicKey: undefined,
    listenPort: 51820,
  });
  expect(device.peers.map(({ publicKey, allowedIps }) => [publicKey, allowedIps])).toEqual([
    [keyOf(1), addresses(8)],
    [keyOf(2), []],
    [keyOf(3), ["2001:db8::/32"]],
  ]);
  expect(device.peers[0]).toMatchObject({
    ...{ presharedKey: keyOf(9), rxBytes: 5, txBytes: 2 ** 40, persistentKeepaliveSeconds: 25 },
    lastHandshake: new Date(1_700_000_000_999),
  });
  expect(await genl.wireguard.get(7)).toEqual(device);
});

it("peers that change during the dump make it start again, or fail", async () => {
  await genl.wireguard.setPeer("wg0", { publicKey: keyOf(1), allowedIps: addresses(5) });
  kernel.interruptions = 2;
  expect((await genl.wireguard.get("wg0")).peers[0]!.allowedIps).toEqual(addresses(5));
  kernel.interruptions = 9;
  const error = await failure(genl.wireguard.get("wg0", { retries: 1 }));
  expect(error).toMatchObject({ code: "ERR_RINGLINK_DUMP_INTERRUPTED" });
  kernel.interruptions = 9;
  expect((await genl.wireguard.get("wg0", { retries: 0, interrupted: "keep" })).peers).toHaveLength(1);
});

it("a long list goes out in several messages, in order, with the flags in the first", async () => {
  const peers: PeerOptions[] = Array.from({ length: 1000 }, (_, n) => ({
    ...{ publicKey: keyOf(n), presharedKey: keyOf(1), endpoint: "192.0.2.1:1", replaceAllowedIps: true },
    allowedIps: addresses(20),
  }));
  peers.push({ publicKey: keyOf(5000), allowedIps: addresses(6000), replaceAllowedIps: true, updateOnly: false });
  await genl.wireguard.setPeer("wg0", { publicKey: keyOf(7000) });
  kernel.requests.length = 0;
  await genl.wireguard.set("wg0", { listenPort: 1, fwmark: 2, privateKey: keyOf(8000), peers, replacePeers: true });
  const { requests } = kernel;
  expect(requests.length).toBeGreaterThan(10);
  for (const datagram of double.socket.sent) expect(datagram.length).toBeLessThan(65_536);
  expect(requests.map(({ flags }) => flags)).toEqual(requests.map((_, i) => (i === 0 ? 1 : undefined)));
  expect(requests.map(({ listenPort, fwmark, privateKey }) => [listenPort, fwmark, privateKey?.length])).toEqual(
    requests.map((_, i) => (i === 0 ? [1, 2, 32] : [undefined, undefined, undefined])),
  );
  const sent = requests.flatMap((request) => request.peers ?? []);
  const crowd = sent.filter((peer) => text(peer.publicKey!) === keyOf(5000));
  expect(crowd.length).toBeGreaterThan(2);
  expect(crowd.map(({ flags }) => flags)).toEqual(
    crowd.map((_, i) => (i === 0 ? WgPeerFlags.replace_allowedips : WgPeerFlags.update_only)),
  );
  expect(crowd.slice(1).every((peer) => peer.presharedKey === undefined && peer.endpoint === undefined)).toBe(true);
  expect([...kernel.peers.keys()]).toEqual(peers.map(({ publicKey }) => publicKey));
  expect([...kernel.peers.values()].map(({ ips }) => ips)).toEqual(peers.map(({ allowedIps }) => allowedIps));
});

it("a peer that is to be updated only is not made by its later parts", async () => {
  await genl.wireguard.setPeer("wg0", { publicKey: keyOf(1), allowedIps: addresses(5000), updateOnly: true });
  expect(kernel.requests.length).toBeGreaterThan(2);
  expect(kernel.peers.size).toBe(0);
});

it("long changes of several calls do not mix, and one that fails does not hold up the next", async () => {
  const list = (from: number) => Array.from({ length: 1500 }, (_, n) => ({ publicKey: keyOf(from + n) }));
  const sets = [1, 2000, 4000].map((from) => genl.wireguard.set("wg0", { peers: list(from), replacePeers: true }));
  await Promise.all(sets);
  const messages = kernel.requests.length;
  expect(messages).toBeGreaterThan(6);
  expect([...kernel.peers.keys()]).toEqual(list(4000).map(({ publicKey }) => publicKey));
  kernel.refuseFrom = messages + 2;
  const failing = failure(genl.wireguard.set("wg0", { peers: list(1) }));
  const later = failure(genl.wireguard.removePeer("wg0", keyOf(4000)));
  expect((await failing).message).toMatch(/^WG_CMD_SET_DEVICE wg0, part 2 of \d+: EINVAL: Enough$/);
  expect((await later).message).toMatch(/^WG_CMD_SET_DEVICE wg0: EINVAL: Enough$/);
  kernel.refuseFrom = Number.POSITIVE_INFINITY;
  await genl.wireguard.removePeer("wg0", keyOf(4001));
  expect(kernel.peers.has(keyOf(4001))).toBe(false);
});

it("a change that waits for its turn can be given up", async () => {
  double.families.set("wireguard", { id: ID, handle: () => [] });
  const hanging = failure(genl.wireguard.removePeer("wg0", keyOf(1)));
  const aborter = new AbortController();
  const waiting = failure(genl.wireguard.removePeer("wg0", keyOf(2), { signal: aborter.signal }));
  const behind = failure(genl.wireguard.removePeer("wg0", keyOf(3)));
  await turn();
  const { length } = double.socket.sent;
  aborter.abort();
  expect(await waiting).toMatchObject({ name: "AbortError" });
  expect(double.socket.sent).toHaveLength(length);
  genl.close();
  expect(await hanging).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
  expect(await behind).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
});

it("refusals name the interface and say what they mean", async () => {
  expect((await failure(genl.wireguard.get("wg1"))).message).toMatch(/^WG_CMD_GET_DEVICE wg1: ENODEV/);
  expect((await failure(genl.wireguard.removePeer(8, keyOf(1)))).message).toMatch(
    /^WG_CMD_SET_DEVICE interface 8: ENODEV/,
  );
  double.families.set("wireguard", { id: ID, handle: (request) => [errno(request, "EOPNOTSUPP")] });
  expect((await failure(genl.wireguard.get("eth0"))).message).toMatch(
    /EOPNOTSUPP: .*\[eth0 is no WireGuard interface\]$/,
  );
  double.families.clear();
  expect((await failure(genl.wireguard.get("eth0"))).message).toMatch(/CONFIG_WIREGUARD, module wireguard\]$/);
});

it("interfaces are listed by kind, and those that go meanwhile are left out", async () => {
  const link = (index: number, kind: string) =>
    answer(16, Link, { index, ifname: `x${index}`, linkinfo: { kind } as never });
  const filters: unknown[] = [];
  const { genl, socket } = made(
    { wireguard: { id: ID, handle: kernel.handle } },
    {
      route: (request) => {
        filters.push(decode(Link, request.payload, { direction: "request" }).linkinfo?.kind);
        return multipart([[link(3, "dummy"), link(6, "wireguard")], [link(7, "wireguard")]]);
      },
    },
  );
  expect((await genl.wireguard.list()).map(({ index }) => index)).toEqual([7]);
  expect(filters).toEqual(["wireguard"]);
  expect(socket.others.size).toBe(0);
  const failing = made(
    { wireguard: { id: ID, handle: (request) => [errno(request, "EPERM")] } },
    { route: () => multipart([[link(7, "wireguard")]]) },
  );
  expect(await failure(failing.genl.wireguard.list())).toMatchObject({ code: "EPERM", subject: "interface 7" });
  expect(await failure(made({}).genl.wireguard.list())).toMatchObject({ operation: "RTM_GETLINK", code: "EOPNOTSUPP" });
});

it("an answer without a device is an error", async () => {
  double.families.set("wireguard", { id: ID, handle: () => multipart([]) });
  expect(await failure(genl.wireguard.get("wg0"))).toMatchObject({ code: "ERR_RINGLINK_NO_ANSWER" });
});
