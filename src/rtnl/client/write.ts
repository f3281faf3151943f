/** Requests that change something: one, or many in few datagrams. */
import { z } from "zod";
import {
  type BatchResult,
  isNetlinkError,
  type Operation,
  type Reply,
  type ReplyOf,
  type RequestOf,
} from "../../netlink/connection/index.js";
import { NewFlags } from "../../netlink/header.js";
import { waiting } from "./option-types.js";
import type { LinkReference, Session, VerbOptions } from "./session.js";

/** Index of an interface that has been looked up. */
export interface IndexOf {
  (link: LinkReference): number;
  (link: LinkReference | undefined): number | undefined;
}

/** Reads what requests need to know, once for all requests of a call. */
export type Once = <T>(read: (session: Session, wait: VerbOptions) => Promise<T>) => Promise<T>;

/** A request that is whole but for the indexes of the interfaces that it names. */
export interface Draft<V> {
  readonly devices: readonly (LinkReference | undefined)[];
  /** What it is about, for errors. */
  readonly subject: string;
  build(indexOf: IndexOf, once: Once): V | Promise<V>;
}

/** A request that is whole. */
export function wholeDraft<V>(subject: string, value: V): Draft<V> {
  return { devices: [], subject, build: () => value };
}

/** NLM_F_* of the verbs that put something there. */
export const WRITE_FLAGS = {
  add: NewFlags.create | NewFlags.excl,
  append: NewFlags.create | NewFlags.append,
  replace: NewFlags.create | NewFlags.replace,
  change: NewFlags.replace,
} as const;

export type WriteMode = keyof typeof WRITE_FLAGS;

export interface BulkOptions<Mode extends WriteMode = WriteMode> extends VerbOptions {
  /** What to do about one that is there: as the verb of that name. `add` by default. */
  readonly mode?: Mode | undefined;
}

export const verbOptions = z.strictObject(waiting);

/** The check of `BulkOptions`. */
export function bulkOptions<const Mode extends WriteMode>(modes: readonly [Mode, ...Mode[]]) {
  return z.strictObject({ ...waiting, mode: z.enum(modes).optional() });
}

/** What the requests of one call find out. */
interface LookUps {
  readonly indexOf: IndexOf;
  readonly once: Once;
  /** Whether an interface is yet to be looked up. */
  lacks(link: LinkReference | undefined): link is string;
  /** @throws NetlinkError ENODEV that names the interface */
  find(link: string): Promise<void>;
}

function lookUpsOf(session: Session, wait: VerbOptions): LookUps {
  const indexes = new Map<string, number>();
  const reads = new Map<unknown, Promise<unknown>>();
  return {
    indexOf: ((link) => (typeof link === "string" ? indexes.get(link) : link)) as IndexOf,
    lacks: (link): link is string => typeof link === "string" && !indexes.has(link),
    find: async (link) => void indexes.set(link, await session.indexOf(link, wait)),
    once: <T>(read: (session: Session, wait: VerbOptions) => Promise<T>): Promise<T> => {
      const found = reads.get(read) ?? read(session, wait);
      reads.set(read, found);
      return found as Promise<T>;
    },
  };
}

/** Carries out one. @throws OptionError, NetlinkError */
export async function write<O extends Operation>(
  session: Session,
  operation: O,
  draft: Draft<RequestOf<O>>,
  flags: number,
  wait: VerbOptions,
): Promise<Reply<ReplyOf<O>>> {
  const { indexOf, once, lacks, find } = lookUpsOf(session, wait);
  for (const link of draft.devices) if (lacks(link)) await find(link);
  const value = await draft.build(indexOf, once);
  return session.connection.request(operation, value, { ...wait, flags, subject: draft.subject });
}

/**
 * Number of requests that were carried out.
 *
 * @param except code of a refusal that does not matter: what was to be deleted is gone
 * @throws the first refusal that does
 */
export function countOf(results: readonly BatchResult[], except: string): number {
  let count = 0;
  for (const result of results) {
    if (result.status === "fulfilled") count++;
    else if (!isNetlinkError(result.reason, except)) throw result.reason;
  }
  return count;
}

/** Longest time without letting others have their turn, ms. */
const SLICE_MS = 8;

/**
 * Carries out many, in order, each for itself. Interfaces are looked up once; nothing is sent before all have been checked.
 *
 * @returns what became of each
 * @throws OptionError; NetlinkError ENODEV that names the interface
 */
export async function writeEach<O extends Operation, T>(
  session: Session,
  operation: O,
  items: readonly T[],
  draftOf: (item: T, index: number) => Draft<RequestOf<O>>,
  flags: number,
  wait: VerbOptions,
): Promise<BatchResult<ReplyOf<O>>[]> {
  const bulk = session.connection.bulk(operation, { ...wait, flags });
  const { indexOf, once, lacks, find } = lookUpsOf(session, wait);
  let start = performance.now();
  let index = 0;
  for (const item of items) {
    const { devices, subject, build } = draftOf(item, index++);
    for (const link of devices) if (lacks(link)) await find(link);
    const value = build(indexOf, once);
    bulk.add(value instanceof Promise ? await value : value, subject);
    if ((index & 63) !== 0 || performance.now() - start < SLICE_MS) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    start = performance.now();
  }
  return bulk.send();
}
