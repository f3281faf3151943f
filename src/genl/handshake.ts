// include/uapi/linux/handshake.h: HANDSHAKE_CMD_*, HANDSHAKE_A_*
import {
  attr,
  attrs,
  constants,
  cstring,
  enumOf,
  type Infer,
  message,
  type NameOf,
  nested,
  repeated,
  s32,
  u32,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const HandshakeHandlerClass = constants("HANDSHAKE_HANDLER_CLASS_", { none: 0, tlshd: 1, max: 2 });
export type HandshakeHandlerClass = NameOf<typeof HandshakeHandlerClass>;

export const HandshakeMsgType = constants("HANDSHAKE_MSG_TYPE_", { unspec: 0, clienthello: 1, serverhello: 2 });
export type HandshakeMsgType = NameOf<typeof HandshakeMsgType>;

export const HandshakeAuth = constants("HANDSHAKE_AUTH_", { unspec: 0, unauth: 1, psk: 2, x509: 3 });
export type HandshakeAuth = NameOf<typeof HandshakeAuth>;

export const HandshakeX509 = attrs({
  cert: attr(1, "HANDSHAKE_A_X509_CERT", s32),
  privkey: attr(2, "HANDSHAKE_A_X509_PRIVKEY", s32),
});
export interface HandshakeX509 extends Infer<typeof HandshakeX509> {}

export const HandshakeAcceptAttrs = attrs({
  sockfd: attr(1, "HANDSHAKE_A_ACCEPT_SOCKFD", s32),
  handlerClass: attr(2, "HANDSHAKE_A_ACCEPT_HANDLER_CLASS", enumOf(u32, HandshakeHandlerClass)),
  messageType: attr(3, "HANDSHAKE_A_ACCEPT_MESSAGE_TYPE", enumOf(u32, HandshakeMsgType)),
  timeout: attr(4, "HANDSHAKE_A_ACCEPT_TIMEOUT", unit("ms", u32)),
  authMode: attr(5, "HANDSHAKE_A_ACCEPT_AUTH_MODE", enumOf(u32, HandshakeAuth)),
  peerIdentity: attr(6, "HANDSHAKE_A_ACCEPT_PEER_IDENTITY", repeated(u32)),
  certificate: attr(7, "HANDSHAKE_A_ACCEPT_CERTIFICATE", repeated(nested(HandshakeX509))),
  peername: attr(8, "HANDSHAKE_A_ACCEPT_PEERNAME", cstring),
  keyring: attr(9, "HANDSHAKE_A_ACCEPT_KEYRING", u32),
});
export const HandshakeAccept = message(GenlHeader, HandshakeAcceptAttrs);
export interface HandshakeAccept extends Infer<typeof HandshakeAccept> {}

export const HandshakeDoneAttrs = attrs({
  status: attr(1, "HANDSHAKE_A_DONE_STATUS", u32),
  sockfd: attr(2, "HANDSHAKE_A_DONE_SOCKFD", s32),
  remoteAuth: attr(3, "HANDSHAKE_A_DONE_REMOTE_AUTH", repeated(u32)),
});
export const HandshakeDone = message(GenlHeader, HandshakeDoneAttrs);
export interface HandshakeDone extends Infer<typeof HandshakeDone> {}

/** Generic netlink family "handshake". */
export const handshake = genericFamily(
  "handshake",
  {
    HANDSHAKE_CMD_READY: [1, { reply: HandshakeAccept }],
    HANDSHAKE_CMD_ACCEPT: [2, HandshakeAccept],
    HANDSHAKE_CMD_DONE: [3, HandshakeDone],
  },
  { version: 1, groups: ["none", "tlshd"] },
);
