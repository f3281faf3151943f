// include/uapi/linux/in.h: struct sockaddr_in; include/uapi/linux/in6.h: struct sockaddr_in6
import {
  as,
  be16,
  be32,
  enumOf,
  fixedBytes,
  type Infer,
  ipv4,
  ipv6,
  struct,
  u16,
  u32,
  variant,
} from "../codec/index.js";
import { AddressFamily } from "./address-family.js";

const family = enumOf(u16, AddressFamily);

export const SockaddrIn = struct(
  "sockaddr_in",
  16,
  { family, port: be16, addr: ipv4, pad: as("__pad", fixedBytes(8)) },
  { prefix: "sin_" },
);

export const SockaddrIn6 = struct(
  "sockaddr_in6",
  28,
  { family, port: be16, flowinfo: be32, addr: ipv6, scopeId: u32 },
  { prefix: "sin6_" },
);

/** A socket address of IPv4 or IPv6; of any other family, as bytes. */
export const Sockaddr = variant("family", family, { inet: SockaddrIn, inet6: SockaddrIn6 });
export type Sockaddr = Infer<typeof Sockaddr>;
