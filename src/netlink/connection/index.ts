export {
  type CodedError,
  type Ffi,
  isSyscallError,
  type NetworkNamespace,
  openDescriptors,
  SyscallError,
  useFfi,
} from "../../ffi/index.js";
export { type BlockingOptions, type BlockingSocket, dumpBlocking } from "./blocking.js";
export type { BatchResult, Bulk } from "./bulk.js";
export {
  type BatchRequest,
  type CallOptions,
  Connection,
  type ConnectionOptions,
  type DumpOptions,
  type ListOptions,
  type SubscribeOptions,
} from "./connection.js";
export type { Dump } from "./dump.js";
export { DumpInterruptedError, type Extack, isDumpInterruptedError, isNetlinkError, NetlinkError } from "./errors.js";
export type { Reply } from "./flight.js";
export { AuditGroup, type Group, groupNumber, NetfilterGroup, RouteGroup, SockDiagGroup, XfrmGroup } from "./groups.js";
export { type Operation, operation, operationIn, type ReplyOf, type RequestOf } from "./operation.js";
export { PackedList } from "./packed-list.js";
export { NetlinkSocket, SocketOption, type SocketOptions } from "./socket.js";
export type {
  LostEvent,
  MalformedEvent,
  NotificationEvent,
  Subscription,
  SubscriptionEvent,
  SubscriptionOptions,
  UndeclaredEvent,
} from "./subscription.js";
export {
  type Answer,
  type AnswerMessage,
  answer,
  checkRequest,
  errno,
  type Handler,
  MemorySocket,
  type MemorySocketOptions,
  multipart,
  type SeenRequest,
} from "./testing.js";
export type { DatagramTrace, UnexpectedTrace } from "./trace.js";
export type { AnotherOptions, Transport } from "./transport.js";
