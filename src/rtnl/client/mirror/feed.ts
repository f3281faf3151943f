/** What the kernel has told and is yet to be looked at. */
import { isSyscallError } from "../../../ffi/index.js";
import type { Connection, Subscription, SubscriptionEvent } from "../../../netlink/connection/index.js";
import { groupNumbers, notificationsOf, subjectOf } from "../events.js";
import type { EventObject } from "../events-table.js";
import type { Occasion } from "./doubts.js";
import { groupsOf, type MirrorObject } from "./parts.js";

/** Objects that other tables depend on, besides those that are mirrored. */
const TELLING: readonly EventObject[] = ["link", "address", "route", "rule", "neighbour", "nexthop"];

/** RTNLGRP_NEXTHOP, Linux 5.3. */
const NEXTHOP_GROUP = 32;

export interface FeedOptions {
  readonly receiveBufferBytes: number;
  readonly queueLength: number;
}

function subscribe(connection: Connection, objects: readonly MirrorObject[], options: FeedOptions): Subscription {
  const groups = groupNumbers(groupsOf(objects));
  const messages = notificationsOf(TELLING);
  try {
    return connection.subscribe({ ...options, groups, messages });
  } catch (error) {
    // A kernel without next hop objects has no routes that depend on them either.
    if (!isSyscallError(error, "EINVAL") || objects.includes("nexthops")) throw error;
    return connection.subscribe({ ...options, groups: groups.filter((group) => group !== NEXTHOP_GROUP), messages });
  }
}

/** Notifications, in order, and whether some are missing. */
export class Feed {
  readonly #subscription: Subscription;
  #wake: (() => void) | undefined;
  /** Woken while nobody waited. */
  #woken = false;
  #watched = false;
  #error: unknown;
  /** How notifications were lost since `recover`. */
  lost: string | undefined;
  ended = false;

  constructor(connection: Connection, objects: readonly MirrorObject[], options: FeedOptions) {
    this.#subscription = subscribe(connection, objects, options).unref();
  }

  /** Whether waiting keeps the process alive. */
  hold(held: boolean): void {
    if (held) this.#subscription.ref();
    else this.#subscription.unref();
  }

  /** Ends a wait. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Waits until there is something to take, until `wake`, and no longer than `ms`. @throws what the socket fails with */
  async wait(ms: number): Promise<void> {
    if (!this.#watched && !this.ended) {
      this.#watched = true;
      const settle = (available: boolean) => {
        this.#watched = false;
        this.ended ||= !available;
        this.wake();
      };
      this.#subscription.available().then(settle, (error: unknown) => {
        this.#error = error;
        settle(false);
      });
    }
    if (!this.#woken && !this.ended) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (Number.isFinite(ms)) timer = setTimeout(resolve, ms).unref();
      });
      this.#wake = undefined;
      clearTimeout(timer);
    }
    this.#woken = false;
    if (this.#error !== undefined) throw this.#error;
  }

  /** Some of what was told; nothing when nothing waits. Malformed messages count as lost. */
  take(): Occasion[] {
    const found: Occasion[] = [];
    for (const event of this.#subscription.drain()) {
      const occasion = this.#read(event);
      if (occasion !== undefined) found.push(occasion);
    }
    return found;
  }

  #read(event: SubscriptionEvent): Occasion | undefined {
    if (event.kind === "message") {
      const { flags, value } = event;
      return { ...subjectOf(event.type)!, flags, value };
    }
    if (event.kind === "lost") this.lost = event.reason;
    else if (event.kind === "malformed") this.lost = "malformed";
    return undefined;
  }

  close(): void {
    this.#subscription.close();
  }
}
