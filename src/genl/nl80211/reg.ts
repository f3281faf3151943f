// include/uapi/linux/nl80211.h: NL80211_ATTR_REG_RULE_*
import { attr, attrs, flagsOf, type Infer, s8, u32, unit } from "../../codec/index.js";
import { Nl80211RegRuleFlags } from "./constants.js";

/** What a country allows in a range of frequencies. */
export const Nl80211RegRule = attrs({
  regRuleFlags: attr(1, "NL80211_ATTR_REG_RULE_FLAGS", flagsOf(u32, Nl80211RegRuleFlags)),
  freqRangeStart: attr(2, "NL80211_ATTR_FREQ_RANGE_START", unit("kHz", u32)),
  freqRangeEnd: attr(3, "NL80211_ATTR_FREQ_RANGE_END", unit("kHz", u32)),
  freqRangeMaxBw: attr(4, "NL80211_ATTR_FREQ_RANGE_MAX_BW", unit("kHz", u32)),
  powerRuleMaxAntGain: attr(5, "NL80211_ATTR_POWER_RULE_MAX_ANT_GAIN", unit("mBi", u32)),
  powerRuleMaxEirp: attr(6, "NL80211_ATTR_POWER_RULE_MAX_EIRP", unit("mBm", u32)),
  dfsCacTime: attr(7, "NL80211_ATTR_DFS_CAC_TIME", unit("ms", u32)),
  powerRulePsd: attr(8, "NL80211_ATTR_POWER_RULE_PSD", unit("dBm/MHz", s8)),
});
export interface Nl80211RegRule extends Infer<typeof Nl80211RegRule> {}
