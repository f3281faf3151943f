export { type Capture, openReader, readCapture } from "./open.js";
export type { FilePacket, FileStatistics, PacketInterface, PacketSink } from "./packet/file.js";
export { optionU64, type PacketOption, packetOptions } from "./packet/options.js";
export { PacketFileReader } from "./packet/reader.js";
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
