// include/uapi/linux/ila.h: ILA_CMD_*
import { type Infer, message } from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { IlaAttrs } from "../uapi/ila.js";
import { GenlHeader } from "./header.js";

export const Ila = message(GenlHeader, IlaAttrs);
export interface Ila extends Infer<typeof Ila> {}

/** Generic netlink family "ila": identifier-locator addressing. */
export const ila = genericFamily("ila", {
  ILA_CMD_ADD: [1, Ila],
  ILA_CMD_DEL: [2, Ila],
  ILA_CMD_GET: [3, Ila],
  ILA_CMD_FLUSH: [4, Ila],
});
