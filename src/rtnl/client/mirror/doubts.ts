/**
 * The kernel changes some tables without a notification. What it does tell of says when: a link that goes down takes its
 * IPv4 routes and next hops along, a next hop its routes, an address the routes that prefer it.
 */
import { NewFlags } from "../../../netlink/header.js";
import type { EventObject, EventValues } from "../events-table.js";
import type { Part } from "./parts.js";

export interface Occasion {
  readonly object: EventObject;
  readonly action: "new" | "delete";
  readonly flags: number;
  readonly value: unknown;
}

/** What routes and next hops depend on. */
function stateOf({ flags, mtu, master, operstate, carrier }: EventValues["link"]): string {
  return [flags, mtu, master, operstate, carrier].join(" ");
}

export class Doubts {
  /** Parts that are known to need another look. */
  readonly parts = new Set<Part>();
  /** Links that changed or went away. */
  readonly links = new Set<number>();
  /** Those that went away. */
  readonly gone = new Set<number>();
  /** Names that interfaces got or gave up. */
  readonly names = new Set<string>();
  /** Families of which addresses went away. */
  readonly addresses = new Set<string>();
  /** Whether next hops were replaced or removed. */
  nexthops = false;
  /** Whether there were changes of rules. */
  rules = false;
  /** What was last told of each link, as far as other tables depend on it. */
  readonly #links = new Map<number, { readonly name: string; readonly state: string }>();

  get any(): boolean {
    return this.parts.size + this.links.size + this.names.size + this.addresses.size > 0 || this.nexthops || this.rules;
  }

  /** Notes what a notification may have led to. */
  note({ object, action, flags, value }: Occasion): void {
    if (object === "link") this.#noteLink(action, value as EventValues["link"]);
    else if (object === "address") {
      const { family, index } = value as EventValues["address"];
      if (action === "delete") this.addresses.add(String(family));
      // The first address of a link wakes next hops that were dead.
      else if (family === "inet") this.links.add(index);
    } else if (object === "nexthop") {
      if (action === "delete" || (flags & NewFlags.replace) !== 0) this.nexthops = true;
    } else if (object === "rule") this.rules = true;
  }

  #noteLink(action: "new" | "delete", link: EventValues["link"]): void {
    if (link.family !== "unspec" || link.ifname === undefined) return;
    const { index, ifname: name } = link;
    const before = this.#links.get(index);
    if (action === "delete") {
      this.#links.delete(index);
      this.gone.add(index);
      this.links.add(index);
      this.names.add(name);
      return;
    }
    const state = stateOf(link);
    this.#links.set(index, { name, state });
    if (before?.name !== name) {
      this.names.add(name);
      if (before !== undefined) this.names.add(before.name);
    }
    if (before?.state !== state) this.links.add(index);
  }

  /** The parts in doubt, and no doubts any more. */
  take(all: readonly Part[]): Part[] {
    const found = all.filter((part) => this.parts.has(part) || part.isDoubtful(this));
    this.clear();
    return found;
  }

  /** Everything is read anew: no doubts, and nothing is known of links. */
  forget(): void {
    this.clear();
    this.#links.clear();
  }

  clear(): void {
    for (const set of [this.parts, this.links, this.gone, this.names, this.addresses]) set.clear();
    this.nexthops = false;
    this.rules = false;
  }
}
