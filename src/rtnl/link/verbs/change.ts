/** Changing what is particular to a link's kind. */
import { z } from "zod";
import { checkOptions } from "../../../options/index.js";
import { GetLink } from "../../client/operations.js";
import { problem } from "../../client/option-types.js";
import { type LinkReference, linkSelector, type Session, type VerbOptions } from "../../client/session.js";
import { ExtMask } from "../constants.js";
import { GreFlags } from "../kinds/tunnel-constants.js";
import type { LinkInput } from "../link.js";
import { type DataKind, dataOf, type KindChange, kindCheck, needsWhole, splitKind } from "./kinds.js";
import { linkinfoOf } from "./new-link.js";

/** A change of a link, by its kind. */
export type LinkChange = { [K in DataKind]: KindChange<K> }[DataKind];

const checks = new Map<string, z.ZodType>();
const hasKind = z.looseObject({ kind: z.string().min(1).max(127) });

function checkOf(kind: string): z.ZodType {
  let check = checks.get(kind);
  if (check === undefined) {
    check = kindCheck(kind, {});
    checks.set(kind, check);
  }
  return check;
}

/** Makes the request. @throws NetlinkError ENODEV */
export type ChangeRequest = (session: Session, link: LinkReference, wait: VerbOptions) => Promise<LinkInput>;

/** @throws OptionError */
export function checkChange(change: LinkChange, call: string): ChangeRequest {
  const { kind } = checkOptions(hasKind, change, call);
  if (dataOf(kind) === undefined) {
    throw problem(call, "kind", `links of kind ${JSON.stringify(kind)} have no data`);
  }
  const { data } = splitKind(checkOptions(checkOf(kind), change, call) as Record<string, unknown>, {}, call);
  return async (session, link, wait) => {
    // By index: with a name that is not there the request would be one to create.
    const value = { ...linkSelector(link), extMask: ExtMask.skip_stats };
    const now = await session.connection.get(GetLink, value, { ...wait, subject: String(link) });
    const known = now.linkinfo;
    if (known?.kind !== undefined && known.kind !== kind) {
      throw problem(call, "kind", `${link} is a ${known.kind}, not a ${kind}`);
    }
    const before = needsWhole(kind) ? (known?.data as Record<string, unknown> | undefined) : {};
    const values = { ...before, unknown: undefined, ...withKeyFlags(before ?? {}, data) };
    const linkinfo = await linkinfoOf(session, kind, values, wait);
    return { index: now.index, linkinfo };
  };
}

/** A key counts by a flag beside it, which other flags share a word with. */
function withKeyFlags(before: Record<string, unknown>, data: Record<string, unknown>): Record<string, unknown> {
  const more: Record<string, unknown> = {};
  for (const [key, flags] of [
    ["ikey", "iflags"],
    ["okey", "oflags"],
  ] as const) {
    const had = before[flags];
    if (data[key] !== undefined && data[flags] === undefined && typeof had === "number")
      more[flags] = had | GreFlags.key;
  }
  return { ...data, ...more };
}
