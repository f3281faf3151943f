// include/uapi/linux/sunrpc_netlink.h: SUNRPC_CMD_*, SUNRPC_A_*
import {
  attr,
  attrs,
  constants,
  cstring,
  flag,
  flagsOf,
  type Infer,
  message,
  nested,
  repeated,
  u32,
  u64,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const SunrpcCacheType = constants("SUNRPC_CACHE_TYPE_", { ip_map: 1, unix_gid: 2 });

export const SunrpcCacheNotifyAttrs = attrs({
  cacheType: attr(1, "SUNRPC_A_CACHE_NOTIFY_CACHE_TYPE", flagsOf(u32, SunrpcCacheType)),
});
export const SunrpcCacheNotify = message(GenlHeader, SunrpcCacheNotifyAttrs);
export interface SunrpcCacheNotify extends Infer<typeof SunrpcCacheNotify> {}

export const SunrpcIpMap = attrs({
  seqno: attr(1, "SUNRPC_A_IP_MAP_SEQNO", u64),
  class: attr(2, "SUNRPC_A_IP_MAP_CLASS", cstring),
  addr: attr(3, "SUNRPC_A_IP_MAP_ADDR", cstring),
  domain: attr(4, "SUNRPC_A_IP_MAP_DOMAIN", cstring),
  negative: attr(5, "SUNRPC_A_IP_MAP_NEGATIVE", flag),
  expiry: attr(6, "SUNRPC_A_IP_MAP_EXPIRY", unit("s", u64)),
});
export interface SunrpcIpMap extends Infer<typeof SunrpcIpMap> {}

export const SunrpcIpMapReqsAttrs = attrs({
  requests: attr(1, "SUNRPC_A_IP_MAP_REQS_REQUESTS", repeated(nested(SunrpcIpMap))),
});
export const SunrpcIpMapReqs = message(GenlHeader, SunrpcIpMapReqsAttrs);
export interface SunrpcIpMapReqs extends Infer<typeof SunrpcIpMapReqs> {}

export const SunrpcUnixGid = attrs({
  seqno: attr(1, "SUNRPC_A_UNIX_GID_SEQNO", u64),
  uid: attr(2, "SUNRPC_A_UNIX_GID_UID", u32),
  gids: attr(3, "SUNRPC_A_UNIX_GID_GIDS", repeated(u32)),
  negative: attr(4, "SUNRPC_A_UNIX_GID_NEGATIVE", flag),
  expiry: attr(5, "SUNRPC_A_UNIX_GID_EXPIRY", unit("s", u64)),
});
export interface SunrpcUnixGid extends Infer<typeof SunrpcUnixGid> {}

export const SunrpcUnixGidReqsAttrs = attrs({
  requests: attr(1, "SUNRPC_A_UNIX_GID_REQS_REQUESTS", repeated(nested(SunrpcUnixGid))),
});
export const SunrpcUnixGidReqs = message(GenlHeader, SunrpcUnixGidReqsAttrs);
export interface SunrpcUnixGidReqs extends Infer<typeof SunrpcUnixGidReqs> {}

export const SunrpcCacheFlushAttrs = attrs({
  mask: attr(1, "SUNRPC_A_CACHE_FLUSH_MASK", flagsOf(u32, SunrpcCacheType)),
});
export const SunrpcCacheFlush = message(GenlHeader, SunrpcCacheFlushAttrs);
export interface SunrpcCacheFlush extends Infer<typeof SunrpcCacheFlush> {}

/** Generic netlink family "sunrpc". */
export const sunrpc = genericFamily(
  "sunrpc",
  {
    SUNRPC_CMD_CACHE_NOTIFY: [1, { reply: SunrpcCacheNotify }],
    SUNRPC_CMD_IP_MAP_GET_REQS: [2, SunrpcIpMapReqs],
    SUNRPC_CMD_IP_MAP_SET_REQS: [3, SunrpcIpMapReqs],
    SUNRPC_CMD_UNIX_GID_GET_REQS: [4, SunrpcUnixGidReqs],
    SUNRPC_CMD_UNIX_GID_SET_REQS: [5, SunrpcUnixGidReqs],
    SUNRPC_CMD_CACHE_FLUSH: [6, SunrpcCacheFlush],
  },
  { version: 1, groups: ["none", "exportd"] },
);
