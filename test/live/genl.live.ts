/** Generic netlink: the controller, ethtool, WireGuard, against `genl`, `ethtool` and `wg`. */
import { describe, expect } from "vitest";
import { EthtoolFeatures, EthtoolLinkinfo, EthtoolRings, GenlFamily, WgDevice } from "../../src/genl/index.js";
import { live } from "./support/live.js";

describe("generic netlink", () => {
  live("the controller lists every family", ["netns"], async (ns) => {
    const trace = await ns.trace(["genl", "ctrl", "list"]);
    const printed = [...trace.stdout.matchAll(/^Name: (\S+)\s+ID: (0x[0-9a-f]+)\s+Version: (0x[0-9a-f]+)/gm)];
    expect(printed.length).toBeGreaterThan(2);
    const families = trace.replies("CTRL_CMD_NEWFAMILY", GenlFamily);
    expect(families.map(({ familyName, familyId }) => [familyName, familyId])).toEqual(
      printed.map(([, name, id]) => [name, Number(id)]),
    );
  });

  live("ethtool: features and link of a veth", ["ethtool", "veth"], async (ns) => {
    await ns.script("ip link add va type veth peer name vb");
    const trace = await ns.trace(["ethtool", "--json", "-k", "va"]);
    const [expected] = trace.json<Record<string, { active: boolean; fixed: boolean } | string>[]>();
    const [features] = trace
      .replies("ETHTOOL_MSG_FEATURES_GET", EthtoolFeatures)
      .concat(trace.replies("ETHTOOL_MSG_FEATURES_GET_REPLY", EthtoolFeatures));
    expect(features?.header?.devName).toBe("va");
    expect(expected!["ifname"]).toBe("va");
    const link = await ns.trace(["ethtool", "va"]);
    const [info] = link
      .replies("ETHTOOL_MSG_LINKINFO_GET_REPLY", EthtoolLinkinfo)
      .concat(link.replies("ETHTOOL_MSG_LINKINFO_GET", EthtoolLinkinfo));
    expect(info?.header?.devName).toBe("va");
    expect(link.stdout).toContain("Port: Twisted Pair");
    expect(info?.port).toBe("tp");
  });

  live("ethtool: rings of a simulated device", ["ethtool", "netdevsim"], async (ns) => {
    await ns.script('echo "77 1" >/sys/bus/netdevsim/new_device');
    try {
      const name = (await ns.run("sh", "-c", "ls /sys/bus/netdevsim/devices/netdevsim77/net")).trim();
      await ns.script(`ethtool -G ${name} rx 256 tx 512`);
      const trace = await ns.trace(["ethtool", "-g", name]);
      const [rings] = trace.replies("ETHTOOL_MSG_RINGS_GET_REPLY", EthtoolRings);
      // Once as the maximum, once as it is set.
      const printed = (label: string) =>
        [...trace.stdout.matchAll(new RegExp(`^${label}:\\s+(\\d+)$`, "gm"))].map(([, n]) => Number(n));
      expect([rings?.rxMax, rings?.rx]).toEqual(printed("RX"));
      expect([rings?.txMax, rings?.tx]).toEqual(printed("TX"));
      expect([rings?.rx, rings?.tx]).toEqual([256, 512]);
    } finally {
      await ns.attempt("sh", "-c", "echo 77 >/sys/bus/netdevsim/del_device");
    }
  });

  live("WireGuard: peers, keys, endpoints", ["wireguard"], async (ns) => {
    const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");
    await ns.script(`
      ip link add w0 type wireguard
      echo '${key(0x41)}' >/run/key; echo '${key(0x43)}' >/run/psk
      wg set w0 private-key /run/key listen-port 51820 fwmark 0x20 peer '${key(0x42)}' preshared-key /run/psk endpoint 192.0.2.1:51821 persistent-keepalive 25 allowed-ips 10.0.0.0/8,2001:db8::/32
      wg set w0 peer '${key(0x50)}' endpoint '[2001:db8::9]:51822'
    `);
    const trace = await ns.trace(["wg", "show", "all", "dump"]);
    const [device, ...peers] = trace.stdout
      .trim()
      .split("\n")
      .map((line) => line.split("\t"));
    const replies = trace.replies("WG_CMD_GET_DEVICE", WgDevice);
    const base64 = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("base64");
    const first = replies.find(({ ifname }) => ifname === "w0")!;
    expect([
      "w0",
      base64(first.privateKey),
      base64(first.publicKey),
      String(first.listenPort),
      `0x${first.fwmark?.toString(16)}`,
    ]).toEqual(device);
    const none = Buffer.alloc(32).toString("base64");
    const decoded = replies
      .flatMap((reply) => reply.peers ?? [])
      .map((peer) => {
        const psk = base64(peer.presharedKey);
        const keepalive = peer.persistentKeepaliveInterval;
        return {
          publicKey: base64(peer.publicKey),
          psk: psk === none ? "(none)" : psk,
          allowed: (peer.allowedips ?? []).map(({ ipaddr, cidrMask }) => `${ipaddr}/${cidrMask}`).join(",") || "(none)",
          handshake: String(peer.lastHandshakeTime?.sec),
          keepalive: keepalive === 0 ? "off" : String(keepalive),
          bytes: [String(peer.rxBytes), String(peer.txBytes)],
        };
      });
    const wanted = peers.map(([, publicKey, psk, , allowed, handshake, rx, tx, keepalive]) => ({
      publicKey,
      psk,
      allowed,
      handshake,
      keepalive,
      bytes: [rx, tx],
    }));
    expect(decoded).toEqual(wanted);
    expect(peers).toHaveLength(2);
  });
});
