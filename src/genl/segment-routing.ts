// include/uapi/linux/seg6_genl.h: SEG6_CMD_*, SEG6_ATTR_*; include/uapi/linux/ioam6_genl.h: IOAM6_CMD_*, IOAM6_ATTR_*
import {
  attr,
  attrs,
  bytes,
  flag,
  hex,
  type Infer,
  ipv6,
  message,
  nested,
  s32,
  u8,
  u16,
  u32,
  u64,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const Seg6HmacAttrs = attrs({
  dst: attr(1, "SEG6_ATTR_DST", ipv6),
  dstlen: attr(2, "SEG6_ATTR_DSTLEN", s32),
  hmackeyid: attr(3, "SEG6_ATTR_HMACKEYID", u32),
  secret: attr(4, "SEG6_ATTR_SECRET", bytes),
  secretlen: attr(5, "SEG6_ATTR_SECRETLEN", unit("bytes", u8)),
  algid: attr(6, "SEG6_ATTR_ALGID", u8),
  hmacinfo: attr(7, "SEG6_ATTR_HMACINFO", nested(bytes)),
});
export const Seg6Hmac = message(GenlHeader, Seg6HmacAttrs);
export interface Seg6Hmac extends Infer<typeof Seg6Hmac> {}

/** Generic netlink family "SEG6": segment routing's HMAC keys and tunnel source. */
export const seg6 = genericFamily("SEG6", {
  SEG6_CMD_SETHMAC: [1, Seg6Hmac],
  SEG6_CMD_DUMPHMAC: [2, Seg6Hmac],
  SEG6_CMD_SET_TUNSRC: [3, Seg6Hmac],
  SEG6_CMD_GET_TUNSRC: [4, Seg6Hmac],
});

export const Ioam6Attrs = attrs(
  {
    nsId: attr(1, "IOAM6_ATTR_NS_ID", u16),
    nsData: attr(2, "IOAM6_ATTR_NS_DATA", hex(u32)),
    nsDataWide: attr(3, "IOAM6_ATTR_NS_DATA_WIDE", hex(u64)),
    scId: attr(4, "IOAM6_ATTR_SC_ID", u32),
    scData: attr(5, "IOAM6_ATTR_SC_DATA", bytes),
    scNone: attr(6, "IOAM6_ATTR_SC_NONE", flag),
  },
  { pad: { IOAM6_ATTR_PAD: 7 } },
);
export const Ioam6 = message(GenlHeader, Ioam6Attrs);
export interface Ioam6 extends Infer<typeof Ioam6> {}

/** Generic netlink family "IOAM6": namespaces and schemas of in-situ OAM. */
export const ioam6 = genericFamily(
  "IOAM6",
  {
    IOAM6_CMD_ADD_NAMESPACE: [1, Ioam6],
    IOAM6_CMD_DEL_NAMESPACE: [2, Ioam6],
    IOAM6_CMD_DUMP_NAMESPACES: [3, Ioam6],
    IOAM6_CMD_ADD_SCHEMA: [4, Ioam6],
    IOAM6_CMD_DEL_SCHEMA: [5, Ioam6],
    IOAM6_CMD_DUMP_SCHEMAS: [6, Ioam6],
    IOAM6_CMD_NS_SET_SCHEMA: [7, Ioam6],
  },
  { groups: ["ioam6_events"] },
);
