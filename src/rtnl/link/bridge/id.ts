// include/uapi/linux/if_link.h: struct ifla_bridge_id
import { be16, hex, type Infer, mac, struct } from "../../../codec/index.js";

/** Bridge identifier of IEEE 802.1D. */
export const BridgeId = struct("ifla_bridge_id", 8, {
  /** Priority and, in its low 12 bits, the system id extension; big-endian. */
  prio: hex(be16),
  addr: mac,
});
export interface BridgeId extends Infer<typeof BridgeId> {}
