// include/uapi/linux/fou.h: FOU_CMD_*, FOU_ATTR_*
import {
  attr,
  attrs,
  be16,
  constants,
  enumOf,
  flag,
  type Infer,
  ipv4,
  ipv6,
  message,
  type NameOf,
  s32,
  u8,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { AddressFamily } from "../uapi/index.js";
import { GenlHeader } from "./header.js";

export const FouEncap = constants("FOU_ENCAP_", { unspec: 0, direct: 1, gue: 2 });
export type FouEncap = NameOf<typeof FouEncap>;

export const FouAttrs = attrs({
  port: attr(1, "FOU_ATTR_PORT", be16),
  af: attr(2, "FOU_ATTR_AF", enumOf(u8, AddressFamily)),
  /** IPPROTO_* of the encapsulated packets, for direct encapsulation. */
  ipproto: attr(3, "FOU_ATTR_IPPROTO", u8),
  type: attr(4, "FOU_ATTR_TYPE", enumOf(u8, FouEncap)),
  remcsumNopartial: attr(5, "FOU_ATTR_REMCSUM_NOPARTIAL", flag),
  localV4: attr(6, "FOU_ATTR_LOCAL_V4", ipv4),
  localV6: attr(7, "FOU_ATTR_LOCAL_V6", ipv6),
  peerV4: attr(8, "FOU_ATTR_PEER_V4", ipv4),
  peerV6: attr(9, "FOU_ATTR_PEER_V6", ipv6),
  peerPort: attr(10, "FOU_ATTR_PEER_PORT", be16),
  ifindex: attr(11, "FOU_ATTR_IFINDEX", s32),
});
export const Fou = message(GenlHeader, FouAttrs);
export interface Fou extends Infer<typeof Fou> {}

/** Generic netlink family "fou". */
export const fou = genericFamily(
  "fou",
  {
    FOU_CMD_ADD: [1, Fou],
    FOU_CMD_DEL: [2, Fou],
    FOU_CMD_GET: [3, Fou],
  },
  { version: 1, groups: [] },
);
