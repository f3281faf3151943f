// include/uapi/linux/ethtool_netlink_generated.h: ETHTOOL_A_BITSET_*
import { array, attr, attrs, cstring, flag, hex, type Infer, nested, repeated, u32 } from "../../codec/index.js";

export const EthtoolBitsetBit = attrs({
  index: attr(1, "ETHTOOL_A_BITSET_BIT_INDEX", u32),
  name: attr(2, "ETHTOOL_A_BITSET_BIT_NAME", cstring),
  value: attr(3, "ETHTOOL_A_BITSET_BIT_VALUE", flag),
});
export interface EthtoolBitsetBit extends Infer<typeof EthtoolBitsetBit> {}

export const EthtoolBitsetBits = attrs({
  bit: attr(1, "ETHTOOL_A_BITSET_BITS_BIT", repeated(nested(EthtoolBitsetBit))),
});
export interface EthtoolBitsetBits extends Infer<typeof EthtoolBitsetBits> {}

export const EthtoolBitset = attrs({
  /** The bits are a list of those that are set, not a value and a mask. */
  nomask: attr(1, "ETHTOOL_A_BITSET_NOMASK", flag),
  /** Number of bits. */
  size: attr(2, "ETHTOOL_A_BITSET_SIZE", u32),
  /** Bits by name or number; without ETHTOOL_FLAG_COMPACT_BITSETS. */
  bits: attr(3, "ETHTOOL_A_BITSET_BITS", nested(EthtoolBitsetBits)),
  /** 32 bits in each word, lowest first; with ETHTOOL_FLAG_COMPACT_BITSETS. */
  value: attr(4, "ETHTOOL_A_BITSET_VALUE", array(hex(u32))),
  mask: attr(5, "ETHTOOL_A_BITSET_MASK", array(hex(u32))),
});
export interface EthtoolBitset extends Infer<typeof EthtoolBitset> {}
