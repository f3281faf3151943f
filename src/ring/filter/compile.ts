/** tcpdump's filter expressions. */
import { codedError, ffi, inNamespace, libpcap, type NetworkNamespace, openNamespace } from "../../ffi/index.js";
import { dltOf, LinkType } from "../pcap/link-type.js";
import { type ClassicFilter, filterFromBytes } from "./instruction.js";

export interface CompileOptions {
  /** LINKTYPE_* number of the packets; Ethernet by default. */
  readonly linkType?: number | undefined;
  /** Bytes to keep of packets that match, 1 to 262144 (the default). */
  readonly snapLength?: number | undefined;
  /** Whether libpcap shortens the program; true by default. */
  readonly optimize?: boolean | undefined;
  /** Mask of the network that `ip broadcast` is about, as a number: 0xffffff00 for 24 bits. */
  readonly netmask?: number | undefined;
  /**
   * Interface on which the kernel will run the filter. `vlan` needs it: the kernel takes the outer tag out of the bytes
   * before a packet socket's filter sees them, and only with this the program asks for the tag as well. Needs CAP_NET_RAW, in
   * expressions with `vlan` only.
   */
  readonly interface?: string | undefined;
  /** Network namespace of the interface; that of the calling thread by default. */
  readonly namespace?: NetworkNamespace | undefined;
}

/** What libpcap calls MAXIMUM_SNAPLEN. */
export const MAX_SNAP_LENGTH = 262_144;

/** Characters. The time that the optimiser of libpcap takes grows with the third power: 17 s for a list of 400 hosts. */
const LONGEST = 8192;

/**
 * Compiles a tcpdump expression (pcap-filter(7)) to a program for a packet socket or for `filterFunction`. An empty one
 * matches everything.
 *
 * @throws Error with code ERR_RINGLINK_FILTER and libpcap's message when the expression is wrong; ERR_RINGLINK_LIBPCAP when
 * libpcap is not installed
 *
 * @example
 * const filter = compileFilter("udp port 53");
 */
export function compileFilter(expression: string, options: CompileOptions = {}): ClassicFilter {
  const { linkType = LinkType.ethernet, snapLength = MAX_SNAP_LENGTH, optimize = true, netmask } = options;
  const refuse = (message: string): never => {
    throw codedError("ERR_RINGLINK_FILTER", message);
  };
  if (!Number.isInteger(snapLength) || snapLength < 1 || snapLength > MAX_SNAP_LENGTH) {
    refuse(`snapLength is ${snapLength}, not 1 to ${MAX_SNAP_LENGTH}`);
  }
  if (netmask !== undefined && (!Number.isInteger(netmask) || netmask < 0 || netmask > 0xffffffff)) {
    refuse(`netmask is ${netmask}, not 0 to 0xffffffff`);
  }
  const nul = expression.indexOf("\0");
  if (nul >= 0) refuse(`there is a NUL character at ${nul} in the filter expression`);
  if (expression.length > LONGEST) {
    refuse(`a filter expression of ${expression.length} characters; at most ${LONGEST} are taken`);
  }
  // A live handle makes a difference for the VLAN tags of Ethernet only.
  const device = linkType === LinkType.ethernet && /\bvlan\b/.test(expression) ? options.interface : undefined;
  const compile = () =>
    filterFromBytes(libpcap().compile({ expression, dlt: dltOf(linkType), snapLength, optimize, netmask, device }));
  if (device === undefined || options.namespace === undefined) return compile();
  using namespace = openNamespace(ffi(), options.namespace);
  return inNamespace(ffi(), namespace, compile);
}
