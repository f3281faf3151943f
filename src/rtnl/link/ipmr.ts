// include/uapi/linux/mroute.h: IPMRA_TABLE_*, IPMRA_VIF_*; net/ipv4/ipmr.c: ipmr_rtm_dumplink
import {
  type AttrsType,
  attr,
  attrs,
  constants,
  counter64,
  flagsOf,
  type Infer,
  type Input,
  ipv4,
  nested,
  repeated,
  u8,
  u16,
  u32,
  unit,
} from "../../codec/index.js";

export const VifFlags = constants("VIFF_", { tunnel: 1, srcrt: 2, register: 4, use_ifindex: 8 });

/** One interface of a multicast router. */
const vif = attrs(
  {
    ifindex: attr(1, "IPMRA_VIFA_IFINDEX", u32),
    vifId: attr(2, "IPMRA_VIFA_VIF_ID", u32),
    flags: attr(3, "IPMRA_VIFA_FLAGS", flagsOf(u16, VifFlags)),
    bytesIn: attr(4, "IPMRA_VIFA_BYTES_IN", unit("bytes", counter64)),
    bytesOut: attr(5, "IPMRA_VIFA_BYTES_OUT", unit("bytes", counter64)),
    packetsIn: attr(6, "IPMRA_VIFA_PACKETS_IN", unit("packets", counter64)),
    packetsOut: attr(7, "IPMRA_VIFA_PACKETS_OUT", unit("packets", counter64)),
    localAddr: attr(8, "IPMRA_VIFA_LOCAL_ADDR", ipv4),
    remoteAddr: attr(9, "IPMRA_VIFA_REMOTE_ADDR", ipv4),
  },
  { pad: { IPMRA_VIFA_PAD: 10 } },
);

const ipmrSpec = attrs({
  id: attr(1, "IPMRA_TABLE_ID", u32),
  cacheResQueueLen: attr(2, "IPMRA_TABLE_CACHE_RES_QUEUE_LEN", u32),
  mrouteRegVifNum: attr(3, "IPMRA_TABLE_MROUTE_REG_VIF_NUM", u32),
  mrouteDoAssert: attr(4, "IPMRA_TABLE_MROUTE_DO_ASSERT", u8),
  mrouteDoPim: attr(5, "IPMRA_TABLE_MROUTE_DO_PIM", u8),
  vifs: attr(6, "IPMRA_TABLE_VIFS", attrs({ vif: attr(1, "IPMRA_VIF", repeated(nested(vif))) })),
  mrouteDoWrvifwhole: attr(7, "IPMRA_TABLE_MROUTE_DO_WRVIFWHOLE", u8),
});
export interface IpmrSpec extends Infer<typeof ipmrSpec> {}
export interface IpmrSpecInput extends Input<typeof ipmrSpec> {}
/** A multicast routing table: IFLA_AF_SPEC of messages of family RTNL_FAMILY_IPMR. */
export const IpmrSpec: AttrsType<IpmrSpec, IpmrSpecInput> = ipmrSpec;
