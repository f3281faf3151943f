// include/uapi/linux/ila.h: ILA_ATTR_*, ILA_CSUM_*, ILA_ATYPE_*, ILA_HOOK_*
import {
  attr,
  attrs,
  be64,
  constants,
  enumOf,
  flagsOf,
  hex,
  type Infer,
  type NameOf,
  u8,
  u32,
} from "../codec/index.js";

/** How checksums are kept right when the locator changes. */
export const IlaCsumMode = constants("ILA_CSUM_", {
  adjust_transport: 0,
  neutral_map: 1,
  no_action: 2,
  neutral_map_auto: 3,
});
export type IlaCsumMode = NameOf<typeof IlaCsumMode>;

export const IlaIdentType = constants("ILA_ATYPE_", {
  iid: 0,
  luid: 1,
  virt_v4: 2,
  virt_uni_v6: 3,
  virt_multi_v6: 4,
  nonlocal_addr: 5,
  rsvd_1: 6,
  rsvd_2: 7,
  use_format: 32,
});
export type IlaIdentType = NameOf<typeof IlaIdentType>;

export const IlaHookType = constants("ILA_HOOK_", { route_output: 0, route_input: 1 });
export type IlaHookType = NameOf<typeof IlaHookType>;

export const IlaDirection = constants("ILA_DIR_", { in: 1, out: 2 });
export type IlaDirection = NameOf<typeof IlaDirection>;

/** Identifier-locator addressing: of a route's RTA_ENCAP and of the generic netlink family `ila`. Locators are the upper 64 bits of an address. */
export const IlaAttrs = attrs(
  {
    locator: attr(1, "ILA_ATTR_LOCATOR", hex(be64)),
    identifier: attr(2, "ILA_ATTR_IDENTIFIER", hex(be64)),
    locatorMatch: attr(3, "ILA_ATTR_LOCATOR_MATCH", hex(be64)),
    ifindex: attr(4, "ILA_ATTR_IFINDEX", u32),
    dir: attr(5, "ILA_ATTR_DIR", flagsOf(u32, IlaDirection)),
    csumMode: attr(7, "ILA_ATTR_CSUM_MODE", enumOf(u8, IlaCsumMode)),
    identType: attr(8, "ILA_ATTR_IDENT_TYPE", enumOf(u8, IlaIdentType)),
    hookType: attr(9, "ILA_ATTR_HOOK_TYPE", enumOf(u8, IlaHookType)),
  },
  { pad: { ILA_ATTR_PAD: 6 } },
);
export interface IlaAttrs extends Infer<typeof IlaAttrs> {}
