// include/uapi/linux/sock_diag.h: SOCK_DIAG_BY_FAMILY, SOCK_DESTROY
import { byFamily, protocol } from "../netlink/protocol.js";
import { Inet6Diag, Inet6DiagRequest, InetDiag, InetDiagRequest } from "./inet.js";
import { NetlinkDiag, NetlinkDiagRequest } from "./netlink.js";
import { PacketDiag, PacketDiagRequest } from "./packet.js";
import { UnixDiag, UnixDiagRequest } from "./unix.js";
import { VsockDiag, VsockDiagRequest } from "./vsock.js";
import { XdpDiag, XdpDiagRequest } from "./xdp.js";

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const AF_PACKET = 17;
const AF_VSOCK = 40;
const AF_XDP = 44;

/** NETLINK_SOCK_DIAG: the sockets of a network namespace. A destroyed socket is announced by a reply, too. */
export const sockDiag = protocol("SOCK_DIAG", 4, {
  SOCK_DIAG_BY_FAMILY: [
    20,
    {
      request: byFamily([
        [AF_UNIX, UnixDiagRequest],
        [AF_INET, InetDiagRequest],
        [AF_INET6, Inet6DiagRequest],
        [AF_NETLINK, NetlinkDiagRequest],
        [AF_PACKET, PacketDiagRequest],
        [AF_VSOCK, VsockDiagRequest],
        [AF_XDP, XdpDiagRequest],
      ]),
      reply: byFamily([
        [AF_UNIX, UnixDiag],
        [AF_INET, InetDiag],
        [AF_INET6, Inet6Diag],
        [AF_NETLINK, NetlinkDiag],
        [AF_PACKET, PacketDiag],
        [AF_VSOCK, VsockDiag],
        [AF_XDP, XdpDiag],
      ]),
      // inet_diag_msg does not say which protocol its INET_DIAG_INFO belongs to.
      fromRequest: { socketProtocol: ["protocol", "sdiagProtocol"] },
    },
  ],
  SOCK_DESTROY: [
    21,
    {
      request: byFamily([
        [AF_INET, InetDiagRequest],
        [AF_INET6, Inet6DiagRequest],
      ]),
    },
  ],
});
