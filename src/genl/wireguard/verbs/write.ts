/** WG_CMD_SET_DEVICE in as many messages as it takes. */
import type { Input } from "../../../codec/index.js";
import { addressText, type IpPrefix } from "../../../options/index.js";
import {
  type WgAllowedIp,
  WgAllowedIpFlags,
  type WgDevice,
  WgDeviceFlags,
  type WgPeer,
  WgPeerFlags,
} from "../wireguard.js";
import { noKey } from "./keys.js";
import type { CheckedDevice, CheckedPeer, DeviceReference } from "./options.js";

type DeviceInput = Input<typeof WgDevice>;
type PeerInput = Input<typeof WgPeer>;
type AllowedIpInput = Input<typeof WgAllowedIp>;

/** Bytes of the list of peers in one message: an attribute has at most 65535, and the socket may take less in all. */
const LIST_BYTES = 48 * 1024;

/** Sizes of attributes with headers and padding, bytes. */
const NEST = 4;
const KEY = 36;
const NUMBER = 8;

function allowedIpSize(prefix: IpPrefix): number {
  return NEST + NUMBER + (4 + prefix.bytes.length) + NUMBER + NUMBER;
}

/** Of a peer without allowed IPs: two keys, an IPv6 endpoint, flags, keepalive, and the nests. */
const PEER_SIZE = NEST + 2 * KEY + (4 + 28) + 2 * NUMBER + NEST;

function allowedIp(prefix: IpPrefix, flags: number): AllowedIpInput {
  const input = { family: prefix.family, ipaddr: addressText(prefix), cidrMask: prefix.length };
  return flags === 0 ? input : { ...input, flags };
}

function peerFlags(peer: CheckedPeer): number {
  return (
    (peer.remove === true ? WgPeerFlags.remove_me : 0) |
    (peer.replaceAllowedIps === true ? WgPeerFlags.replace_allowedips : 0) |
    (peer.updateOnly === true ? WgPeerFlags.update_only : 0)
  );
}

/** A peer without its allowed IPs. */
function peerHead(peer: CheckedPeer): PeerInput {
  const { publicKey, presharedKey, endpoint, persistentKeepaliveSeconds } = peer;
  const flags = peerFlags(peer);
  return {
    publicKey,
    ...(presharedKey === undefined ? {} : { presharedKey: presharedKey ?? noKey() }),
    ...(flags === 0 ? {} : { flags }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(persistentKeepaliveSeconds === undefined ? {} : { persistentKeepaliveInterval: persistentKeepaliveSeconds }),
  };
}

function deviceHead(device: CheckedDevice): DeviceInput {
  const { privateKey, listenPort, fwmark, replacePeers } = device;
  return {
    ...(privateKey === undefined ? {} : { privateKey: privateKey ?? noKey() }),
    ...(listenPort === undefined ? {} : { listenPort }),
    ...(fwmark === undefined ? {} : { fwmark }),
    ...(replacePeers === true ? { flags: WgDeviceFlags.replace_peers } : {}),
  };
}

/** Fills messages one after the other. */
class Writer {
  readonly #limit: number;
  readonly lists: PeerInput[][] = [[]];
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  #fits(size: number): boolean {
    return this.#used + size <= this.#limit;
  }

  #begin(peer: PeerInput): AllowedIpInput[] {
    const allowedips: AllowedIpInput[] = [];
    this.lists.at(-1)!.push({ ...peer, allowedips });
    this.#used += PEER_SIZE;
    return allowedips;
  }

  #nextMessage(): void {
    this.lists.push([]);
    this.#used = 0;
  }

  add(peer: CheckedPeer): void {
    const { allowedIps = [], removeAllowedIps = [] } = peer;
    const entries = [
      ...removeAllowedIps.map((prefix) => ({ prefix, flags: WgAllowedIpFlags.remove_me })),
      ...allowedIps.map((prefix) => ({ prefix, flags: 0 })),
    ];
    if (!this.#fits(PEER_SIZE) && this.#used > 0) this.#nextMessage();
    let list = this.#begin(peerHead(peer));
    for (const { prefix, flags } of entries) {
      const size = allowedIpSize(prefix);
      if (!this.#fits(size) && list.length > 0) {
        this.#nextMessage();
        // What goes on must neither empty the list again, nor bring back a peer that was removed meanwhile.
        list = this.#begin({ publicKey: peer.publicKey, flags: WgPeerFlags.update_only });
      }
      list.push(allowedIp(prefix, flags));
      this.#used += size;
    }
  }
}

/**
 * The requests that set a device, to be sent in this order. What concerns the whole is in the first one only, and so is what
 * concerns a whole peer whose allowed IPs go on in the next message.
 *
 * @param limit bytes of the list of peers in one message
 */
export function requestsFor(device: DeviceReference, options: CheckedDevice, limit = LIST_BYTES): DeviceInput[] {
  const which = typeof device === "number" ? { ifindex: device } : { ifname: device };
  const writer = new Writer(limit);
  for (const peer of options.peers ?? []) writer.add(peer);
  return writer.lists.map((peers, index) => ({
    ...which,
    ...(index === 0 ? deviceHead(options) : {}),
    ...(peers.length === 0 ? {} : { peers }),
  }));
}
