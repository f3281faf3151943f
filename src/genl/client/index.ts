export type { FamilyBatchRequest } from "./batch.js";
export {
  type CommandReply,
  type CommandRequest,
  type CommandSchemas,
  command,
  type FamilyCommand,
  type FamilyNotice,
  notice,
} from "./command.js";
export type { CommandPolicies, Families, FamilyPolicies } from "./controller.js";
export type { FamilyDump } from "./dump.js";
export type { Family, FamilyGroup, FamilyOperation } from "./family.js";
export { Genl, type GenlOptions } from "./genl.js";
export type {
  FamilyEvent,
  FamilyMalformedEvent,
  FamilyMessageEvent,
  FamilySubscribeOptions,
  FamilySubscription,
} from "./subscription.js";
