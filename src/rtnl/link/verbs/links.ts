/** Links: rtnl.links. */
import { z } from "zod";
import { MessageFlags, NewFlags } from "../../../netlink/header.js";
import { checkOptions } from "../../../options/index.js";
import { DelLink, GetLink, NewLink } from "../../client/operations.js";
import { problem, waiting } from "../../client/option-types.js";
import {
  type LinkReference,
  type ListVerbOptions,
  linkReference,
  linkSelector,
  type Query,
  type Session,
  type VerbOptions,
} from "../../client/session.js";
import { type Lists, listOf, type VerbsClass } from "../../client/verbs.js";
import { verbOptions } from "../../client/write.js";
import { ExtMask, LinkFlags } from "../constants.js";
import type { Link, LinkInput } from "../link.js";
import { checkChange, type LinkChange } from "./change.js";
import { NamespaceDescriptors } from "./namespaces.js";
import { checkNewLink, type LinkOptions, type NewLinkRequest } from "./new-link.js";
import { applySettings, type LinkSettings } from "./settings.js";
import { CONDITION_NAMES, type LinkCondition, type LinkWaitOptions, waitForLink } from "./wait.js";

/** How much of a link to read. */
export interface LinkDetail {
  /** IPv6 counters, which are half of the message; true by default. The kernel leaves no others out. */
  readonly inet6Stats?: boolean | undefined;
  /** Virtual functions; false by default, as a device may have hundreds. */
  readonly vfs?: boolean | undefined;
}

export interface LinkFilter {
  /** `"vlan"`, `"veth"` … */
  readonly kind?: string | undefined;
  /** What they are part of; null: links that are part of nothing. */
  readonly master?: LinkReference | null | undefined;
  /** The device below, in this namespace. */
  readonly parent?: LinkReference | undefined;
  /** Switched on, or off. */
  readonly up?: boolean | undefined;
  /** Number of the group. */
  readonly group?: number | undefined;
}

export interface LinkListOptions extends LinkFilter, LinkDetail, ListVerbOptions {}
export interface LinkGetOptions extends LinkDetail, VerbOptions {}

const detail = { inet6Stats: z.boolean().optional(), vfs: z.boolean().optional() };
const group = z.int().min(0).max(0xffffffff);
const filters = z.strictObject({
  kind: z.string().min(1).max(127).optional(),
  master: linkReference.nullable().optional(),
  parent: linkReference.optional(),
  up: z.boolean().optional(),
  group: group.optional(),
  ...detail,
});
const getCheck = z.strictObject({ ...detail, ...waiting });
const conditionCheck = z.union([
  z.enum(CONDITION_NAMES),
  z.custom((value) => typeof value === "function", "a function"),
]);

function extMask({ inet6Stats = true, vfs = false }: LinkDetail): number | undefined {
  const mask = (inet6Stats ? 0 : ExtMask.skip_stats) | (vfs ? ExtMask.vf : 0);
  return mask === 0 ? undefined : mask;
}

const referenceCheck = z.strictObject({ link: linkReference });

/** The options of a call about a link. @throws OptionError */
function optionsFor<S extends z.ZodType>(check: S, link: LinkReference, options: unknown, call: string): z.output<S> {
  checkOptions(referenceCheck, { link }, call);
  return checkOptions(check, options, call);
}

async function query(
  filter: z.output<typeof filters>,
  session: Session,
  wait: VerbOptions,
): Promise<Query<typeof GetLink>> {
  const { kind, master, parent, up, group } = filter;
  const masterIndex = master === null ? null : await session.indexOf(master, wait);
  const parentIndex = await session.indexOf(parent, wait);
  const value: LinkInput = {
    master: masterIndex ?? undefined,
    extMask: extMask(filter),
    ...(kind === undefined ? {} : { linkinfo: { kind } }),
  };
  const test = (link: Readonly<Link>): boolean =>
    (kind === undefined || link.linkinfo?.kind === kind) &&
    (masterIndex === undefined || link.master === (masterIndex ?? undefined)) &&
    (parentIndex === undefined || (link.link === parentIndex && link.linkNetnsid === undefined)) &&
    (up === undefined || ((link.flags & LinkFlags.up) !== 0) === up) &&
    (group === undefined || link.group === group);
  return { operation: GetLink, value, test };
}

interface LinkVerbs extends Lists<Link, LinkListOptions> {
  /**
   * The links, or those that all filters let through. The kernel filters by kind and master.
   *
   * @throws OptionError; NetlinkError ENODEV for an interface of a filter; DumpInterruptedError
   */
  list(options?: LinkListOptions): Promise<Link[]>;
}

const LinkTable: VerbsClass<LinkVerbs> = listOf({ name: "links", filters, query });

/** The network interfaces of a namespace. */
export class Links extends LinkTable {
  /**
   * One link, by index, name or alternative name.
   *
   * @throws OptionError; NetlinkError ENODEV that names it
   */
  async get(link: LinkReference, options: LinkGetOptions = {}): Promise<Link> {
    const { inet6Stats, vfs, ...wait } = optionsFor(getCheck, link, options, "links.get");
    const value = { ...linkSelector(link), extMask: extMask({ inet6Stats, vfs }) };
    return this.session.connection.get(GetLink, value, { ...wait, subject: String(link) });
  }

