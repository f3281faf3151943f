/** Requests and notifications of rtnetlink that the verbs make use of. */
import type { AnyType } from "../../codec/index.js";
import { type Operation, operationIn } from "../../netlink/connection/index.js";
import { nameMessages } from "../../netlink/connection/trace.js";
import { Address } from "../addr.js";
import { AddressLabel } from "../addrlabel.js";
import { Link } from "../link/index.js";
import { Neighbour } from "../neigh.js";
import { Nexthop } from "../nexthop.js";
import { NetnsId } from "../nsid.js";
import { rtnetlink } from "../protocol.js";
import { Route } from "../route/route.js";
import { Rule } from "../rule.js";
import { Filter, Qdisc, TrafficClass } from "../tc/tc.js";

nameMessages(rtnetlink);

/** Named by their schemas: the compiler would write out what these are made of. */
type Both<Name extends string, S extends AnyType> = Operation<Name, S, S>;

export const NewLink: Both<"RTM_NEWLINK", typeof Link> = operationIn(rtnetlink, "RTM_NEWLINK", Link);
export const DelLink: Both<"RTM_DELLINK", typeof Link> = operationIn(rtnetlink, "RTM_DELLINK", Link);
export const GetLink: Both<"RTM_GETLINK", typeof Link> = operationIn(rtnetlink, "RTM_GETLINK", Link);
export const SetLink: Both<"RTM_SETLINK", typeof Link> = operationIn(rtnetlink, "RTM_SETLINK", Link);
export const NewLinkProp: Both<"RTM_NEWLINKPROP", typeof Link> = operationIn(rtnetlink, "RTM_NEWLINKPROP", Link);
export const DelLinkProp: Both<"RTM_DELLINKPROP", typeof Link> = operationIn(rtnetlink, "RTM_DELLINKPROP", Link);
export const NewAddress: Both<"RTM_NEWADDR", typeof Address> = operationIn(rtnetlink, "RTM_NEWADDR", Address);
export const DelAddress: Both<"RTM_DELADDR", typeof Address> = operationIn(rtnetlink, "RTM_DELADDR", Address);
export const GetAddress: Both<"RTM_GETADDR", typeof Address> = operationIn(rtnetlink, "RTM_GETADDR", Address);
export const NewRoute: Both<"RTM_NEWROUTE", typeof Route> = operationIn(rtnetlink, "RTM_NEWROUTE", Route);
export const DelRoute: Both<"RTM_DELROUTE", typeof Route> = operationIn(rtnetlink, "RTM_DELROUTE", Route);
export const GetRoute: Both<"RTM_GETROUTE", typeof Route> = operationIn(rtnetlink, "RTM_GETROUTE", Route);
export const NewNeighbour: Both<"RTM_NEWNEIGH", typeof Neighbour> = operationIn(rtnetlink, "RTM_NEWNEIGH", Neighbour);
export const DelNeighbour: Both<"RTM_DELNEIGH", typeof Neighbour> = operationIn(rtnetlink, "RTM_DELNEIGH", Neighbour);
export const GetNeighbour: Both<"RTM_GETNEIGH", typeof Neighbour> = operationIn(rtnetlink, "RTM_GETNEIGH", Neighbour);
export const NewRule: Both<"RTM_NEWRULE", typeof Rule> = operationIn(rtnetlink, "RTM_NEWRULE", Rule);
export const DelRule: Both<"RTM_DELRULE", typeof Rule> = operationIn(rtnetlink, "RTM_DELRULE", Rule);
export const GetRule: Both<"RTM_GETRULE", typeof Rule> = operationIn(rtnetlink, "RTM_GETRULE", Rule);
export const NewNexthop: Both<"RTM_NEWNEXTHOP", typeof Nexthop> = operationIn(rtnetlink, "RTM_NEWNEXTHOP", Nexthop);
export const DelNexthop: Both<"RTM_DELNEXTHOP", typeof Nexthop> = operationIn(rtnetlink, "RTM_DELNEXTHOP", Nexthop);
export const GetNexthop: Both<"RTM_GETNEXTHOP", typeof Nexthop> = operationIn(rtnetlink, "RTM_GETNEXTHOP", Nexthop);
export const NewNexthopBucket: Both<"RTM_NEWNEXTHOPBUCKET", typeof Nexthop> = operationIn(
  rtnetlink,
  "RTM_NEWNEXTHOPBUCKET",
  Nexthop,
);
export const GetNexthopBucket: Both<"RTM_GETNEXTHOPBUCKET", typeof Nexthop> = operationIn(
  rtnetlink,
  "RTM_GETNEXTHOPBUCKET",
  Nexthop,
);
export const NewAddressLabel: Both<"RTM_NEWADDRLABEL", typeof AddressLabel> = operationIn(
  rtnetlink,
  "RTM_NEWADDRLABEL",
  AddressLabel,
);
export const DelAddressLabel: Both<"RTM_DELADDRLABEL", typeof AddressLabel> = operationIn(
  rtnetlink,
  "RTM_DELADDRLABEL",
  AddressLabel,
);
export const GetAddressLabel: Both<"RTM_GETADDRLABEL", typeof AddressLabel> = operationIn(
  rtnetlink,
  "RTM_GETADDRLABEL",
  AddressLabel,
);
export const NewNetnsId: Both<"RTM_NEWNSID", typeof NetnsId> = operationIn(rtnetlink, "RTM_NEWNSID", NetnsId);
export const DelNetnsId: Both<"RTM_DELNSID", typeof NetnsId> = operationIn(rtnetlink, "RTM_DELNSID", NetnsId);
export const GetNetnsId: Both<"RTM_GETNSID", typeof NetnsId> = operationIn(rtnetlink, "RTM_GETNSID", NetnsId);
export const NewQdisc: Both<"RTM_NEWQDISC", typeof Qdisc> = operationIn(rtnetlink, "RTM_NEWQDISC", Qdisc);
export const DelQdisc: Both<"RTM_DELQDISC", typeof Qdisc> = operationIn(rtnetlink, "RTM_DELQDISC", Qdisc);
export const NewTrafficClass: Both<"RTM_NEWTCLASS", typeof TrafficClass> = operationIn(
  rtnetlink,
  "RTM_NEWTCLASS",
  TrafficClass,
);
export const DelTrafficClass: Both<"RTM_DELTCLASS", typeof TrafficClass> = operationIn(
  rtnetlink,
  "RTM_DELTCLASS",
  TrafficClass,
);
export const NewFilter: Both<"RTM_NEWTFILTER", typeof Filter> = operationIn(rtnetlink, "RTM_NEWTFILTER", Filter);
export const DelFilter: Both<"RTM_DELTFILTER", typeof Filter> = operationIn(rtnetlink, "RTM_DELTFILTER", Filter);
