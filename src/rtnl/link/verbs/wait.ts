/** Waiting until a link is as wanted, without missing the moment. */
import { codedError } from "../../../ffi/index.js";
import { isNetlinkError, type SubscriptionEvent } from "../../../netlink/connection/index.js";
import { shownValue } from "../../../options/index.js";
import { DelLink, GetLink, NewLink } from "../../client/operations.js";
import { type LinkReference, linkSelector, type Session } from "../../client/session.js";
import { LinkFlags } from "../constants.js";
import type { Link } from "../link.js";

/**
 * What a link is waited to be.
 *
 * - `exists`, `absent`
 * - `up`: switched on (IFF_UP); `down`: there and switched off
 * - `lower-up`: the hardware, or the other end, is connected (IFF_LOWER_UP)
 * - `running`: ready to carry packets (IFF_RUNNING)
 * - a function that says so of a link that is there
 */
export type LinkCondition = "exists" | "absent" | "up" | "down" | "lower-up" | "running" | ((link: Link) => boolean);

const CONDITIONS: Readonly<Record<string, (link: Link | undefined) => boolean>> = {
  exists: (link) => link !== undefined,
  absent: (link) => link === undefined,
  up: (link) => link !== undefined && (link.flags & LinkFlags.up) !== 0,
  down: (link) => link !== undefined && (link.flags & LinkFlags.up) === 0,
  "lower-up": (link) => link !== undefined && (link.flags & LinkFlags.lower_up) !== 0,
  running: (link) => link !== undefined && (link.flags & LinkFlags.running) !== 0,
};

export const CONDITION_NAMES = Object.keys(CONDITIONS);

export interface LinkWaitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Longest wait, ms; 30 000 by default, `Infinity` for no limit. */
  readonly timeoutMs?: number | undefined;
}

/** Longest that a timer can be set to, ms. */
const LONGEST_TIMER = 0x7fffffff;

function isNamed({ ifname, propList }: Link, name: string): boolean {
  return ifname === name || propList?.altIfname?.includes(name) === true;
}

/** What a link was last seen to be, for a person. */
function described(link: Link | undefined): string {
  if (link === undefined) return "it does not exist";
  const states = [`it is ${(link.flags & LinkFlags.up) === 0 ? "down" : "up"}`];
  if (link.operstate !== undefined) states.push(`operstate ${link.operstate}`);
  return states.join(", ");
}

/** A link as requests and notifications show it. */
class Watched {
  link: Link | undefined;
  readonly #reference: LinkReference;

  constructor(reference: LinkReference) {
    this.#reference = reference;
  }

  /** Takes notice of a change. False when it tells nothing about the link. */
  take(name: "RTM_NEWLINK" | "RTM_DELLINK", value: Link): boolean {
    // The bridge's view of its ports comes to the same group.
    if (value.family !== "unspec") return false;
    const reference = this.#reference;
    const isIt = typeof reference === "number" ? value.index === reference : isNamed(value, reference);
    const wasIt = this.link !== undefined && value.index === this.link.index;
    if (!isIt && !wasIt) return false;
    if (name === "RTM_DELLINK") {
      // One of the same name may have come meanwhile.
      if (this.link !== undefined && !wasIt) return false;
      this.link = undefined;
    } else this.link = isIt ? value : undefined;
    return true;
  }
}

async function look(session: Session, link: LinkReference, signal: AbortSignal): Promise<Link | undefined> {
  try {
    return await session.connection.get(GetLink, linkSelector(link), { signal, subject: String(link) });
  } catch (error) {
    if (isNetlinkError(error, "ENODEV")) return undefined;
    throw error;
  }
}

type LinkEvent = SubscriptionEvent<typeof NewLink | typeof DelLink>;

/** Listens first and looks then, so that nothing falls between; looks again when notifications were lost. */
export async function waitForLink(
  session: Session,
  reference: LinkReference,
  condition: LinkCondition,
  { signal, timeoutMs = 30_000 }: LinkWaitOptions,
): Promise<Link | undefined> {
  const test =
    typeof condition === "function"
      ? (link: Link | undefined) => link !== undefined && condition(link)
      : CONDITIONS[condition]!;
  const watched = new Watched(reference);
  const expiry = new AbortController();
  const timer = timeoutMs > LONGEST_TIMER ? undefined : setTimeout(() => expiry.abort(), timeoutMs);
  const either = signal === undefined ? expiry.signal : AbortSignal.any([signal, expiry.signal]);
  try {
    using events = session.connection.subscribe({ groups: ["link"], messages: [NewLink, DelLink], signal: either });
    watched.link = await look(session, reference, either);
    if (test(watched.link)) return watched.link;
    for await (const event of events as AsyncIterable<LinkEvent>) {
      if (event.kind !== "message") watched.link = await look(session, reference, either);
      else if (!watched.take(event.name, event.value)) continue;
      if (test(watched.link)) return watched.link;
    }
    throw codedError("ERR_RINGLINK_CLOSED", `links.waitFor ${reference}: the connection is closed`);
  } catch (error) {
    if (!expiry.signal.aborted || signal?.aborted === true || !isAbort(error)) throw error;
    const wish = typeof condition === "string" ? `not ${condition}` : "not as wanted";
    throw timedOut(
      `links.waitFor ${shownValue(reference)}: ${wish} within ${timeoutMs} ms: ${described(watched.link)}`,
    );
  } finally {
    clearTimeout(timer);
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function timedOut(message: string): Error {
  const error = codedError("ERR_RINGLINK_TIMEOUT", message);
  error.name = "TimeoutError";
  return error;
}
