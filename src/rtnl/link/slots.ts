// Kernel arrays whose places have names (IPV4_DEVCONF_*, DEVCONF_*, IPSTATS_MIB_*, ICMP6_MIB_*)
import { type AnyType, type Attr, as, attr, type Later, later } from "../../codec/index.js";

/** IPV4_DEVCONF_ and `arpAnnounce` to IPV4_DEVCONF_ARP_ANNOUNCE. */
function placeName(prefix: string, key: string): string {
  return prefix + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/**
 * Members of a struct that stands for an array: kernels of other versions send fewer places, which are then absent.
 *
 * @param prefix of the constants that number the places, in the order of `places`
 */
export function slots<F extends Record<string, AnyType>>(prefix: string, places: F): { [K in keyof F]: Later<F[K]> } {
  const entries = Object.entries(places).map(([key, type]) => [key, later(as(placeName(prefix, key), type))]);
  return Object.fromEntries(entries) as { [K in keyof F]: Later<F[K]> };
}

/** The same places as attributes, numbered from `first`. */
export function numbered<F extends Record<string, AnyType>>(
  prefix: string,
  first: number,
  places: F,
): { [K in keyof F]: Attr<F[K]> } {
  const entries = Object.entries(places).map(([key, type], i) => [key, attr(first + i, placeName(prefix, key), type)]);
  return Object.fromEntries(entries) as { [K in keyof F]: Attr<F[K]> };
}
