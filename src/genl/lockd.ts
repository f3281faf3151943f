// include/uapi/linux/lockd_netlink.h: LOCKD_CMD_*, LOCKD_A_SERVER_*
import { attr, attrs, type Infer, message, u16, u32, unit } from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const LockdServerAttrs = attrs({
  gracetime: attr(1, "LOCKD_A_SERVER_GRACETIME", unit("s", u32)),
  tcpPort: attr(2, "LOCKD_A_SERVER_TCP_PORT", u16),
  udpPort: attr(3, "LOCKD_A_SERVER_UDP_PORT", u16),
});
export const LockdServer = message(GenlHeader, LockdServerAttrs);
export interface LockdServer extends Infer<typeof LockdServer> {}

/** Generic netlink family "lockd". */
export const lockd = genericFamily(
  "lockd",
  {
    LOCKD_CMD_SERVER_SET: [1, LockdServer],
    LOCKD_CMD_SERVER_GET: [2, LockdServer],
  },
  { version: 1, groups: [] },
);