  /**
   * Makes a link and gives it as it is then; undefined when it was made in another namespace.
   *
   *     await rtnl.links.add({ kind: "vlan", name: "eth0.100", parent: "eth0", id: 100, up: true });
   *
   * The other end of a pair, `peer: { up: true }`, is switched on by a second request, as the kernel wants it.
   *
   * Without a name the kernel makes one up. Kernels before 6.2 do not tell which; the newest link of the kind is taken for it
   * there.
   *
   * @throws OptionError; NetlinkError EEXIST, EOPNOTSUPP for a kind that the kernel lacks, ENODEV that names the interface;
   *   SyscallError for a namespace that does not exist
   */
  async add(link: LinkOptions & { readonly netns?: undefined }, options?: VerbOptions): Promise<Link>;
  async add(link: LinkOptions, options?: VerbOptions): Promise<Link | undefined>;
  async add(link: LinkOptions, options: VerbOptions = {}): Promise<Link | undefined> {
    const wait = checkOptions(verbOptions, options, "links.add");
    const request = checkNewLink(link, "links.add");
    using namespaces = new NamespaceDescriptors();
    const value = await request.build(this.session, namespaces, wait);
    const flags = NewFlags.create | NewFlags.excl;
    const subject = request.name ?? request.kind;
    if (request.elsewhere) {
      await this.session.connection.request(NewLink, value, { ...wait, flags, subject });
      await this.#peerUp(request, undefined, wait);
      return undefined;
    }
    const call = { ...wait, flags: flags | MessageFlags.echo, subject };
    const { values } = await this.session.connection.request(NewLink, value, call);
    const made = await this.#made(request, values[0]?.index, wait);
    return (await this.#peerUp(request, made.link, wait)) ? this.get(made.index, wait) : made;
  }

  /**
   * Changes what is particular to the kind of a link.
   *
   *     await rtnl.links.change("br0", { kind: "bridge", vlanFiltering: 1 });
   *
   * @throws OptionError; NetlinkError
   */
  async change(link: LinkReference, change: LinkChange, options: VerbOptions = {}): Promise<void> {
    const wait = optionsFor(verbOptions, link, options, "links.change");
    const build = checkChange(change, "links.change");
    const value = await build(this.session, link, wait);
    await this.session.connection.request(NewLink, value, { ...wait, subject: String(link) });
  }

  /**
   * Changes settings of a link that do not depend on its kind. All go in one request, but for those of its port, which come
   * after the rest, and its alternative names, which come last; when one of them is refused those before it have been made.
   *
   *     await rtnl.links.set("eth0", { up: true, mtu: 1400, master: "br0" });
   *
   * @throws OptionError; NetlinkError; SyscallError for a namespace that does not exist
   */
  async set(link: LinkReference, settings: LinkSettings, options: VerbOptions = {}): Promise<void> {
    await applySettings(this.session, link, settings, optionsFor(verbOptions, link, options, "links.set"));
  }

  /** Deletes a link; of a pair, both ends. @throws OptionError; NetlinkError ENODEV, EOPNOTSUPP for hardware */
  async delete(link: LinkReference, options: VerbOptions = {}): Promise<void> {
    const wait = optionsFor(verbOptions, link, options, "links.delete");
    await this.session.connection.request(DelLink, linkSelector(link), { ...wait, subject: String(link) });
  }

  /**
   * Deletes all links of a group, which is one request to the kernel. When one of them cannot be deleted none is.
   *
   * @throws OptionError; NetlinkError ENODEV for an empty group
   */
  async flush(filter: { readonly group: number }, options: VerbOptions = {}): Promise<void> {
    // Group 0 has every link that was not put elsewhere.
    const check = z.strictObject({ group: group.min(1) });
    const { group: number } = checkOptions(check, filter, "links.flush");
    const wait = checkOptions(verbOptions, options, "links.flush");
    await this.session.connection.request(DelLink, { group: number }, { ...wait, subject: `group ${number}` });
  }

  /**
   * Waits until a link is as wanted, which it may be already. Nothing is missed between looking and listening.
   *
   *     const link = await rtnl.links.waitFor("wg0", "up", { timeoutMs: 5000 });
   *
   * @returns the link as it then was; undefined for `absent`
   * @throws OptionError; AbortError; Error with code ERR_RINGLINK_TIMEOUT; what the function throws
   */
  async waitFor(link: LinkReference, condition: "absent", options?: LinkWaitOptions): Promise<undefined>;
  async waitFor(
    link: LinkReference,
    condition: Exclude<LinkCondition, "absent">,
    options?: LinkWaitOptions,
  ): Promise<Link>;
  async waitFor(
    link: LinkReference,
    condition: LinkCondition,
    options: LinkWaitOptions = {},
  ): Promise<Link | undefined> {
    const wait = optionsFor(verbOptions, link, options, "links.waitFor");
    checkOptions(z.strictObject({ condition: conditionCheck }), { condition }, "links.waitFor");
    return waitForLink(this.session, link, condition, wait);
  }

  async #made({ kind, name, index }: NewLinkRequest, told: number | undefined, wait: VerbOptions): Promise<Link> {
    const reference = told ?? index ?? name;
    if (reference !== undefined) return this.get(reference, wait);
    const links = await this.list({ kind, ...wait });
    const newest = links.reduce<Link | undefined>((a, b) => (a === undefined || b.index > a.index ? b : a), undefined);
    if (newest === undefined) throw problem("links.add", "name", "is missing");
    return newest;
  }

  /** Switches the other end of a new pair on, if that was asked for. */
  async #peerUp({ peerUp }: NewLinkRequest, index: number | undefined, wait: VerbOptions): Promise<boolean> {
    if (peerUp === undefined) return false;
    const peer = peerUp.name ?? index;
    if (peer !== undefined) await this.set(peer, { up: true }, wait);
    return peer !== undefined;
  }
}
