// include/uapi/linux/android/binder_netlink.h: BINDER_CMD_REPORT, BINDER_A_REPORT_*
import { attr, attrs, cstring, flag, type Infer, message, u32, unit } from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const BinderReportAttrs = attrs({
  error: attr(1, "BINDER_A_REPORT_ERROR", u32),
  context: attr(2, "BINDER_A_REPORT_CONTEXT", cstring),
  fromPid: attr(3, "BINDER_A_REPORT_FROM_PID", u32),
  fromTid: attr(4, "BINDER_A_REPORT_FROM_TID", u32),
  toPid: attr(5, "BINDER_A_REPORT_TO_PID", u32),
  toTid: attr(6, "BINDER_A_REPORT_TO_TID", u32),
  isReply: attr(7, "BINDER_A_REPORT_IS_REPLY", flag),
  flags: attr(8, "BINDER_A_REPORT_FLAGS", u32),
  code: attr(9, "BINDER_A_REPORT_CODE", u32),
  dataSize: attr(10, "BINDER_A_REPORT_DATA_SIZE", unit("bytes", u32)),
});
export const BinderReport = message(GenlHeader, BinderReportAttrs);
export interface BinderReport extends Infer<typeof BinderReport> {}

/** Generic netlink family "binder". */
export const binder = genericFamily(
  "binder",
  {
    BINDER_CMD_REPORT: [1, { reply: BinderReport }],
  },
  { version: 1, groups: ["report"] },
);
