// include/uapi/linux/nfsd_netlink.h: NFSD_CMD_*, NFSD_A_*
import {
  attr,
  attrs,
  be16,
  be32,
  bytes,
  constants,
  cstring,
  fixedBytes,
  flag,
  flagsOf,
  type Infer,
  ipv4,
  ipv6,
  message,
  nested,
  repeated,
  s32,
  s64,
  u8,
  u32,
  u64,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { Sockaddr } from "../uapi/sockaddr.js";
import { GenlHeader } from "./header.js";

export const NfsdCacheType = constants("NFSD_CACHE_TYPE_", { svc_export: 1, expkey: 2 });

export const NfsdExportFlags = constants("NFSD_EXPORT_FLAGS_", {
  readonly: 1,
  insecure_port: 2,
  rootsquash: 4,
  allsquash: 8,
  async: 0x10,
  gathered_writes: 0x20,
  noreaddirplus: 0x40,
  security_label: 0x80,
  sign_fh: 0x100,
  nohide: 0x200,
  nosubtreecheck: 0x400,
  noauthnlm: 0x800,
  msnfs: 0x1000,
  fsid: 0x2000,
  crossmount: 0x4000,
  noacl: 0x8000,
  v4root: 0x10000,
  pnfs: 0x20000,
});

export const NfsdXprtsecMode = constants("NFSD_XPRTSEC_MODE_", { none: 1, tls: 2, mtls: 4 });

export const NfsdCacheNotifyAttrs = attrs({
  cacheType: attr(1, "NFSD_A_CACHE_NOTIFY_CACHE_TYPE", flagsOf(u32, NfsdCacheType)),
});
export const NfsdCacheNotify = message(GenlHeader, NfsdCacheNotifyAttrs);
export interface NfsdCacheNotify extends Infer<typeof NfsdCacheNotify> {}

export const NfsdRpcStatusAttrs = attrs(
  {
    xid: attr(1, "NFSD_A_RPC_STATUS_XID", be32),
    flags: attr(2, "NFSD_A_RPC_STATUS_FLAGS", u32),
    prog: attr(3, "NFSD_A_RPC_STATUS_PROG", u32),
    version: attr(4, "NFSD_A_RPC_STATUS_VERSION", u8),
    proc: attr(5, "NFSD_A_RPC_STATUS_PROC", u32),
    serviceTime: attr(6, "NFSD_A_RPC_STATUS_SERVICE_TIME", s64),
    saddr4: attr(8, "NFSD_A_RPC_STATUS_SADDR4", ipv4),
    daddr4: attr(9, "NFSD_A_RPC_STATUS_DADDR4", ipv4),
    saddr6: attr(10, "NFSD_A_RPC_STATUS_SADDR6", ipv6),
    daddr6: attr(11, "NFSD_A_RPC_STATUS_DADDR6", ipv6),
    sport: attr(12, "NFSD_A_RPC_STATUS_SPORT", be16),
    dport: attr(13, "NFSD_A_RPC_STATUS_DPORT", be16),
    compoundOps: attr(14, "NFSD_A_RPC_STATUS_COMPOUND_OPS", repeated(u32)),
  },
  { pad: { NFSD_A_RPC_STATUS_PAD: 7 } },
);
export const NfsdRpcStatus = message(GenlHeader, NfsdRpcStatusAttrs);
export interface NfsdRpcStatus extends Infer<typeof NfsdRpcStatus> {}

export const NfsdServerAttrs = attrs({
  threads: attr(1, "NFSD_A_SERVER_THREADS", repeated(u32)),
  gracetime: attr(2, "NFSD_A_SERVER_GRACETIME", unit("s", u32)),
  leasetime: attr(3, "NFSD_A_SERVER_LEASETIME", unit("s", u32)),
  scope: attr(4, "NFSD_A_SERVER_SCOPE", cstring),
  minThreads: attr(5, "NFSD_A_SERVER_MIN_THREADS", u32),
  fhKey: attr(6, "NFSD_A_SERVER_FH_KEY", fixedBytes(16)),
});
export const NfsdServer = message(GenlHeader, NfsdServerAttrs);
export interface NfsdServer extends Infer<typeof NfsdServer> {}

export const NfsdVersion = attrs({
  major: attr(1, "NFSD_A_VERSION_MAJOR", u32),
  minor: attr(2, "NFSD_A_VERSION_MINOR", u32),
  enabled: attr(3, "NFSD_A_VERSION_ENABLED", flag),
});
export interface NfsdVersion extends Infer<typeof NfsdVersion> {}

export const NfsdServerProtoAttrs = attrs({
  version: attr(1, "NFSD_A_SERVER_PROTO_VERSION", repeated(nested(NfsdVersion))),
});
export const NfsdServerProto = message(GenlHeader, NfsdServerProtoAttrs);
export interface NfsdServerProto extends Infer<typeof NfsdServerProto> {}

export const NfsdSock = attrs({
  addr: attr(1, "NFSD_A_SOCK_ADDR", Sockaddr),
  transportName: attr(2, "NFSD_A_SOCK_TRANSPORT_NAME", cstring),
});
export interface NfsdSock extends Infer<typeof NfsdSock> {}

export const NfsdServerSockAttrs = attrs({
  addr: attr(1, "NFSD_A_SERVER_SOCK_ADDR", repeated(nested(NfsdSock))),
});
export const NfsdServerSock = message(GenlHeader, NfsdServerSockAttrs);
export interface NfsdServerSock extends Infer<typeof NfsdServerSock> {}

export const NfsdPoolModeAttrs = attrs({
  mode: attr(1, "NFSD_A_POOL_MODE_MODE", cstring),
  npools: attr(2, "NFSD_A_POOL_MODE_NPOOLS", u32),
});
export const NfsdPoolMode = message(GenlHeader, NfsdPoolModeAttrs);
export interface NfsdPoolMode extends Infer<typeof NfsdPoolMode> {}

export const NfsdFslocation = attrs({
  host: attr(1, "NFSD_A_FSLOCATION_HOST", cstring),
  path: attr(2, "NFSD_A_FSLOCATION_PATH", cstring),
});
export interface NfsdFslocation extends Infer<typeof NfsdFslocation> {}

export const NfsdFslocations = attrs({
  location: attr(1, "NFSD_A_FSLOCATIONS_LOCATION", repeated(nested(NfsdFslocation))),
});
export interface NfsdFslocations extends Infer<typeof NfsdFslocations> {}

export const NfsdAuthFlavor = attrs({
  pseudoflavor: attr(1, "NFSD_A_AUTH_FLAVOR_PSEUDOFLAVOR", u32),
  flags: attr(2, "NFSD_A_AUTH_FLAVOR_FLAGS", flagsOf(u32, NfsdExportFlags)),
});
export interface NfsdAuthFlavor extends Infer<typeof NfsdAuthFlavor> {}

export const NfsdSvcExport = attrs({
  seqno: attr(1, "NFSD_A_SVC_EXPORT_SEQNO", u64),
  client: attr(2, "NFSD_A_SVC_EXPORT_CLIENT", cstring),
  path: attr(3, "NFSD_A_SVC_EXPORT_PATH", cstring),
  negative: attr(4, "NFSD_A_SVC_EXPORT_NEGATIVE", flag),
  expiry: attr(5, "NFSD_A_SVC_EXPORT_EXPIRY", unit("s", u64)),
  anonUid: attr(6, "NFSD_A_SVC_EXPORT_ANON_UID", u32),
  anonGid: attr(7, "NFSD_A_SVC_EXPORT_ANON_GID", u32),
  fslocations: attr(8, "NFSD_A_SVC_EXPORT_FSLOCATIONS", nested(NfsdFslocations)),
  uuid: attr(9, "NFSD_A_SVC_EXPORT_UUID", bytes),
  secinfo: attr(10, "NFSD_A_SVC_EXPORT_SECINFO", repeated(nested(NfsdAuthFlavor))),
  xprtsec: attr(11, "NFSD_A_SVC_EXPORT_XPRTSEC", repeated(flagsOf(u32, NfsdXprtsecMode))),
  flags: attr(12, "NFSD_A_SVC_EXPORT_FLAGS", flagsOf(u32, NfsdExportFlags)),
  fsid: attr(13, "NFSD_A_SVC_EXPORT_FSID", s32),
});
export interface NfsdSvcExport extends Infer<typeof NfsdSvcExport> {}

export const NfsdSvcExportReqsAttrs = attrs({
  requests: attr(1, "NFSD_A_SVC_EXPORT_REQS_REQUESTS", repeated(nested(NfsdSvcExport))),
});
export const NfsdSvcExportReqs = message(GenlHeader, NfsdSvcExportReqsAttrs);
export interface NfsdSvcExportReqs extends Infer<typeof NfsdSvcExportReqs> {}

export const NfsdExpkey = attrs({
  seqno: attr(1, "NFSD_A_EXPKEY_SEQNO", u64),
  client: attr(2, "NFSD_A_EXPKEY_CLIENT", cstring),
  fsidtype: attr(3, "NFSD_A_EXPKEY_FSIDTYPE", u8),
  fsid: attr(4, "NFSD_A_EXPKEY_FSID", bytes),
  negative: attr(5, "NFSD_A_EXPKEY_NEGATIVE", flag),
  expiry: attr(6, "NFSD_A_EXPKEY_EXPIRY", unit("s", u64)),
  path: attr(7, "NFSD_A_EXPKEY_PATH", cstring),
});
export interface NfsdExpkey extends Infer<typeof NfsdExpkey> {}

export const NfsdExpkeyReqsAttrs = attrs({
  requests: attr(1, "NFSD_A_EXPKEY_REQS_REQUESTS", repeated(nested(NfsdExpkey))),
});
export const NfsdExpkeyReqs = message(GenlHeader, NfsdExpkeyReqsAttrs);
export interface NfsdExpkeyReqs extends Infer<typeof NfsdExpkeyReqs> {}

export const NfsdCacheFlushAttrs = attrs({
  mask: attr(1, "NFSD_A_CACHE_FLUSH_MASK", flagsOf(u32, NfsdCacheType)),
});
export const NfsdCacheFlush = message(GenlHeader, NfsdCacheFlushAttrs);
export interface NfsdCacheFlush extends Infer<typeof NfsdCacheFlush> {}

export const NfsdUnlockIpAttrs = attrs({
  address: attr(1, "NFSD_A_UNLOCK_IP_ADDRESS", Sockaddr),
});
export const NfsdUnlockIp = message(GenlHeader, NfsdUnlockIpAttrs);
export interface NfsdUnlockIp extends Infer<typeof NfsdUnlockIp> {}

export const NfsdUnlockFilesystemAttrs = attrs({
  path: attr(1, "NFSD_A_UNLOCK_FILESYSTEM_PATH", cstring),
});
export const NfsdUnlockFilesystem = message(GenlHeader, NfsdUnlockFilesystemAttrs);
export interface NfsdUnlockFilesystem extends Infer<typeof NfsdUnlockFilesystem> {}

export const NfsdUnlockExportAttrs = attrs({
  path: attr(1, "NFSD_A_UNLOCK_EXPORT_PATH", cstring),
});
export const NfsdUnlockExport = message(GenlHeader, NfsdUnlockExportAttrs);
export interface NfsdUnlockExport extends Infer<typeof NfsdUnlockExport> {}

/** Generic netlink family "nfsd". */
export const nfsd = genericFamily(
  "nfsd",
  {
    NFSD_CMD_RPC_STATUS_GET: [1, NfsdRpcStatus],
    NFSD_CMD_THREADS_SET: [2, NfsdServer],
    NFSD_CMD_THREADS_GET: [3, NfsdServer],
    NFSD_CMD_VERSION_SET: [4, NfsdServerProto],
    NFSD_CMD_VERSION_GET: [5, NfsdServerProto],
    NFSD_CMD_LISTENER_SET: [6, NfsdServerSock],
    NFSD_CMD_LISTENER_GET: [7, NfsdServerSock],
    NFSD_CMD_POOL_MODE_SET: [8, NfsdPoolMode],
    NFSD_CMD_POOL_MODE_GET: [9, NfsdPoolMode],
    NFSD_CMD_CACHE_NOTIFY: [10, { reply: NfsdCacheNotify }],
    NFSD_CMD_SVC_EXPORT_GET_REQS: [11, NfsdSvcExportReqs],
    NFSD_CMD_SVC_EXPORT_SET_REQS: [12, NfsdSvcExportReqs],
    NFSD_CMD_EXPKEY_GET_REQS: [13, NfsdExpkeyReqs],
    NFSD_CMD_EXPKEY_SET_REQS: [14, NfsdExpkeyReqs],
    NFSD_CMD_CACHE_FLUSH: [15, NfsdCacheFlush],
    NFSD_CMD_UNLOCK_IP: [16, NfsdUnlockIp],
    NFSD_CMD_UNLOCK_FILESYSTEM: [17, NfsdUnlockFilesystem],
    NFSD_CMD_UNLOCK_EXPORT: [18, NfsdUnlockExport],
  },
  { version: 1, groups: ["none", "exportd"] },
);
