/** Options of a link that stand beside those of its kind, and what of a request they become. */
import { z } from "zod";
import type { NetworkNamespace } from "../../../ffi/index.js";
import { networkNamespace, optionShape, shownValue } from "../../../options/index.js";
import { problem } from "../../client/option-types.js";
import { type LinkReference, linkReference, type Session, type VerbOptions } from "../../client/session.js";
import { LinkFlags, type LinkMode, type OperState } from "../constants.js";
import { Link, type LinkInput } from "../link.js";
import type { NamespaceDescriptors } from "./namespaces.js";

/** Device flags as switches. */
export interface LinkSwitches {
  /** IFF_UP. */
  readonly up?: boolean | undefined;
  /** Whether the device uses ARP: IFF_NOARP, the other way round. */
  readonly arp?: boolean | undefined;
  readonly multicast?: boolean | undefined;
  readonly promisc?: boolean | undefined;
  /** IFF_ALLMULTI. */
  readonly allmulticast?: boolean | undefined;
}

/** What a new link can be made with, and an existing one be set to. */
export interface LinkAttributes extends LinkSwitches {
  /** Bytes. */
  readonly mtu?: number | undefined;
  /** Hardware address, `"02:00:00:00:00:01"` or bytes. */
  readonly address?: string | Uint8Array | undefined;
  /** Broadcast hardware address. */
  readonly broadcast?: string | Uint8Array | undefined;
  /** Transmit queue length, packets. */
  readonly txqlen?: number | undefined;
  /** Number of the group of links. */
  readonly group?: number | undefined;
  /** Bridge, bond, VRF … that the link becomes part of. */
  readonly master?: LinkReference | null | undefined;
  /** Network namespace that the link goes to, or is made in. */
  readonly netns?: NetworkNamespace | undefined;
  readonly operstate?: OperState | number | undefined;
  readonly linkmode?: LinkMode | number | undefined;
  /** Bytes. */
  readonly gsoMaxSize?: number | undefined;
  readonly gsoMaxSegs?: number | undefined;
  /** Bytes. */
  readonly groMaxSize?: number | undefined;
  /** Bytes; IPv4. */
  readonly gsoIpv4MaxSize?: number | undefined;
  /** Bytes; IPv4. */
  readonly groIpv4MaxSize?: number | undefined;
}

/** Options that are attributes under the same key. */
const SAME = [
  "mtu",
  "address",
  "broadcast",
  "txqlen",
  "group",
  "operstate",
  "linkmode",
  "gsoMaxSize",
  "gsoMaxSegs",
  "groMaxSize",
  "gsoIpv4MaxSize",
  "groIpv4MaxSize",
] as const satisfies readonly (keyof LinkAttributes & keyof LinkInput)[];

/** Flag, and whether true sets it. */
const SWITCHES = {
  up: [LinkFlags.up, true],
  arp: [LinkFlags.noarp, false],
  multicast: [LinkFlags.multicast, true],
  promisc: [LinkFlags.promisc, true],
  allmulticast: [LinkFlags.allmulti, true],
} as const satisfies Record<keyof LinkSwitches, readonly [number, boolean]>;

/** Why a text cannot name an interface; undefined when it can. The kernel's dev_valid_name(). */
function nameComplaint(value: unknown): string | undefined {
  if (typeof value !== "string") return `expected a name, got ${shownValue(value)}`;
  const { length } = new TextEncoder().encode(value);
  if (length === 0 || length > 15) return `a name of an interface has 1 … 15 bytes, not ${length}`;
  if (value === "." || value === ".." || /[\s/:\0]/.test(value)) {
    return `${shownValue(value)} cannot name an interface`;
  }
  return undefined;
}

/** Option: a name for an interface. */
export const linkName: z.ZodType = z.custom((value) => nameComplaint(value) === undefined, {
  error: ({ input }) => nameComplaint(input),
});

let made: Record<string, z.ZodType> | undefined;

/** Checks of `LinkAttributes`. */
export function attributeShape(): Record<string, z.ZodType> {
  if (made === undefined) {
    const link = optionShape(Link);
    made = Object.fromEntries(SAME.map((key) => [key, link[key]!]));
    for (const key of Object.keys(SWITCHES)) made[key] = z.boolean().optional();
    made["master"] = linkReference.nullable().optional();
    made["netns"] = networkNamespace.optional();
  }
  return { ...made };
}

/** @throws OptionError for a name of an interface that would be looked up in the wrong namespace */
export function checkMaster({ master, netns }: LinkAttributes, call: string): void {
  if (netns === undefined || typeof master !== "string") return;
  const reason = "with netns an interface over there is meant, by its index";
  throw problem(call, "master", reason);
}

/** Flags that switches set, with the mask of those that they mean. */
export function flagsOf(options: LinkSwitches): { flags: number; change: number } {
  let flags = 0;
  let change = 0;
  for (const [key, [flag, sense]] of Object.entries(SWITCHES)) {
    const value = options[key as keyof LinkSwitches];
    if (value === undefined) continue;
    change |= flag;
    if (value === sense) flags |= flag;
  }
  return { flags, change };
}

/** The attributes of a request. */
export async function attributesOf(
  session: Session,
  options: LinkAttributes,
  namespaces: NamespaceDescriptors,
  wait: VerbOptions,
): Promise<Partial<LinkInput>> {
  const { master, netns } = options;
  const value: Record<string, unknown> = { ...flagsOf(options) };
  for (const key of SAME) if (options[key] !== undefined) value[key] = options[key];
  if (master !== undefined) value["master"] = master === null ? 0 : await session.indexOf(master, wait);
  if (netns !== undefined) Object.assign(value, namespaces.attributesOf(netns));
  return value as Partial<LinkInput>;
}
