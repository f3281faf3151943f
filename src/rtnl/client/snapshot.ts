/** The network at one glance, without a turn of the event loop: for code that starts up. */
import { z } from "zod";
import { dumpBlocking, NetlinkSocket, type NetworkNamespace } from "../../netlink/connection/index.js";
import { checkOptions, networkNamespace } from "../../options/index.js";
import type { Address } from "../addr.js";
import { ExtMask } from "../link/constants.js";
import type { Link } from "../link/link.js";
import { rtnetlink } from "../protocol.js";
import type { Route } from "../route/route.js";
import { GetAddress, GetLink, GetRoute } from "./operations.js";

export interface SnapshotOptions {
  /** Network namespace to look into; the calling thread's by default. */
  readonly netns?: NetworkNamespace | undefined;
  /** Longest silence of the kernel, ms; 5000 by default. */
  readonly timeoutMs?: number | undefined;
  /** How often a table that changed meanwhile is read again; 10 by default. */
  readonly retries?: number | undefined;
}

/** Each table is of one piece; between one and the next something may have changed. */
export interface Snapshot {
  readonly links: Link[];
  readonly addresses: Address[];
  /** Of every table and of IPv4, IPv6 and MPLS. */
  readonly routes: Route[];
}

const options = z.strictObject({
  netns: networkNamespace.optional(),
  timeoutMs: z.number().positive().max(0x7fff_ffff).optional(),
  retries: z.int().min(0).max(1000).optional(),
});

/**
 * Links, addresses and routes, read with the thread blocked: a few milliseconds on most machines, more where there are very
 * many routes. Everything else of the thread waits, so this is for start-up code and command lines; others use `Rtnl`.
 *
 * @throws OptionError; SyscallError when the kernel refuses the socket or the namespace; NetlinkError;
 *   DumpInterruptedError; Error with code ERR_RINGLINK_TIMEOUT
 */
export function snapshotSync(input: SnapshotOptions = {}): Snapshot {
  const { netns, timeoutMs = 5000, retries = 10 } = checkOptions(options, input, "snapshotSync");
  using socket = NetlinkSocket.open({ protocol: rtnetlink.number, netns });
  const wait = { timeoutMs, retries };
  const links = dumpBlocking(socket, GetLink, { extMask: ExtMask.skip_stats }, wait);
  const addresses = dumpBlocking(socket, GetAddress, {}, wait);
  const routes = dumpBlocking(socket, GetRoute, {}, wait).filter(({ family }) => ROUTED.has(family));
  return { links, addresses, routes };
}

/** Multicast routing tables answer as well. */
const ROUTED: ReadonlySet<string | number> = new Set(["inet", "inet6", "mpls"]);
