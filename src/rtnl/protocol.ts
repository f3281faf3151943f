// include/uapi/linux/rtnetlink.h: RTM_*
import { byFamily, protocol } from "../netlink/protocol.js";
import { Address } from "./addr.js";
import { AddressLabel } from "./addrlabel.js";
import { BridgeVlan, BridgeVlanGet } from "./bridge-vlan.js";
import { CacheReport, CacheReport6 } from "./cachereport.js";
import { AddressFamily } from "./constants.js";
import { Link, LinkStats, LinkStatsRequest } from "./link/index.js";
import { Mdb, MdbGet, MdbSet } from "./mdb.js";
import { NdUserOption } from "./nduseropt.js";
import { Neighbour } from "./neigh.js";
import { NeighbourTable } from "./neigh-table.js";
import { Netconf } from "./netconf.js";
import { Nexthop } from "./nexthop.js";
import { NetnsId } from "./nsid.js";
import { Prefix } from "./prefix.js";
import { Route } from "./route/route.js";
import { Rule } from "./rule.js";
import { ActionMessage, Filter, Qdisc, TrafficClass } from "./tc/tc.js";
import { Tunnel } from "./tunnel.js";

/** NETLINK_ROUTE. */
export const rtnetlink = protocol("ROUTE", 0, {
  RTM_NEWLINK: [16, Link],
  RTM_DELLINK: [17, Link],
  RTM_GETLINK: [18, Link],
  RTM_SETLINK: [19, Link],
  RTM_NEWADDR: [20, Address],
  RTM_DELADDR: [21, Address],
  RTM_GETADDR: [22, Address],
  RTM_NEWROUTE: [24, Route],
  RTM_DELROUTE: [25, Route],
  RTM_GETROUTE: [26, Route],
  RTM_NEWNEIGH: [28, Neighbour],
  RTM_DELNEIGH: [29, Neighbour],
  RTM_GETNEIGH: [30, Neighbour],
  RTM_NEWRULE: [32, Rule],
  RTM_DELRULE: [33, Rule],
  RTM_GETRULE: [34, Rule],
  RTM_NEWQDISC: [36, Qdisc],
  RTM_DELQDISC: [37, Qdisc],
  RTM_GETQDISC: [38, Qdisc],
  RTM_NEWTCLASS: [40, TrafficClass],
  RTM_DELTCLASS: [41, TrafficClass],
  RTM_GETTCLASS: [42, TrafficClass],
  RTM_NEWTFILTER: [44, Filter],
  RTM_DELTFILTER: [45, Filter],
  RTM_GETTFILTER: [46, Filter],
  RTM_NEWACTION: [48, ActionMessage],
  RTM_DELACTION: [49, ActionMessage],
  RTM_GETACTION: [50, ActionMessage],
  RTM_NEWPREFIX: [52, Prefix],
  RTM_NEWMULTICAST: [56, Address],
  RTM_DELMULTICAST: [57, Address],
  RTM_GETMULTICAST: [58, Address],
  RTM_NEWANYCAST: [60, Address],
  RTM_DELANYCAST: [61, Address],
  RTM_GETANYCAST: [62, Address],
  RTM_NEWNEIGHTBL: [64, NeighbourTable],
  RTM_GETNEIGHTBL: [66, NeighbourTable],
  RTM_SETNEIGHTBL: [67, NeighbourTable],
  RTM_NEWNDUSEROPT: [68, NdUserOption],
  RTM_NEWADDRLABEL: [72, AddressLabel],
  RTM_DELADDRLABEL: [73, AddressLabel],
  RTM_GETADDRLABEL: [74, AddressLabel],
  RTM_NEWNETCONF: [80, Netconf],
  RTM_DELNETCONF: [81, Netconf],
  RTM_GETNETCONF: [82, Netconf],
  RTM_NEWMDB: [84, { request: MdbSet, reply: Mdb }],
  RTM_DELMDB: [85, { request: MdbSet, reply: Mdb }],
  RTM_GETMDB: [86, { request: MdbGet, reply: Mdb }],
  RTM_NEWNSID: [88, NetnsId],
  RTM_DELNSID: [89, NetnsId],
  RTM_GETNSID: [90, NetnsId],
  RTM_NEWSTATS: [92, LinkStats],
  RTM_GETSTATS: [94, { request: LinkStatsRequest, reply: LinkStats }],
  RTM_SETSTATS: [95, { request: LinkStatsRequest, reply: LinkStats }],
  RTM_NEWCACHEREPORT: [
    96,
    byFamily([
      [AddressFamily.ipmr, CacheReport],
      [AddressFamily.ip6mr, CacheReport6],
    ]),
  ],
  RTM_NEWCHAIN: [100, Filter],
  RTM_DELCHAIN: [101, Filter],
  RTM_GETCHAIN: [102, Filter],
  RTM_NEWNEXTHOP: [104, Nexthop],
  RTM_DELNEXTHOP: [105, Nexthop],
  RTM_GETNEXTHOP: [106, Nexthop],
  RTM_NEWLINKPROP: [108, Link],
  RTM_DELLINKPROP: [109, Link],
  RTM_GETLINKPROP: [110, Link],
  RTM_NEWVLAN: [112, BridgeVlan],
  RTM_DELVLAN: [113, BridgeVlan],
  RTM_GETVLAN: [114, { request: BridgeVlanGet, reply: BridgeVlan }],
  RTM_NEWNEXTHOPBUCKET: [116, Nexthop],
  RTM_DELNEXTHOPBUCKET: [117, Nexthop],
  RTM_GETNEXTHOPBUCKET: [118, Nexthop],
  RTM_NEWTUNNEL: [120, Tunnel],
  RTM_DELTUNNEL: [121, Tunnel],
  RTM_GETTUNNEL: [122, Tunnel],
});
