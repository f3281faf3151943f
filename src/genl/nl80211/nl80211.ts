// include/uapi/linux/nl80211.h: NL80211_ATTR_*
import { attrs, type Infer, message } from "../../codec/index.js";
import { GenlHeader } from "../header.js";
import { attributes1 } from "./attributes-1-175.js";
import { attributes2 } from "./attributes-176.js";

type Low = typeof attributes1;
type High = typeof attributes2;
/** Named, so that declaration files refer to it instead of writing it out. */
export interface Nl80211Fields extends Low, High {}

const fields: Nl80211Fields = { ...attributes1, ...attributes2 };

export const Nl80211Attrs = attrs(fields, { pad: { NL80211_ATTR_PAD: 229 } });
export const Nl80211 = message(GenlHeader, Nl80211Attrs);
export interface Nl80211 extends Infer<typeof Nl80211> {}
