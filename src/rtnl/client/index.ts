export {
  type AddressLabelKeyOptions,
  type AddressLabelListOptions,
  type AddressLabelOptions,
  AddressLabels,
} from "../address-labels.js";
export { Addresses, type AddressFilter, type AddressListOptions } from "../addresses.js";
export type {
  AddressFamilyName,
  AddressFlag,
  AddressKeyOptions,
  AddressOptions,
  AddressScope,
  Lifetime,
} from "../addresses-options.js";
export {
  Fdb,
  type FdbFilter,
  type FdbGetOptions,
  type FdbKeyOptions,
  type FdbListOptions,
  type FdbOptions,
} from "../fdb.js";
export type { LinkAttributes, LinkSwitches } from "../link/verbs/attributes.js";
export type { LinkChange } from "../link/verbs/change.js";
export type {
  DataKind,
  FlatData,
  KindChange,
  KindData,
  KindOptions,
  LinkKind,
  PlainKind,
} from "../link/verbs/kinds.js";
export {
  type LinkDetail,
  type LinkFilter,
  type LinkGetOptions,
  type LinkListOptions,
  Links,
} from "../link/verbs/links.js";
export type { CommonLinkOptions, LinkOptions, LinkPeerOptions } from "../link/verbs/new-link.js";
export type { BondPortOptions, BridgePortOptions, LinkSettings } from "../link/verbs/settings.js";
export type { LinkCondition, LinkWaitOptions } from "../link/verbs/wait.js";
export { type NamespaceIdListOptions, NamespaceIds } from "../namespace-ids.js";
export {
  type NeighbourFilter,
  type NeighbourKeyOptions,
  type NeighbourListOptions,
  type NeighbourOptions,
  Neighbours,
  neighbourStates,
} from "../neighbours.js";
export {
  type NexthopBucket,
  type NexthopBucketOptions,
  type NexthopFilter,
  type NexthopListOptions,
  type NexthopMember,
  type NexthopOptions,
  type NexthopResilientOptions,
  Nexthops,
  nexthopWeight,
} from "../nexthops.js";
export { Routes } from "../route/routes.js";
export type { DefaultNexthop, DefaultRoute } from "../route/routes-default.js";
export type {
  BpfEncapOptions,
  EncapOptions,
  IlaEncapOptions,
  Ioam6EncapOptions,
  Ip6EncapOptions,
  IpEncapOptions,
  MplsEncapOptions,
  RplEncapOptions,
  Seg6EncapOptions,
  Seg6LocalEncapOptions,
  SegmentOptions,
  XfrmEncapOptions,
} from "../route/routes-encap.js";
export type { LabelInput } from "../route/routes-labels.js";
export { routeDestination, routeTable } from "../route/routes-match.js";
export type {
  RouteFamily,
  RouteFilter,
  RouteKeyOptions,
  RouteListOptions,
  RouteLookupOptions,
  RouteMetricOptions,
  RouteNexthopOptions,
  RouteOptions,
  ViaOptions,
} from "../route/routes-options.js";
export { type RuleFamily, type RuleFilter, type RuleListOptions, type RuleOptions, Rules } from "../rules.js";
export {
  type EventMalformed,
  type EventOther,
  type EventsLost,
  type EventsOptions,
  type ObjectEvent,
  type RtnlEvent,
  RtnlEvents,
} from "./events.js";
export type { EventGroup, EventObject, EventValues, ObjectOfGroup } from "./events-table.js";
export * from "./mirror/index.js";
export type { NumberRange } from "./option-types.js";
export { Rtnl, type RtnlOptions } from "./rtnl.js";
export type { LinkReference, ListVerbOptions, VerbOptions } from "./session.js";
export { type Snapshot, type SnapshotOptions, snapshotSync } from "./snapshot.js";
export {
  type LinkCounters,
  type LinkRate,
  type LinkRateOptions,
  type LinkRates,
  LinkRateTracker,
  type LinkSample,
  type RateClock,
  Statistics,
} from "./statistics.js";
export type { BulkOptions, WriteMode } from "./write.js";
