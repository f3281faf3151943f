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
import { checkOptions } from "../../options/index.js";
import { waiting } from "./option-types.js";
import type { LinkReference, Session, VerbOptions } from "./session.js";

/** Index of an interface that has been looked up. */
export type IndexOf = (link: LinkReference) => number;

/** A request that is whole but for the indexes of the interfaces that it names. */
export interface Draft<V> {
  readonly devices: readonly LinkReference[];
  /** What it is about, for errors. */
  readonly subject: string;
  build(indexOf: IndexOf): V;
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

type Known = Map<LinkReference, number>;

/** @throws NetlinkError ENODEV that names the interface */
async function lookUp(session: Session, links: readonly LinkReference[], known: Known, wait: VerbOptions) {
  for (const link of links) if (!known.has(link)) known.set(link, await session.indexOf(link, wait));
}

function indexIn(known: Known): IndexOf {
  return (link) => (typeof link === "number" ? link : known.get(link)!);
}

/** Carries out one. @throws OptionError, NetlinkError */
export async function write<O extends Operation>(
  session: Session,
  operation: O,
  draft: Draft<RequestOf<O>>,
  flags: number,
  options: VerbOptions,
  call: string,
): Promise<Reply<ReplyOf<O>>> {
  const wait = checkOptions(verbOptions, options, call);
  const known = new Map<LinkReference, number>();
  await lookUp(session, draft.devices, known, wait);
  const indexOf = indexIn(known);
  return session.connection.request(operation, draft.build(indexOf), { ...wait, flags, subject: draft.subject });
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
  options: VerbOptions,
): Promise<BatchResult<ReplyOf<O>>[]> {
  const bulk = session.connection.bulk(operation, { ...options, flags });
  const known: Known = new Map();
  const indexOf = indexIn(known);
  let start = performance.now();
  let index = 0;
  for (const item of items) {
    const { devices, subject, build } = draftOf(item, index++);
    for (const link of devices) {
      if (typeof link !== "number" && !known.has(link)) await lookUp(session, [link], known, options);
    }
    bulk.add(build(indexOf), subject);
    if ((index & 63) !== 0 || performance.now() - start < SLICE_MS) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    start = performance.now();
  }
  return bulk.send();
}

/** As `writeEach`, with drafts that are there. */
export function writeMany<O extends Operation>(
  session: Session,
  operation: O,
  drafts: readonly Draft<RequestOf<O>>[],
  flags: number,
  options: VerbOptions,
): Promise<BatchResult<ReplyOf<O>>[]> {
  return writeEach(session, operation, drafts, (draft) => draft, flags, options);
}
