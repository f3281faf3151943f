/** What WG_CMD_GET_DEVICE tells, put together. */
import type { Infer } from "../../../codec/index.js";
import type { WgAllowedIp, WgDevice, WgPeer } from "../wireguard.js";
import { endpointText } from "./endpoint.js";
import { givenKey, keyText } from "./keys.js";

/** A peer of a WireGuard interface. */
export interface WireguardPeer {
  /** Base64. */
  readonly publicKey: string;
  /** Base64; undefined: none. */
  readonly presharedKey: string | undefined;
  /** Where it was last heard of, or was said to be: `192.0.2.1:51820`, `[2001:db8::1]:51820`; undefined: not known. */
  readonly endpoint: string | undefined;
  /** Seconds; 0: off. */
  readonly persistentKeepaliveSeconds: number;
  /** Undefined: there was none yet. */
  readonly lastHandshake: Date | undefined;
  readonly rxBytes: number;
  readonly txBytes: number;
  /** Prefixes, `10.0.0.0/8`. */
  readonly allowedIps: readonly string[];
  readonly protocolVersion: number | undefined;
}

/** A WireGuard interface. */
export interface WireguardDevice {
  readonly index: number;
  readonly name: string;
  /** Base64; undefined: none was set. */
  readonly privateKey: string | undefined;
  /** Base64; undefined while there is no private key. */
  readonly publicKey: string | undefined;
  /** UDP port. */
  readonly listenPort: number;
  /** Mark of what it sends; 0: none. */
  readonly fwmark: number;
  readonly peers: readonly WireguardPeer[];
}

function prefixesOf(list: readonly WgAllowedIp[] | undefined): string[] {
  return (list ?? []).flatMap(({ ipaddr, cidrMask }) =>
    ipaddr === undefined || cidrMask === undefined ? [] : [`${ipaddr}/${cidrMask}`],
  );
}

function handshakeOf(time: WgPeer["lastHandshakeTime"]): Date | undefined {
  if (time === undefined || (time.sec === 0n && time.nsec === 0n)) return undefined;
  return new Date(Number(time.sec) * 1000 + Number(time.nsec / 1_000_000n));
}

type Growing = WireguardPeer & { readonly allowedIps: string[] };

function peerOf(publicKey: string, peer: Infer<typeof WgPeer>): Growing {
  return {
    publicKey,
    presharedKey: givenKey(peer.presharedKey),
    endpoint: endpointText(peer.endpoint),
    persistentKeepaliveSeconds: peer.persistentKeepaliveInterval ?? 0,
    lastHandshake: handshakeOf(peer.lastHandshakeTime),
    rxBytes: peer.rxBytes ?? 0,
    txBytes: peer.txBytes ?? 0,
    allowedIps: prefixesOf(peer.allowedips),
    protocolVersion: peer.protocolVersion,
  };
}

/**
 * The messages of one dump as one device. The first has the device; peers go on in the next where they do not fit, and a peer
 * whose allowed IPs do not fit comes again there with its public key and the rest of them. Undefined without a device.
 */
export function deviceOf(messages: readonly WgDevice[]): WireguardDevice | undefined {
  const head = messages.find(({ ifindex, ifname }) => ifindex !== undefined && ifname !== undefined);
  if (head === undefined) return undefined;
  const peers = new Map<string, Growing>();
  for (const message of messages) {
    for (const peer of message.peers ?? []) {
      if (peer.publicKey === undefined) continue;
      const publicKey = keyText(peer.publicKey);
      const known = peers.get(publicKey);
      if (known === undefined) peers.set(publicKey, peerOf(publicKey, peer));
      else for (const prefix of prefixesOf(peer.allowedips)) known.allowedIps.push(prefix);
    }
  }
  return {
    index: head.ifindex!,
    name: head.ifname!,
    privateKey: givenKey(head.privateKey),
    publicKey: givenKey(head.publicKey),
    listenPort: head.listenPort ?? 0,
    fwmark: head.fwmark ?? 0,
    peers: [...peers.values()],
  };
}
