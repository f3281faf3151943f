/** Notices that a device is removed, which poll does not tell an AF_XDP socket. */
import { decode } from "../../codec/index.js";
import { debugLog, type Ffi, littleEndian, type NetworkNamespace } from "../../ffi/index.js";
import { NetlinkSocket } from "../../netlink/connection/socket.js";
import { NLMSG_HDRLEN } from "../../netlink/header.js";
import { LinkHeader } from "../../rtnl/link/link.js";

const RTM_DELLINK = 17;
const RTNLGRP_LINK = 1;

export interface RemovalWatch {
  close(): void;
}

/**
 * Calls `onRemoval` when rtnetlink tells that the device is gone, and `onDoubt` when it may have been missed. Does not keep
 * the process alive.
 *
 * @throws SyscallError
 */
export function watchRemoval(
  system: Ffi,
  netns: NetworkNamespace | undefined,
  index: number,
  callbacks: { readonly onRemoval: () => void; readonly onDoubt: () => void },
): RemovalWatch {
  const socket = NetlinkSocket.open({ protocol: "route", netns, ffi: system });
  const { onRemoval, onDoubt } = callbacks;
  const receive = (): void => {
    for (;;) {
      let length: number;
      try {
        length = socket.receive();
      } catch (error) {
        debugLog("link notifications: %s", error);
        onDoubt();
        return;
      }
      if (length < 0) return;
      if (isRemoval(socket, length, index)) onRemoval();
      if (socket.closed) return;
    }
  };
  try {
    socket.join(RTNLGRP_LINK);
    socket.unref();
    socket.watch(receive);
    socket.resume();
  } catch (error) {
    socket.close();
    throw error;
  }
  return socket;
}

function isRemoval({ view }: NetlinkSocket, length: number, index: number): boolean {
  for (let start = 0; start + NLMSG_HDRLEN <= length; ) {
    const size = view.dv.getUint32(start, littleEndian);
    if (size < NLMSG_HDRLEN || start + size > length) return false;
    if (view.dv.getUint16(start + 4, littleEndian) === RTM_DELLINK) {
      const header = decode(LinkHeader, view, { start: start + NLMSG_HDRLEN, end: start + size, littleEndian });
      // A bridge tells of a port that leaves it in the same words, but for the family.
      if (header.index === index && header.family === "unspec") return true;
    }
    start += (size + 3) & ~3;
  }
  return false;
}
