/** Which notification tells of what, and which multicast group carries it. */
import type { AnyType } from "../../codec/index.js";
import { Address } from "../addr.js";
import { BridgeVlan } from "../bridge-vlan.js";
import { Link, LinkStats } from "../link/index.js";
import { Mdb } from "../mdb.js";
import { NdUserOption } from "../nduseropt.js";
import { Neighbour } from "../neigh.js";
import { Netconf } from "../netconf.js";
import { Nexthop } from "../nexthop.js";
import { NetnsId } from "../nsid.js";
import { Prefix } from "../prefix.js";
import { Route } from "../route/route.js";
import { Rule } from "../rule.js";
import { ActionMessage, Filter, Qdisc, TrafficClass } from "../tc/tc.js";
import { Tunnel } from "../tunnel.js";

/** What an event tells of, by the key under which it has it. */
export interface EventValues {
  link: Link;
  address: Address;
  route: Route;
  rule: Rule;
  neighbour: Neighbour;
  nexthop: Nexthop;
  nexthopBucket: Nexthop;
  namespaceId: NetnsId;
  qdisc: Qdisc;
  trafficClass: TrafficClass;
  filter: Filter;
  chain: Filter;
  tcAction: ActionMessage;
  prefix: Prefix;
  mdb: Mdb;
  netconf: Netconf;
  multicastAddress: Address;
  anycastAddress: Address;
  ndUserOption: NdUserOption;
  bridgeVlan: BridgeVlan;
  tunnel: Tunnel;
  linkStats: LinkStats;
}
export type EventObject = keyof EventValues;

type Notification = readonly [added: string, removed: string | undefined, schema: AnyType];

/** Names of the messages that make or change an object and that remove it, without RTM_, and what both carry. */
export const NOTIFICATIONS: Readonly<Record<EventObject, Notification>> = {
  link: ["NEWLINK", "DELLINK", Link],
  address: ["NEWADDR", "DELADDR", Address],
  route: ["NEWROUTE", "DELROUTE", Route],
  rule: ["NEWRULE", "DELRULE", Rule],
  neighbour: ["NEWNEIGH", "DELNEIGH", Neighbour],
  nexthop: ["NEWNEXTHOP", "DELNEXTHOP", Nexthop],
  nexthopBucket: ["NEWNEXTHOPBUCKET", "DELNEXTHOPBUCKET", Nexthop],
  namespaceId: ["NEWNSID", "DELNSID", NetnsId],
  qdisc: ["NEWQDISC", "DELQDISC", Qdisc],
  trafficClass: ["NEWTCLASS", "DELTCLASS", TrafficClass],
  filter: ["NEWTFILTER", "DELTFILTER", Filter],
  chain: ["NEWCHAIN", "DELCHAIN", Filter],
  tcAction: ["NEWACTION", "DELACTION", ActionMessage],
  prefix: ["NEWPREFIX", undefined, Prefix],
  mdb: ["NEWMDB", "DELMDB", Mdb],
  netconf: ["NEWNETCONF", "DELNETCONF", Netconf],
  multicastAddress: ["NEWMULTICAST", "DELMULTICAST", Address],
  anycastAddress: ["NEWANYCAST", "DELANYCAST", Address],
  ndUserOption: ["NEWNDUSEROPT", undefined, NdUserOption],
  bridgeVlan: ["NEWVLAN", "DELVLAN", BridgeVlan],
  tunnel: ["NEWTUNNEL", "DELTUNNEL", Tunnel],
  linkStats: ["NEWSTATS", undefined, LinkStats],
};

/** What the messages of each group tell of. The kernel's names of groups, RTNLGRP_*, with dashes. */
export const GROUP_OBJECTS = {
  link: ["link"],
  neigh: ["neighbour"],
  tc: ["qdisc", "trafficClass", "filter", "chain", "tcAction"],
  "ipv4-ifaddr": ["address"],
  "ipv4-mroute": ["route"],
  "ipv4-route": ["route"],
  "ipv4-rule": ["rule"],
  "ipv6-ifaddr": ["address"],
  "ipv6-mroute": ["route"],
  "ipv6-route": ["route"],
  "ipv6-ifinfo": ["link"],
  "ipv6-prefix": ["prefix"],
  "ipv6-rule": ["rule"],
  "nd-useropt": ["ndUserOption"],
  "phonet-ifaddr": ["address"],
  "phonet-route": ["route"],
  "ipv4-netconf": ["netconf"],
  "ipv6-netconf": ["netconf"],
  mdb: ["mdb"],
  "mpls-route": ["route"],
  nsid: ["namespaceId"],
  "mpls-netconf": ["netconf"],
  "ipv4-mroute-r": [],
  "ipv6-mroute-r": [],
  nexthop: ["nexthop", "nexthopBucket"],
  brvlan: ["bridgeVlan"],
  "mctp-ifaddr": ["address"],
  tunnel: ["tunnel"],
  stats: ["linkStats"],
  "ipv4-mcaddr": ["multicastAddress"],
  "ipv6-mcaddr": ["multicastAddress"],
  "ipv6-acaddr": ["anycastAddress"],
} as const satisfies Record<string, readonly EventObject[]>;

/** Several groups of one kind under one name. */
export const GROUP_SETS = {
  address: ["ipv4-ifaddr", "ipv6-ifaddr"],
  route: ["ipv4-route", "ipv6-route"],
  rule: ["ipv4-rule", "ipv6-rule"],
  netconf: ["ipv4-netconf", "ipv6-netconf"],
} as const satisfies Record<string, readonly (keyof typeof GROUP_OBJECTS)[]>;

type KernelGroup = keyof typeof GROUP_OBJECTS;
type GroupSet = keyof typeof GROUP_SETS;

/** A multicast group of rtnetlink, or several: `"route"` is `"ipv4-route"` and `"ipv6-route"`. */
export type EventGroup = KernelGroup | GroupSet;

/** What a group's events tell of; of a group given by its number nothing is known. */
export type ObjectOfGroup<G> = G extends KernelGroup
  ? (typeof GROUP_OBJECTS)[G][number]
  : G extends GroupSet
    ? (typeof GROUP_OBJECTS)[(typeof GROUP_SETS)[G][number]][number]
    : EventObject;
