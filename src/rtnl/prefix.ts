// include/uapi/linux/rtnetlink.h: struct prefixmsg, PREFIX_*, struct prefix_cacheinfo
import {
  addressOf,
  attr,
  attrs,
  constants,
  enumOf,
  flagsOf,
  type Infer,
  message,
  type NameOf,
  s32,
  struct,
  u8,
  u32,
  unit,
} from "../codec/index.js";
import { AddressFamily } from "./constants.js";

/** include/net/if_inet6.h. */
export const PrefixFlags = constants("IF_PREFIX_", { onlink: 0x01, autoconf: 0x02 });
export type PrefixFlags = NameOf<typeof PrefixFlags>;

export const PrefixHeader = struct(
  "prefixmsg",
  12,
  {
    family: enumOf(u8, AddressFamily),
    /** Interface index. */
    ifindex: s32,
    /** ND option type, 3. */
    type: u8,
    /** Bits. */
    len: u8,
    flags: flagsOf(u8, PrefixFlags),
  },
  { prefix: "prefix_" },
);

/** 4294967295 is forever. */
export const PrefixCacheInfo = struct("prefix_cacheinfo", 8, {
  preferredTime: unit("s", u32),
  validTime: unit("s", u32),
});
export interface PrefixCacheInfo extends Infer<typeof PrefixCacheInfo> {}

const PrefixAttrs = attrs({
  address: attr(1, "PREFIX_ADDRESS", addressOf("family")),
  cacheinfo: attr(2, "PREFIX_CACHEINFO", PrefixCacheInfo),
});

/** RTM_NEWPREFIX: a prefix that a router advertised. */
export const Prefix = message(PrefixHeader, PrefixAttrs);
export interface Prefix extends Infer<typeof Prefix> {}
