/** Making links: options, and the request that they become. */
import { z } from "zod";
import { checkOptions, optionShape } from "../../../options/index.js";
import { problem } from "../../client/option-types.js";
import { type LinkReference, linkReference, type Session, type VerbOptions } from "../../client/session.js";
import { Link, type LinkInput } from "../link.js";
import { attributeShape, attributesOf, checkMaster, type LinkAttributes, linkName } from "./attributes.js";
import {
  completed,
  type DataKind,
  hasLink,
  type KindOptions,
  kindCheck,
  type PlainKindOptions,
  peerKeyOf,
  referencesOf,
  splitKind,
} from "./kinds.js";
import type { NamespaceDescriptors } from "./namespaces.js";

/** What every new link can be told. */
export interface CommonLinkOptions extends LinkAttributes {
  /** 1 … 15 bytes; the kernel makes one up when it is left out. */
  readonly name?: string | undefined;
  /** The index to have; the kernel chooses one when it is left out. */
  readonly index?: number | undefined;
  /** The device below. */
  readonly parent?: LinkReference | undefined;
  /** Namespace that `parent`, an index there, is in: its id here. */
  readonly linkNetnsid?: number | undefined;
  readonly numTxQueues?: number | undefined;
  readonly numRxQueues?: number | undefined;
  /** Name of the device that a driver makes links for (`wwan`). */
  readonly parentDevName?: string | undefined;
}

/** The other end of a pair. */
export interface LinkPeerOptions
  extends Omit<CommonLinkOptions, "parent" | "linkNetnsid" | "parentDevName" | "master"> {}

/** A link to make: options of all links, and those of its kind. */
export type LinkOptions =
  | { [K in DataKind]: KindOptions<K> & CommonLinkOptions }[DataKind]
  | (PlainKindOptions & CommonLinkOptions);

const PEER_LACKS = ["parent", "linkNetnsid", "parentDevName", "master"];

let shape: Record<string, z.ZodType> | undefined;
let peerCheck: z.ZodType | undefined;

/** Checks of `CommonLinkOptions`. */
function newLinkShape(): Record<string, z.ZodType> {
  if (shape === undefined) {
    const link = optionShape(Link);
    const keys = ["linkNetnsid", "numTxQueues", "numRxQueues", "parentDevName"];
    shape = {
      ...attributeShape(),
      ...Object.fromEntries(keys.map((key) => [key, link[key]!])),
      name: linkName.optional(),
      index: z.int().min(1).max(0x7fffffff).optional(),
      parent: linkReference.optional(),
    };
  }
  return shape;
}

function peerShape(): z.ZodType {
  peerCheck ??= z
    .strictObject(Object.fromEntries(Object.entries(newLinkShape()).filter(([key]) => !PEER_LACKS.includes(key))))
    .optional();
  return peerCheck;
}

const checks = new Map<string, z.ZodType>();
const hasKind = z.looseObject({ kind: z.string().min(1).max(127) });

function checkOf(kind: string): z.ZodType {
  let check = checks.get(kind);
  if (check === undefined) {
    check = kindCheck(kind, newLinkShape(), peerShape());
    // Kinds that nobody here knows are the caller's, without end.
    if (checks.size < 256) checks.set(kind, check);
  }
  return check;
}

/** A checked request to make a link. */
export interface NewLinkRequest {
  readonly kind: string;
  readonly name: string | undefined;
  readonly index: number | undefined;
  /** It is made in another namespace. */
  readonly elsewhere: boolean;
  /** The other end has to be switched on afterwards. */
  readonly peerUp: { readonly name: string | undefined } | undefined;
  /** The message; `namespaces` owns the descriptors in it. */
  build(session: Session, namespaces: NamespaceDescriptors, wait: VerbOptions): Promise<LinkInput>;
}

/** @throws OptionError */
export function checkNewLink(link: LinkOptions, call: string): NewLinkRequest {
  const { kind } = checkOptions(hasKind, link, call);
  const options = checkOptions(checkOf(kind), link, call) as Record<string, unknown>;
  const { data, rest } = splitKind(options, newLinkShape(), call);
  const checked = rest as CommonLinkOptions & { peer?: LinkPeerOptions };
  checkMaster(checked, call);
  if (hasLink(kind) && checked.parent !== undefined) {
    if (data["link"] !== undefined) throw problem(call, "parent", "is link of the data");
    data["link"] = checked.parent;
  }
  const peerKey = peerKeyOf(kind);
  if (peerKey !== undefined && checked.peer !== undefined && data[peerKey] !== undefined) {
    throw problem(call, "peer", `is given twice, here and as data.${peerKey}`);
  }
  const peerUp = checkPeer(checked, call);
  return {
    kind,
    peerUp,
    name: checked.name,
    index: checked.index,
    elsewhere: checked.netns !== undefined,
    build: async (session, namespaces, wait) => {
      const { peer, parent } = checked;
      if (peer !== undefined) {
        const { up, ...end } = peer;
        data[peerKey!] = await newLinkMessage(session, up === true ? end : peer, namespaces, wait);
      }
      const own = await newLinkMessage(session, checked, namespaces, wait);
      if (parent !== undefined && !hasLink(kind)) own.link = await session.indexOf(parent, wait);
      return { ...own, linkinfo: await linkinfoOf(session, kind, data, wait) };
    },
  };
}

/** The kernel refuses to switch on the other end of a pair before this one is there. */
function checkPeer(
  { peer, netns, name }: CommonLinkOptions & { peer?: LinkPeerOptions },
  call: string,
): NewLinkRequest["peerUp"] {
  if (peer?.up !== true) return undefined;
  if (peer.netns !== undefined || (netns !== undefined && peer.name === undefined)) {
    const reason = "can be done in its own namespace only, once the pair is there";
    throw problem(call, "peer.up", reason);
  }
  if (peer.name !== undefined && peer.name === name && netns === undefined) {
    throw problem(call, "peer.name", "both ends have the same name");
  }
  return { name: peer.name };
}

/** IFLA_LINKINFO of a kind with its data. */
export async function linkinfoOf(
  session: Session,
  kind: string,
  data: Record<string, unknown>,
  wait: VerbOptions,
): Promise<LinkInput["linkinfo"]> {
  const values = completed(kind, data);
  for (const key of referencesOf(kind)) {
    const value = values[key] as LinkReference | undefined;
    if (value !== undefined && value !== 0) values[key] = await session.indexOf(value, wait);
  }
  return (Object.keys(values).length === 0 ? { kind } : { kind, data: values }) as LinkInput["linkinfo"];
}

/** The message of a new link, without what depends on its kind. */
async function newLinkMessage(
  session: Session,
  options: CommonLinkOptions,
  namespaces: NamespaceDescriptors,
  wait: VerbOptions,
): Promise<LinkInput> {
  const { name, index, linkNetnsid, numTxQueues, numRxQueues, parentDevName } = options;
  const attributes = await attributesOf(session, options, namespaces, wait);
  return { ...attributes, index, ifname: name, linkNetnsid, numTxQueues, numRxQueues, parentDevName } as LinkInput;
}
