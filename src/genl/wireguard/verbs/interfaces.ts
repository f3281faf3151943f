// include/uapi/linux/if_link.h: struct ifinfomsg, IFLA_IFNAME, IFLA_LINKINFO, IFLA_INFO_KIND
/** Which interfaces are WireGuard's: generic netlink does not tell. */
import { attr, attrs, cstring, message, nested, s32, struct, u8, u16, u32 } from "../../../codec/index.js";
import { type Connection, operation } from "../../../netlink/connection/index.js";
import type { Genl } from "../../client/genl.js";
import type { WaitOptions } from "../../client/resolver.js";

/** The part of RTM_NEWLINK that tells kind and name. */
const LinkKind = message(
  struct("ifinfomsg", 16, { family: u8, pad: u8, type: u16, index: s32, flags: u32, change: u32 }, { prefix: "ifi_" }),
  attrs({
    ifname: attr(3, "IFLA_IFNAME", cstring),
    linkinfo: attr(18, "IFLA_LINKINFO", nested(attrs({ kind: attr(1, "IFLA_INFO_KIND", cstring) }))),
  }),
);
const RTM_GETLINK = operation("RTM_GETLINK", 18, LinkKind);

const KIND = "wireguard";

/** Indices of the WireGuard interfaces of a connection's network namespace. */
export async function wireguardInterfaces(genl: Genl, options: WaitOptions): Promise<number[]> {
  const route: Connection = genl.connection.another("route");
  try {
    // The kernel filters by kind, unless it knows none of that name: then it lists everything.
    const links = await route.list(RTM_GETLINK, { linkinfo: { kind: KIND } }, options);
    return links.filter(({ linkinfo }) => linkinfo?.kind === KIND).map(({ index }) => index);
  } finally {
    route.close();
  }
}
