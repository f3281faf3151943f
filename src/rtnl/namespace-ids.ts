/** Ids that network namespaces give each other: rtnl.namespaceIds. */
import { z } from "zod";
import type { NetworkNamespace } from "../ffi/index.js";
import { checkOptions, networkNamespace } from "../options/index.js";
import { GetNetnsId, NewNetnsId } from "./client/operations.js";
import type { ListVerbOptions, VerbOptions } from "./client/session.js";
import { type Lists, listOf, type VerbsClass } from "./client/verbs.js";
import { verbOptions } from "./client/write.js";
import { NamespaceDescriptors } from "./link/verbs/namespaces.js";
import type { NetnsId } from "./nsid.js";

/** No id. */
const NETNSA_NSID_NOT_ASSIGNED = -1;

const id = z.int().min(0).max(0x7fffffff);
const filters = z.strictObject({ target: id.optional() });
const namespaceCheck = z.strictObject({ namespace: networkNamespace });

export interface NamespaceIdListOptions extends ListVerbOptions {
  /** Ids as the namespace with this id sees them; `currentNsid` is then what they are here. */
  readonly target?: number | undefined;
}

function shown(namespace: NetworkNamespace): string {
  if (typeof namespace === "string") return namespace;
  const [[kind, value] = ["", ""]] = Object.entries(namespace);
  return `${kind} ${value}`;
}

interface NamespaceIdVerbs extends Lists<NetnsId, NamespaceIdListOptions> {
  /** The ids that have been given. @throws OptionError, NetlinkError */
  list(options?: NamespaceIdListOptions): Promise<NetnsId[]>;
}

const NamespaceIdTable: VerbsClass<NamespaceIdVerbs> = listOf({
  name: "namespaceIds",
  filters,
  query: ({ target }) => ({ operation: GetNetnsId, value: { targetNsid: target } }),
});

/** The ids by which a namespace knows others, as in `linkNetnsid`. */
export class NamespaceIds extends NamespaceIdTable {
  /**
   * The id of a namespace, undefined when it has none.
   *
   * @param namespace its name, path, `{ pid }` or `{ fd }`
   * @throws OptionError; SyscallError when there is no such namespace; NetlinkError
   */
  async get(namespace: NetworkNamespace, options: VerbOptions = {}): Promise<number | undefined> {
    const call = "namespaceIds.get";
    const wait = checkOptions(verbOptions, options, call);
    checkOptions(namespaceCheck, { namespace }, call);
    using descriptors = new NamespaceDescriptors();
    return this.#get(namespace, descriptors, wait);
  }

  /**
   * Gives a namespace an id, for good: it cannot be changed.
   *
   * @param given the id; one that is free when left out
   * @returns the id
   * @throws OptionError; SyscallError when there is no such namespace; NetlinkError EEXIST when it has an id, or
   *   another one has this one
   */
  async set(namespace: NetworkNamespace, given?: number, options: VerbOptions = {}): Promise<number> {
    const call = "namespaceIds.set";
    const wait = checkOptions(verbOptions, options, call);
    checkOptions(z.strictObject({ namespace: networkNamespace, id: id.optional() }), { namespace, id: given }, call);
    using descriptors = new NamespaceDescriptors();
    const value = { ...attributes(namespace, descriptors), nsid: given ?? NETNSA_NSID_NOT_ASSIGNED };
    await this.session.connection.request(NewNetnsId, value, { ...wait, subject: shown(namespace) });
    return given ?? (await this.#get(namespace, descriptors, wait))!;
  }

  async #get(
    namespace: NetworkNamespace,
    descriptors: NamespaceDescriptors,
    wait: VerbOptions,
  ): Promise<number | undefined> {
    const value = attributes(namespace, descriptors);
    const { nsid } = await this.session.connection.get(GetNetnsId, value, { ...wait, subject: shown(namespace) });
    return nsid === NETNSA_NSID_NOT_ASSIGNED ? undefined : nsid;
  }
}

function attributes(namespace: NetworkNamespace, descriptors: NamespaceDescriptors): { pid: number } | { fd: number } {
  const found = descriptors.attributesOf(namespace);
  return "netNsPid" in found ? { pid: found.netNsPid } : { fd: found.netNsFd };
}
