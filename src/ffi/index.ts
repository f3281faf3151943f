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
export type {
  Ffi,
  MapOptions,
  Mapping,
  PollEvents,
  PollHandle,
  PollListener,
  Receiver,
  SyscallArgument,
  Waiter,
} from "./ffi.js";
export { bindLibpcap, type FilterRequest, type Libpcap, libpcap } from "./libpcap.js";
export { mappedBytes } from "./mapping.js";
export {
  inNamespace,
  inNewNamespace,
  NETNS_DIRECTORY,
  type NetworkNamespace,
  namespacePath,
  openNamespace,
} from "./namespace.js";
export { checkRuntime, ffi, type Runtime, useFfi } from "./open.js";
export { watchedDescriptors } from "./poll.js";
export { debugLog, debugSecrets, diagnostics, littleEndian, uninitialized } from "./runtime.js";
