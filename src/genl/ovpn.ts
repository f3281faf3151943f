// include/uapi/linux/ovpn.h: OVPN_CMD_*, OVPN_A_*
import {
  attr,
  attrs,
  be16,
  bytes,
  constants,
  enumOf,
  fixedBytes,
  type Infer,
  ipv4,
  ipv6,
  message,
  type NameOf,
  nested,
  s32,
  u32,
  uint,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const OvpnCipherAlg = constants("OVPN_CIPHER_ALG_", { none: 0, aes_gcm: 1, chacha20_poly1305: 2 });
export type OvpnCipherAlg = NameOf<typeof OvpnCipherAlg>;

export const OvpnDelPeerReason = constants("OVPN_DEL_PEER_REASON_", {
  teardown: 0,
  userspace: 1,
  expired: 2,
  transport_error: 3,
  transport_disconnect: 4,
});
export type OvpnDelPeerReason = NameOf<typeof OvpnDelPeerReason>;

export const OvpnKeySlot = constants("OVPN_KEY_SLOT_", { primary: 0, secondary: 1 });
export type OvpnKeySlot = NameOf<typeof OvpnKeySlot>;

export const OvpnPeer = attrs({
  id: attr(1, "OVPN_A_PEER_ID", u32),
  remoteIpv4: attr(2, "OVPN_A_PEER_REMOTE_IPV4", ipv4),
  remoteIpv6: attr(3, "OVPN_A_PEER_REMOTE_IPV6", ipv6),
  remoteIpv6ScopeId: attr(4, "OVPN_A_PEER_REMOTE_IPV6_SCOPE_ID", u32),
  remotePort: attr(5, "OVPN_A_PEER_REMOTE_PORT", be16),
  socket: attr(6, "OVPN_A_PEER_SOCKET", u32),
  socketNetnsid: attr(7, "OVPN_A_PEER_SOCKET_NETNSID", s32),
  vpnIpv4: attr(8, "OVPN_A_PEER_VPN_IPV4", ipv4),
  vpnIpv6: attr(9, "OVPN_A_PEER_VPN_IPV6", ipv6),
  localIpv4: attr(10, "OVPN_A_PEER_LOCAL_IPV4", ipv4),
  localIpv6: attr(11, "OVPN_A_PEER_LOCAL_IPV6", ipv6),
  localPort: attr(12, "OVPN_A_PEER_LOCAL_PORT", be16),
  keepaliveInterval: attr(13, "OVPN_A_PEER_KEEPALIVE_INTERVAL", unit("s", u32)),
  keepaliveTimeout: attr(14, "OVPN_A_PEER_KEEPALIVE_TIMEOUT", unit("s", u32)),
  delReason: attr(15, "OVPN_A_PEER_DEL_REASON", enumOf(u32, OvpnDelPeerReason)),
  vpnRxBytes: attr(16, "OVPN_A_PEER_VPN_RX_BYTES", unit("bytes", uint)),
  vpnTxBytes: attr(17, "OVPN_A_PEER_VPN_TX_BYTES", unit("bytes", uint)),
  vpnRxPackets: attr(18, "OVPN_A_PEER_VPN_RX_PACKETS", unit("packets", uint)),
  vpnTxPackets: attr(19, "OVPN_A_PEER_VPN_TX_PACKETS", unit("packets", uint)),
  linkRxBytes: attr(20, "OVPN_A_PEER_LINK_RX_BYTES", unit("bytes", uint)),
  linkTxBytes: attr(21, "OVPN_A_PEER_LINK_TX_BYTES", unit("bytes", uint)),
  linkRxPackets: attr(22, "OVPN_A_PEER_LINK_RX_PACKETS", unit("packets", uint)),
  linkTxPackets: attr(23, "OVPN_A_PEER_LINK_TX_PACKETS", unit("packets", uint)),
  txId: attr(24, "OVPN_A_PEER_TX_ID", u32),
});
export interface OvpnPeer extends Infer<typeof OvpnPeer> {}

export const OvpnKeydir = attrs({
  cipherKey: attr(1, "OVPN_A_KEYDIR_CIPHER_KEY", bytes),
  nonceTail: attr(2, "OVPN_A_KEYDIR_NONCE_TAIL", fixedBytes(8)),
});
export interface OvpnKeydir extends Infer<typeof OvpnKeydir> {}

export const OvpnKeyconf = attrs({
  peerId: attr(1, "OVPN_A_KEYCONF_PEER_ID", u32),
  slot: attr(2, "OVPN_A_KEYCONF_SLOT", enumOf(u32, OvpnKeySlot)),
  keyId: attr(3, "OVPN_A_KEYCONF_KEY_ID", u32),
  cipherAlg: attr(4, "OVPN_A_KEYCONF_CIPHER_ALG", enumOf(u32, OvpnCipherAlg)),
  encryptDir: attr(5, "OVPN_A_KEYCONF_ENCRYPT_DIR", nested(OvpnKeydir)),
  decryptDir: attr(6, "OVPN_A_KEYCONF_DECRYPT_DIR", nested(OvpnKeydir)),
});
export interface OvpnKeyconf extends Infer<typeof OvpnKeyconf> {}

export const OvpnAttrs = attrs({
  ifindex: attr(1, "OVPN_A_IFINDEX", u32),
  peer: attr(2, "OVPN_A_PEER", nested(OvpnPeer)),
  keyconf: attr(3, "OVPN_A_KEYCONF", nested(OvpnKeyconf)),
});
export const Ovpn = message(GenlHeader, OvpnAttrs);
export interface Ovpn extends Infer<typeof Ovpn> {}

/** Generic netlink family "ovpn". */
export const ovpn = genericFamily(
  "ovpn",
  {
    OVPN_CMD_PEER_NEW: [1, Ovpn],
    OVPN_CMD_PEER_SET: [2, Ovpn],
    OVPN_CMD_PEER_GET: [3, Ovpn],
    OVPN_CMD_PEER_DEL: [4, Ovpn],
    OVPN_CMD_PEER_DEL_NTF: [5, { reply: Ovpn }],
    OVPN_CMD_KEY_NEW: [6, Ovpn],
    OVPN_CMD_KEY_GET: [7, Ovpn],
    OVPN_CMD_KEY_SWAP: [8, Ovpn],
    OVPN_CMD_KEY_SWAP_NTF: [9, { reply: Ovpn }],
    OVPN_CMD_KEY_DEL: [10, Ovpn],
    OVPN_CMD_PEER_FLOAT_NTF: [11, { reply: Ovpn }],
  },
  { version: 1, groups: ["peers"] },
);
