/** What the connection's benchmarks find. */
import type { Sample, Spent } from "./timing.js";

/** Ways to read a dump with ringlink, as they are named in the results. */
export const OURS = {
  /** An array of objects with every member. */
  array: "ringlink",
  /** Packed lists that the garbage collector finds. */
  packed: "ringlink, packed",
  /** Packed lists that are disposed of, as with `using`; so are the following. */
  disposed: "ringlink, packed, disposed of",
  /** Packed, then three members of every entry. */
  views: "ringlink, packed, three members of each",
  /** Packed, then every entry as an object with every member, one after the other. */
  values: "ringlink, packed, all members of each",
} as const;

/** What is dumped. */
export type What = "routes" | "links";

/** Ways whose dumps the event loop is watched during, as reader.ts is told of them. */
export const STALLS = { array: "stall", packed: "stall, packed" } as const;

export const DRAIN = "drain in C";

export interface ConnectionResults {
  readonly changes: {
    readonly routes: number;
    /** ringlink, then `ip -batch`. */
    readonly add: readonly Spent[];
    readonly remove: readonly Spent[];
  };
  readonly dumps: readonly {
    readonly what: What;
    readonly count: number;
    /** ringlink's ways, then the others, as far as they are there. */
    readonly spent: readonly Spent[];
    /** Longest time that the event loop did not turn during a dump: median and most of the rounds. */
    readonly stallMs: number;
    readonly longestStallMs: number;
    /** The same of packed dumps. */
    readonly packedStallMs?: number;
    readonly longestPackedStallMs?: number;
  }[];
  /** Median of one request after the other, microseconds. */
  readonly latencyUs: number;
  /** Routes deleted, and the notifications of it received and typed, on two sockets of one process. */
  readonly events: Sample & { readonly count: number };
  /** Of as many interfaces as the dump of links has. */
  readonly systeminformation: Sample & { readonly stallMs: number };
}
