export { type Assembly, assemble, type Source } from "./assemble.js";
export { attachXdp, type XdpAttachment, type XdpAttachOptions, type XdpMode } from "./attachment.js";
export { Btf, kernelFunctionIds } from "./btf.js";
export {
  BpfMapFlags,
  BpfMapType,
  BpfProgramFlags,
  BpfProgramType,
  BpfUpdateFlags,
  XdpAction,
} from "./constants.js";
export { BpfHelper } from "./helper.constants.js";
export * from "./instruction.js";
export { listing } from "./listing.js";
export { BpfMap, type BpfMapOptions, type MapData } from "./map.js";
export { Arithmetic, Atomic, ByteOrder, Condition, Size } from "./opcodes.js";
export {
  BpfProgram,
  type BpfProgramOptions,
  isVerifierError,
  type ProgramInfo,
  type TestRun,
  type TestRunOptions,
  VerifierError,
} from "./program.js";
export { type PacketMatch, type RedirectOptions, redirectProgram } from "./redirect.js";
export { type RxMetadata, type RxMetadataProgram, XdpRssType } from "./rx-metadata.js";
