// include/uapi/linux/if_link.h: IFLA_INET_*; include/uapi/linux/ip.h: IPV4_DEVCONF_*
import { type AttrsType, attr, attrs, byKind, type Infer, type Input, s32, struct, unit } from "../../codec/index.js";
import { numbered, slots } from "./slots.js";

/** Settings of IPv4 on a device, net.ipv4.conf.<device>.*, in the order of IPV4_DEVCONF_*. */
const settings = {
  forwarding: s32,
  mcForwarding: s32,
  proxyArp: s32,
  acceptRedirects: s32,
  secureRedirects: s32,
  sendRedirects: s32,
  sharedMedia: s32,
  rpFilter: s32,
  acceptSourceRoute: s32,
  bootpRelay: s32,
  logMartians: s32,
  tag: s32,
  arpfilter: s32,
  mediumId: s32,
  noxfrm: s32,
  nopolicy: s32,
  forceIgmpVersion: s32,
  arpAnnounce: s32,
  arpIgnore: s32,
  promoteSecondaries: s32,
  arpAccept: s32,
  arpNotify: s32,
  acceptLocal: s32,
  srcVmark: s32,
  proxyArpPvlan: s32,
  routeLocalnet: s32,
  igmpv2UnsolicitedReportInterval: unit("ms", s32),
  igmpv3UnsolicitedReportInterval: unit("ms", s32),
  ignoreRoutesWithLinkdown: s32,
  dropUnicastInL2Multicast: s32,
  dropGratuitousArp: s32,
  bcForwarding: s32,
  arpEvictNocarrier: s32,
};

/** What the kernel sends: an array of s32. */
export const Ipv4Conf = struct("ipv4_devconf", 132, slots("IPV4_DEVCONF_", settings));
/** What it takes: attributes numbered IPV4_DEVCONF_*, each a s32. */
export const Ipv4ConfRequest = attrs(numbered("IPV4_DEVCONF_", 1, settings));

const inetSpec = attrs({
  /** Array in replies, attributes in requests; the keys are the same. */
  conf: attr(1, "IFLA_INET_CONF", byKind("$direction", { request: Ipv4ConfRequest, reply: Ipv4Conf })),
});
export interface InetSpec extends Infer<typeof inetSpec> {}
export interface InetSpecInput extends Input<typeof inetSpec> {}
export const InetSpec: AttrsType<InetSpec, InetSpecInput> = inetSpec;
