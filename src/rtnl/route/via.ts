// include/uapi/linux/rtnetlink.h: struct rtvia
import { addressOf, as, byKind, enumOf, type Infer, lladdr, struct, u16 } from "../../codec/index.js";
import { AddressFamily } from "../constants.js";

/** RTA_VIA: a next hop of another family than the route's; `packet` makes `addr` a link-layer address. */
export const RouteVia = struct(
  "rtvia",
  2,
  {
    family: enumOf(u16, AddressFamily),
    addr: as("rtvia_addr", byKind("family", { packet: lladdr }, addressOf("family"))),
  },
  { prefix: "rtvia_" },
);
export interface RouteVia extends Infer<typeof RouteVia> {}
