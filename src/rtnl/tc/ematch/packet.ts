// include/uapi/linux/tc_ematch/tc_em_cmp.h, tc_em_nbyte.h, tc_em_text.h: struct tcf_em_cmp, tcf_em_nbyte, tcf_em_text
import { as, bytes, cbits, chars, constants, hex, struct, u8, u16, u32, unit } from "../../../codec/index.js";

/** Header that offsets count from. */
export const EmatchLayer = constants("TCF_LAYER_", { link: 0, network: 1, transport: 2 });
/** How the packet's value compares with `val`. */
export const EmatchOperand = constants("TCF_EM_OPND_", { eq: 0, gt: 1, lt: 2 });
export const EmatchAlign = constants("TCF_EM_ALIGN_", { u8: 1, u16: 2, u32: 4 });
/** Flag of a comparison: convert the packet's value to host byte order. */
export const EmatchCmpFlags = constants("TCF_EM_CMP_", { trans: 1 });

/** An integer of the packet compared with a number. */
export const EmatchCmp = struct("tcf_em_cmp", 12, {
  val: u32,
  mask: hex(u32),
  off: unit("bytes", u16),
  /** `align`: an EmatchAlign; `flags`: EmatchCmpFlags. */
  alignFlags: as("align", cbits(u8, { align: 4, flags: 4 })),
  /** `layer`: an EmatchLayer; `opnd`: an EmatchOperand. */
  layerOpnd: as("layer", cbits(u8, { layer: 4, opnd: 4 })),
});

/** Bytes of the packet compared with a pattern. */
export const EmatchNbyte = struct("tcf_em_nbyte", 4, {
  off: unit("bytes", u16),
  lenLayer: as("len", cbits(u16, { len: 12, layer: 4 })),
  /** The first `len` bytes count; tc pads with zeros. */
  pattern: bytes,
});

/** Text search between two offsets. */
export const EmatchText = struct("tcf_em_text", 24, {
  /** Name of the search algorithm: kmp, bm, fsm. */
  algo: chars(16),
  fromOffset: unit("bytes", u16),
  toOffset: unit("bytes", u16),
  patternLen: unit("bytes", u16),
  layers: as("from_layer", cbits(u8, { fromLayer: 4, toLayer: 4 })),
  pad: u8,
  pattern: bytes,
});
