// include/uapi/linux/if_link.h: IFLA_GTP_*
import {
  type AttrsType,
  attr,
  attrs,
  constants,
  enumOf,
  type Infer,
  type Input,
  ipv4,
  ipv6,
  type NameOf,
  u8,
  u32,
} from "../../../codec/index.js";

export const GtpRole = constants("GTP_ROLE_", { ggsn: 0, sgsn: 1 });
export type GtpRole = NameOf<typeof GtpRole>;

const gtpData = attrs({
  /** File descriptor of the GTPv0 socket; requests only. */
  fd0: attr(1, "IFLA_GTP_FD0", u32),
  /** File descriptor of the GTPv1 socket; requests only. */
  fd1: attr(2, "IFLA_GTP_FD1", u32),
  pdpHashsize: attr(3, "IFLA_GTP_PDP_HASHSIZE", u32),
  role: attr(4, "IFLA_GTP_ROLE", enumOf(u32, GtpRole)),
  createSockets: attr(5, "IFLA_GTP_CREATE_SOCKETS", u8),
  restartCount: attr(6, "IFLA_GTP_RESTART_COUNT", u8),
  local: attr(7, "IFLA_GTP_LOCAL", ipv4),
  local6: attr(8, "IFLA_GTP_LOCAL6", ipv6),
});
export interface GtpData extends Infer<typeof gtpData> {}
export interface GtpDataInput extends Input<typeof gtpData> {}
export const GtpData: AttrsType<GtpData, GtpDataInput> = gtpData;
