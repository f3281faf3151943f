// include/uapi/linux/wireguard.h: WG_CMD_*, WGDEVICE_A_*, WGPEER_A_*, WGALLOWEDIP_A_*
import {
  attr,
  attrs,
  constants,
  counter64,
  cstring,
  enumOf,
  fixedBytes,
  flagsOf,
  hex,
  type Infer,
  indexed,
  ip,
  message,
  nested,
  s64,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../../codec/index.js";
import { genericFamily } from "../../netlink/protocol.js";
import { AddressFamily } from "../../uapi/index.js";
import { Sockaddr } from "../../uapi/sockaddr.js";
import { GenlHeader } from "../header.js";

/** Size of a Curve25519 or preshared key, bytes. */
export const WG_KEY_LEN = 32;

export const WgDeviceFlags = constants("WGDEVICE_F_", { replace_peers: 1 });
export const WgPeerFlags = constants("WGPEER_F_", { remove_me: 1, replace_allowedips: 2, update_only: 4 });
/** Since Linux 6.16. */
export const WgAllowedIpFlags = constants("WGALLOWEDIP_F_", { remove_me: 1 });

export const KernelTimespec = struct(
  "__kernel_timespec",
  16,
  { sec: unit("s", s64), nsec: unit("ns", s64) },
  { prefix: "tv_" },
);
export interface KernelTimespec extends Infer<typeof KernelTimespec> {}

export const WgAllowedIp = attrs({
  family: attr(1, "WGALLOWEDIP_A_FAMILY", enumOf(u16, AddressFamily)),
  ipaddr: attr(2, "WGALLOWEDIP_A_IPADDR", ip),
  /** Length of the prefix, bits. */
  cidrMask: attr(3, "WGALLOWEDIP_A_CIDR_MASK", u8),
  flags: attr(4, "WGALLOWEDIP_A_FLAGS", flagsOf(u32, WgAllowedIpFlags)),
});
export interface WgAllowedIp extends Infer<typeof WgAllowedIp> {}

export const WgPeer = attrs({
  publicKey: attr(1, "WGPEER_A_PUBLIC_KEY", fixedBytes(WG_KEY_LEN)),
  /** All zero: none. */
  presharedKey: attr(2, "WGPEER_A_PRESHARED_KEY", fixedBytes(WG_KEY_LEN)),
  flags: attr(3, "WGPEER_A_FLAGS", flagsOf(u32, WgPeerFlags)),
  endpoint: attr(4, "WGPEER_A_ENDPOINT", Sockaddr),
  /** 0: off. */
  persistentKeepaliveInterval: attr(5, "WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL", unit("s", u16)),
  /** Since the epoch; zero: never. */
  lastHandshakeTime: attr(6, "WGPEER_A_LAST_HANDSHAKE_TIME", KernelTimespec),
  rxBytes: attr(7, "WGPEER_A_RX_BYTES", unit("bytes", counter64)),
  txBytes: attr(8, "WGPEER_A_TX_BYTES", unit("bytes", counter64)),
  /** A peer whose list did not fit one message goes on in the next. */
  allowedips: attr(9, "WGPEER_A_ALLOWEDIPS", nested(indexed(nested(WgAllowedIp), { from: 0, step: 0 }))),
  /** Leave out, or 1. */
  protocolVersion: attr(10, "WGPEER_A_PROTOCOL_VERSION", u32),
});
export interface WgPeer extends Infer<typeof WgPeer> {}

export const WgDeviceAttrs = attrs({
  ifindex: attr(1, "WGDEVICE_A_IFINDEX", u32),
  ifname: attr(2, "WGDEVICE_A_IFNAME", cstring),
  /** All zero: remove the key. */
  privateKey: attr(3, "WGDEVICE_A_PRIVATE_KEY", fixedBytes(WG_KEY_LEN)),
  publicKey: attr(4, "WGDEVICE_A_PUBLIC_KEY", fixedBytes(WG_KEY_LEN)),
  flags: attr(5, "WGDEVICE_A_FLAGS", flagsOf(u32, WgDeviceFlags)),
  /** Host byte order; 0: choose one. */
  listenPort: attr(6, "WGDEVICE_A_LISTEN_PORT", u16),
  fwmark: attr(7, "WGDEVICE_A_FWMARK", hex(u32)),
  peers: attr(8, "WGDEVICE_A_PEERS", nested(indexed(nested(WgPeer), { from: 0, step: 0 }))),
});
export const WgDevice = message(GenlHeader, WgDeviceAttrs);
export interface WgDevice extends Infer<typeof WgDevice> {}

/** Generic netlink family "wireguard". */
export const wireguard = genericFamily("wireguard", {
  WG_CMD_GET_DEVICE: [0, WgDevice],
  WG_CMD_SET_DEVICE: [1, WgDevice],
});
