// Kinds of link-layer headers in capture files (LINKTYPE_*), and the kernel's numbers for the devices that have them:
// include/uapi/linux/if_arp.h, ARPHRD_*.
import { codedError } from "../../ffi/index.js";

/** LINKTYPE_* numbers of what Linux captures. */
export const LinkType = {
  null: 0,
  ethernet: 1,
  ax25: 3,
  ppp: 9,
  raw: 101,
  ieee80211: 105,
  linuxSll: 113,
  ieee80211Radiotap: 127,
  ieee802154: 195,
  canSocketcan: 227,
  netlink: 253,
  vsock: 271,
  linuxSll2: 276,
} as const;
export type LinkType = (typeof LinkType)[keyof typeof LinkType];

/** Device types whose frames start with a header of their own; of the others some are known to start with IP. */
const BY_HARDWARE: ReadonlyMap<number, LinkType> = new Map<number, LinkType>([
  [1, LinkType.ethernet],
  [3, LinkType.ax25],
  [280, LinkType.canSocketcan],
  // ARPHRD_LOOPBACK: with Ethernet headers of zeros.
  [772, LinkType.ethernet],
  [801, LinkType.ieee80211],
  [803, LinkType.ieee80211Radiotap],
  [804, LinkType.ieee802154],
  [824, LinkType.netlink],
  [826, LinkType.vsock],
]);

/** ARPHRD_PPP, RAWIP, TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE, NONE. */
const IP_HARDWARE: readonly number[] = [512, 519, 768, 769, 776, 778, 823, 0xfffe];

/**
 * Link type of the frames that a raw packet socket gets from a device of a type (ARPHRD_*); undefined where capture files
 * have none, or another one than the frames.
 */
export function linkTypeOf(hardwareType: number): LinkType | undefined {
  return IP_HARDWARE.includes(hardwareType) ? LinkType.raw : BY_HARDWARE.get(hardwareType);
}

/** DLT_RAW on Linux, the one link type here that libpcap's calls and its files number differently. */
const DLT_RAW = 12;

/** The DLT_* number that libpcap's calls take. @throws RangeError when it is no link type */
export function dltOf(linkType: number): number {
  checkLinkType(linkType);
  return linkType === LinkType.raw ? DLT_RAW : linkType;
}

/** @throws Error with code ERR_RINGLINK_LINK_TYPE */
export function checkLinkType(linkType: number): void {
  if (Number.isInteger(linkType) && linkType >= 0 && linkType <= 0xffff) return;
  throw codedError("ERR_RINGLINK_LINK_TYPE", `link type ${linkType} is not a number from 0 to 65535`);
}
