/** Rates from counters: bytes, packets and losses of each link per second. */
import { z } from "zod";
import { abortError } from "../../netlink/connection/errors.js";
import { checkOptions, waiting } from "../../options/index.js";
import type { LinkStats64 } from "../link/stats.js";
import { GetLink } from "./operations.js";
import type { Session, VerbOptions } from "./session.js";

/** Counters of a link, by the names of struct rtnl_link_stats64. */
export type LinkCounters = Pick<LinkStats64, (typeof COUNTERS)[number]>;

const COUNTERS = [
  ...(["rxPackets", "txPackets", "rxBytes", "txBytes", "rxErrors", "txErrors", "rxDropped", "txDropped"] as const),
  ...(["multicast", "collisions", "rxLengthErrors", "rxOverErrors", "rxCrcErrors", "rxFrameErrors"] as const),
  ...(["rxFifoErrors", "rxMissedErrors", "txAbortedErrors", "txCarrierErrors", "txFifoErrors"] as const),
  ...(["txHeartbeatErrors", "txWindowErrors", "rxCompressed", "txCompressed"] as const),
] as const;

/** What a link did between two snapshots. */
export interface LinkRate {
  readonly index: number;
  readonly ifname: string;
  /** Between the two snapshots, s, on the monotonic clock. */
  readonly seconds: number;
  /** Counted between the two. */
  readonly counted: LinkCounters;
  /** `counted` for each second: bytes/s, packets/s … */
  readonly perSecond: LinkCounters;
  /** The counters at the later one. */
  readonly total: LinkCounters;
}

/** The rates of all links at one moment. */
export interface LinkRates {
  /** ms on the monotonic clock. */
  readonly at: number;
  /** By interface index. Links whose counters stand in `started` are not among them. */
  readonly rates: ReadonlyMap<number, LinkRate>;
  /** Links that are seen for the first time, or whose counters went back: there is no rate until the next snapshot. */
  readonly started: readonly number[];
  /** Links that are gone since the last snapshot. */
  readonly ended: readonly number[];
}

export interface LinkRateOptions {
  /** From one snapshot to the next, ms; 1000 by default. One that is late does not move those after it. */
  readonly intervalMs?: number | undefined;
  /** Ends the loop with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Time, which a test may replace. */
export interface RateClock {
  /** ms; never goes back. */
  now(): number;
  /** Resolves after so many ms. @throws what the signal says */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

const systemClock: RateClock = {
  now: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        clearTimeout(timer);
        reject(abortError(signal!));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
};

const rateOptions = z.strictObject({
  intervalMs: z.number().positive().max(0x7fffffff).optional(),
  ...waiting,
});

/** A link's counters as they were. */
export interface LinkSample {
  readonly index: number;
  readonly ifname: string;
  readonly counters: LinkCounters;
}

interface Kept extends LinkSample {
  readonly at: number;
}

function each(make: (name: keyof LinkCounters) => number): LinkCounters {
  const made: Partial<Record<keyof LinkCounters, number>> = {};
  for (const name of COUNTERS) made[name] = make(name);
  return made as LinkCounters;
}

/** Turns snapshots of counters into rates. A link is the same while its index is. */
export class LinkRateTracker {
  #last = new Map<number, Kept>();

  /**
   * Takes a snapshot, and tells what was since the last one.
   *
   * @param at when it was made, ms, on a clock that never goes back
   */
  update(links: Iterable<LinkSample>, at: number): LinkRates {
    const next = new Map<number, Kept>();
    const rates = new Map<number, LinkRate>();
    const started: number[] = [];
    for (const { index, ifname, counters } of links) {
      const before = this.#last.get(index);
      next.set(index, { index, ifname, counters, at });
      const seconds = before === undefined ? 0 : (at - before.at) / 1000;
      // Counters only go up: others were reset, by the driver or with the device.
      if (before === undefined || seconds <= 0 || COUNTERS.some((name) => counters[name] < before.counters[name])) {
        started.push(index);
        continue;
      }
      const counted = each((name) => counters[name] - before.counters[name]);
      const perSecond = each((name) => counted[name] / seconds);
      rates.set(index, { index, ifname, seconds, counted, perSecond, total: counters });
    }
    const ended = [...this.#last.keys()].filter((index) => !next.has(index));
    this.#last = next;
    return { at, rates, started, ended };
  }
}

export class Statistics {
  readonly #session: Session;
  readonly #clock: RateClock;

  constructor(session: Session, clock: RateClock = systemClock) {
    this.#session = session;
    this.#clock = clock;
  }

  /**
   * The 64-bit counters of every link that has some, now.
   *
   * @throws NetlinkError; DumpInterruptedError; AbortError
   */
  async snapshot(options: VerbOptions = {}): Promise<LinkSample[]> {
    const links = await this.#session.connection.list(GetLink, {}, { ...options, interrupted: "keep" });
    return links.flatMap(({ index, ifname = "", stats64 }) =>
      stats64 === undefined ? [] : [{ index, ifname, counters: each((name) => stats64[name]) }],
    );
  }

  /**
   * Rates of all links, again and again. The first ones come after one interval; a consumer that takes longer misses none of the
   * counting, as rates are over the time since the last ones.
   *
   *     for await (const { rates } of rtnl.statistics.rates({ intervalMs: 1000, signal }))
   *       for (const { ifname, perSecond } of rates.values()) console.log(ifname, perSecond.rxBytes * 8);
   *
   * @throws OptionError; as `snapshot`
   */
  rates(options: LinkRateOptions = {}): AsyncGenerator<LinkRates, undefined> {
    checkOptions(rateOptions, options, "statistics.rates");
    return this.#rates(options);
  }

  async *#rates({ intervalMs = 1000, signal, timeoutMs }: LinkRateOptions): AsyncGenerator<LinkRates, undefined> {
    const wait: VerbOptions = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
    if (signal?.aborted === true) throw abortError(signal);
    const tracker = new LinkRateTracker();
    let due = this.#clock.now();
    tracker.update(await this.snapshot(wait), this.#clock.now());
    for (;;) {
      const now = this.#clock.now();
      // Those that are past are left out.
      due += Math.max(1, Math.ceil((now - due) / intervalMs)) * intervalMs;
      await this.#clock.sleep(Math.max(0, due - now), signal);
      const links = await this.snapshot(wait);
      yield tracker.update(links, this.#clock.now());
    }
  }
}
