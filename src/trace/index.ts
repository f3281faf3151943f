export { type Capture, openReader, readCapture } from "./open.js";
export { STRACE_OPTIONS, STRACE_RECIPE, STRACE_TRACE_SET, type StraceRun, straceArguments } from "./recipe.js";
export {
  type CaptureFormat,
  type CaptureReader,
  type Datagram,
  type DatagramSource,
  type Note,
  type NoteCode,
  type ReaderOptions,
  TraceError,
  type Truncation,
} from "./types.js";
