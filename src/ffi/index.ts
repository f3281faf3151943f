export * from "./constants.js";
export { Descriptor, openDescriptors } from "./descriptor.js";
export {
  type CodedError,
  codedError,
  errnoCode,
  errnoText,
  isSyscallError,
  SyscallError,
  type SyscallErrorOptions,
} from "./errors.js";
export type { Ffi, PollEvents, PollHandle, PollListener, Receiver } from "./ffi.js";
export { inNamespace, type NetworkNamespace, openNamespace } from "./namespace.js";
export { checkRuntime, ffi, type Runtime, useFfi } from "./open.js";
export { watchedDescriptors } from "./poll.js";
export { debugLog, diagnostics, littleEndian } from "./runtime.js";
