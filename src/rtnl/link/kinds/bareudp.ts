// include/uapi/linux/if_link.h: IFLA_BAREUDP_*
import { type AttrsType, attr, attrs, be16, flag, hex, type Infer, type Input, u16 } from "../../../codec/index.js";

const bareudpData = attrs({
  /** UDP destination port; big-endian. */
  port: attr(1, "IFLA_BAREUDP_PORT", be16),
  /** Ethertype inside; big-endian. */
  ethertype: attr(2, "IFLA_BAREUDP_ETHERTYPE", hex(be16)),
  /** First UDP source port; host byte order. */
  srcportMin: attr(3, "IFLA_BAREUDP_SRCPORT_MIN", u16),
  multiprotoMode: attr(4, "IFLA_BAREUDP_MULTIPROTO_MODE", flag),
});
export interface BareudpData extends Infer<typeof bareudpData> {}
export interface BareudpDataInput extends Input<typeof bareudpData> {}
export const BareudpData: AttrsType<BareudpData, BareudpDataInput> = bareudpData;
