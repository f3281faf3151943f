// include/uapi/linux/netlink.h: enum netlink_policy_type_attr, enum netlink_attribute_type
import { attr, attrs, constants, enumOf, hex, type Infer, type NameOf, s64, u32, u64 } from "../codec/index.js";

/** Types of attributes as the kernel's policies name them. */
export const AttributeType = constants("NL_ATTR_TYPE_", {
  invalid: 0,
  flag: 1,
  u8: 2,
  u16: 3,
  u32: 4,
  u64: 5,
  s8: 6,
  s16: 7,
  s32: 8,
  s64: 9,
  binary: 10,
  string: 11,
  nul_string: 12,
  nested: 13,
  nested_array: 14,
  bitfield32: 15,
  sint: 16,
  uint: 17,
});
export type AttributeType = NameOf<typeof AttributeType>;

/** What the kernel accepts for one attribute: in an extended acknowledgement and in a policy dump. */
export const PolicyAttrs = attrs(
  {
    type: attr(1, "NL_POLICY_TYPE_ATTR_TYPE", enumOf(u32, AttributeType)),
    minValueS: attr(2, "NL_POLICY_TYPE_ATTR_MIN_VALUE_S", s64),
    maxValueS: attr(3, "NL_POLICY_TYPE_ATTR_MAX_VALUE_S", s64),
    minValueU: attr(4, "NL_POLICY_TYPE_ATTR_MIN_VALUE_U", u64),
    maxValueU: attr(5, "NL_POLICY_TYPE_ATTR_MAX_VALUE_U", u64),
    minLength: attr(6, "NL_POLICY_TYPE_ATTR_MIN_LENGTH", u32),
    maxLength: attr(7, "NL_POLICY_TYPE_ATTR_MAX_LENGTH", u32),
    /** Index of the policy of a nest's content. */
    policyIdx: attr(8, "NL_POLICY_TYPE_ATTR_POLICY_IDX", u32),
    /** Largest attribute type in that nest. */
    policyMaxtype: attr(9, "NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE", u32),
    bitfield32Mask: attr(10, "NL_POLICY_TYPE_ATTR_BITFIELD32_MASK", hex(u32)),
    mask: attr(12, "NL_POLICY_TYPE_ATTR_MASK", hex(u64)),
  },
  { pad: { NL_POLICY_TYPE_ATTR_PAD: 11 } },
);
export interface PolicyAttrs extends Infer<typeof PolicyAttrs> {}
