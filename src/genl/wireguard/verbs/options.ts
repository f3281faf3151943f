/** What WireGuard verbs take. */
import { z } from "zod";
import { prefix } from "../../../options/index.js";
import { type EndpointInput, endpoint } from "./endpoint.js";
import { type KeyInput, key } from "./keys.js";

/** An interface by its name or index. */
export type DeviceReference = string | number;

/** A peer to add or change. What is left out stays as it is. */
export interface PeerOptions {
  readonly publicKey: KeyInput;
  /** `null` takes it away. */
  readonly presharedKey?: KeyInput | null | undefined;
  /** Where it is reached until it says something from elsewhere. */
  readonly endpoint?: EndpointInput | undefined;
  /** Seconds, 0 … 65535; 0 turns it off. */
  readonly persistentKeepaliveSeconds?: number | undefined;
  /**
   * Prefixes (`10.0.0.0/8`, `2001:db8::1`, 4 or 16 bytes): what comes from this peer may have them as its source, and what
   * goes to them is sent to it. A prefix belongs to one peer: it is taken from another one that has it.
   */
  readonly allowedIps?: readonly (string | Uint8Array)[] | undefined;
  /** The allowed IPs replace those that it has; otherwise they are added. */
  readonly replaceAllowedIps?: boolean | undefined;
  /** Prefixes to take from it. Since Linux 6.16; older kernels refuse it. */
  readonly removeAllowedIps?: readonly (string | Uint8Array)[] | undefined;
  /** Removes it. A peer that is not there is no error. */
  readonly remove?: boolean | undefined;
  /** Changes it only if it is there, and does nothing otherwise. */
  readonly updateOnly?: boolean | undefined;
}

/** What to change of a device. What is left out stays as it is. */
export interface DeviceOptions {
  /** `null` takes it away. A peer that has the public key that belongs to it is removed by the kernel. */
  readonly privateKey?: KeyInput | null | undefined;
  /** UDP port, 0 … 65535; 0 lets the kernel choose one. */
  readonly listenPort?: number | undefined;
  /** Mark of what it sends, 32 bits; 0 for none. */
  readonly fwmark?: number | undefined;
  readonly peers?: readonly PeerOptions[] | undefined;
  /** The peers replace those that it has; otherwise they are added or changed. */
  readonly replacePeers?: boolean | undefined;
}

const NAME_BYTES = 15;

export const deviceReference = z.union([
  z.int().min(1).max(0x7fffffff),
  z
    .string()
    .min(1)
    .refine((name) => new TextEncoder().encode(name).length <= NAME_BYTES, {
      error: `expected the name of an interface, at most ${NAME_BYTES} bytes`,
    }),
]);

const peerFields = {
  publicKey: key,
  presharedKey: key.nullable().optional(),
  endpoint: endpoint.optional(),
  persistentKeepaliveSeconds: z.int().min(0).max(0xffff).optional(),
  allowedIps: z.array(prefix).optional(),
  replaceAllowedIps: z.boolean().optional(),
  removeAllowedIps: z.array(prefix).optional(),
  remove: z.boolean().optional(),
  updateOnly: z.boolean().optional(),
};

/** Options that say nothing about a peer that goes away. */
const NOT_WITH_REMOVE = [
  "presharedKey",
  "endpoint",
  "persistentKeepaliveSeconds",
  "allowedIps",
  "replaceAllowedIps",
  "removeAllowedIps",
] as const;

export const peerOptions = z.strictObject(peerFields).superRefine((peer, context) => {
  if (peer.remove !== true) return;
  for (const name of NOT_WITH_REMOVE) {
    if (peer[name] === undefined) continue;
    context.addIssue({ code: "custom", message: "means nothing for a peer that is removed", path: [name] });
  }
});
export type CheckedPeer = z.output<typeof peerOptions>;

export const deviceOptions = z
  .strictObject({
    privateKey: key.nullable().optional(),
    listenPort: z.int().min(0).max(0xffff).optional(),
    fwmark: z.int().min(0).max(0xffff_ffff).optional(),
    peers: z.array(peerOptions).optional(),
    replacePeers: z.boolean().optional(),
  })
  .superRefine(({ replacePeers, peers = [] }, context) => {
    if (replacePeers !== true) return;
    for (const [index, peer] of peers.entries()) {
      for (const name of ["remove", "updateOnly"] as const) {
        if (peer[name] !== true) continue;
        const message = "means nothing with replacePeers: no peer is left that was there";
        context.addIssue({ code: "custom", message, path: ["peers", index, name] });
      }
    }
  });
export type CheckedDevice = z.output<typeof deviceOptions>;
