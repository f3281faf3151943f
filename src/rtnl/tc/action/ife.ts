// include/uapi/linux/tc_act/tc_ife.h: TCA_IFE_*, struct tc_ife; include/uapi/linux/ife.h: IFE_META_*
import { array, attr, attrs, constants, enumOf, hex, type Infer, mac, struct, u16, u32 } from "../../../codec/index.js";
import { ActionTimes, generic } from "../verdict.js";

export const IfeDirection = constants("IFE_", { decode: 0, encode: 1 });

export const IfeParms = struct("tc_ife", 24, { ...generic, flags: enumOf(u16, IfeDirection) });

/** Metadata to carry: no element: the packet's own value; one element: that value. */
export const IfeMeta = attrs({
  skbmark: attr(1, "IFE_META_SKBMARK", array(u32)),
  hashid: attr(2, "IFE_META_HASHID", array(u32)),
  prio: attr(3, "IFE_META_PRIO", array(u32)),
  qmap: attr(4, "IFE_META_QMAP", array(u16)),
  tcindex: attr(5, "IFE_META_TCINDEX", array(u16)),
});

export const Ife = attrs(
  {
    parms: attr(1, "TCA_IFE_PARMS", IfeParms),
    tm: attr(2, "TCA_IFE_TM", ActionTimes),
    dmac: attr(3, "TCA_IFE_DMAC", mac),
    smac: attr(4, "TCA_IFE_SMAC", mac),
    /** EtherType of the encapsulation, host byte order. */
    type: attr(5, "TCA_IFE_TYPE", hex(u16)),
    metalst: attr(6, "TCA_IFE_METALST", IfeMeta),
  },
  { pad: { TCA_IFE_PAD: 7 } },
);
export interface Ife extends Infer<typeof Ife> {}
