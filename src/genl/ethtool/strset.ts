// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_STRSET_*
import { attr, attrs, cstring, enumOf, flag, type Infer, message, nested, repeated, u32 } from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { EthtoolStringsetId } from "./constants.js";
import { EthtoolHeader } from "./header.js";

export const EthtoolString = attrs({
  index: attr(1, "ETHTOOL_A_STRING_INDEX", u32),
  value: attr(2, "ETHTOOL_A_STRING_VALUE", cstring),
});
export interface EthtoolString extends Infer<typeof EthtoolString> {}

export const EthtoolStrings = attrs({
  string: attr(1, "ETHTOOL_A_STRINGS_STRING", repeated(nested(EthtoolString))),
});
export interface EthtoolStrings extends Infer<typeof EthtoolStrings> {}

export const EthtoolStringset = attrs({
  id: attr(1, "ETHTOOL_A_STRINGSET_ID", enumOf(u32, EthtoolStringsetId)),
  count: attr(2, "ETHTOOL_A_STRINGSET_COUNT", u32),
  strings: attr(3, "ETHTOOL_A_STRINGSET_STRINGS", nested(EthtoolStrings)),
});
export interface EthtoolStringset extends Infer<typeof EthtoolStringset> {}

export const EthtoolStringsets = attrs({
  stringset: attr(1, "ETHTOOL_A_STRINGSETS_STRINGSET", repeated(nested(EthtoolStringset))),
});
export interface EthtoolStringsets extends Infer<typeof EthtoolStringsets> {}

export const EthtoolStrsetAttrs = attrs({
  header: attr(1, "ETHTOOL_A_STRSET_HEADER", nested(EthtoolHeader)),
  stringsets: attr(2, "ETHTOOL_A_STRSET_STRINGSETS", nested(EthtoolStringsets)),
  countsOnly: attr(3, "ETHTOOL_A_STRSET_COUNTS_ONLY", flag),
});
export const EthtoolStrset = message(GenlHeader, EthtoolStrsetAttrs);
export interface EthtoolStrset extends Infer<typeof EthtoolStrset> {}
