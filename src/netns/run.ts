/** Working inside a network namespace, and the ids that namespaces give each other. */
import { type Descriptor, ffi, type NetworkNamespace, openNamespace } from "../ffi/index.js";
import { Connection, operation } from "../netlink/connection/index.js";
import { NetnsId } from "../rtnl/nsid.js";

// Declared here once more: this module needs no other schema of rtnetlink.
const NewNetnsId = operation("RTM_NEWNSID", 88, NetnsId);
const GetNetnsId = operation("RTM_GETNSID", 90, NetnsId);

/** What opens in a namespace: `Rtnl`, `Genl` … */
export interface Opener<T> {
  open(options: { readonly netns: NetworkNamespace }): Promise<T>;
}

/**
 * Opens a connection inside a namespace, calls `body` with it, and closes it.
 *
 *     await netns.run("blue", Rtnl, (rtnl) => rtnl.links.set("lo", { up: true }));
 *
 * The calling thread is in the namespace only while the socket opens: `body` may await, and other work goes on meanwhile.
 *
 * @throws SyscallError when there is no such namespace, or without CAP_SYS_ADMIN; what `body` throws
 */
export async function run<T extends { close(): void }, R>(
  namespace: NetworkNamespace,
  opener: Opener<T>,
  body: (opened: T) => R | Promise<R>,
): Promise<R> {
  const opened = await opener.open({ netns: namespace });
  try {
    return await body(opened);
  } finally {
    opened.close();
  }
}

export interface IdOptions {
  /** In whose view; that of the calling thread's namespace by default. */
  readonly of?: NetworkNamespace | undefined;
}

async function ask<R>(
  namespace: NetworkNamespace,
  options: IdOptions,
  body: (connection: Connection, fd: number) => Promise<R>,
): Promise<R> {
  using held: Descriptor = openNamespace(ffi(), namespace);
  using connection = await Connection.open({ protocol: "route", netns: options.of });
  return await body(connection, held.fd);
}

/** Text of a namespace, for errors. */
function shown(namespace: NetworkNamespace): string {
  return typeof namespace === "string" ? namespace : Object.entries(namespace).flat().join(" ");
}

/**
 * Id by which a namespace is known: what IFLA_LINK_NETNSID and events of other namespaces say.
 *
 * @returns undefined when it has none
 * @throws SyscallError when there is no such namespace; NetlinkError
 */
export async function getId(namespace: NetworkNamespace, options: IdOptions = {}): Promise<number | undefined> {
  return ask(namespace, options, async (connection, fd) => {
    const { nsid = -1 } = await connection.get(GetNetnsId, { fd }, { subject: shown(namespace) });
    return nsid < 0 ? undefined : nsid;
  });
}

/**
 * Gives a namespace an id, which it keeps.
 *
 * @param id 0 … 2147483647; undefined: the kernel chooses
 * @returns the id
 * @throws NetlinkError EEXIST when the namespace has an id already or the id is another one's; EPERM without CAP_NET_ADMIN; SyscallError
 */
export async function setId(namespace: NetworkNamespace, id?: number, options: IdOptions = {}): Promise<number> {
  if (id !== undefined && !(Number.isInteger(id) && id >= 0 && id <= 0x7fffffff)) {
    throw new RangeError(`no id of a network namespace: ${id}`);
  }
  return ask(namespace, options, async (connection, fd) => {
    const subject = shown(namespace);
    await connection.request(NewNetnsId, { nsid: id ?? -1, fd }, { subject });
    return id ?? (await connection.get(GetNetnsId, { fd }, { subject })).nsid!;
  });
}
