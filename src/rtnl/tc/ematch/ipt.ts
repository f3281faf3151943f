// include/uapi/linux/tc_ematch/tc_em_ipt.h: TCA_EM_IPT_*
import { attr, attrs, bytes, cstring, type Infer, u8, u32 } from "../../../codec/index.js";

/** A match of xtables. */
export const EmatchIpt = attrs({
  hook: attr(1, "TCA_EM_IPT_HOOK", u32),
  matchName: attr(2, "TCA_EM_IPT_MATCH_NAME", cstring),
  matchRevision: attr(3, "TCA_EM_IPT_MATCH_REVISION", u8),
  /** NFPROTO_*: 2 is IPv4, 10 is IPv6. */
  nfproto: attr(4, "TCA_EM_IPT_NFPROTO", u8),
  /** The match's own struct. */
  matchData: attr(5, "TCA_EM_IPT_MATCH_DATA", bytes),
});
export interface EmatchIpt extends Infer<typeof EmatchIpt> {}
