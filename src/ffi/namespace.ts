/** Network namespaces: finding one, and doing something inside it without a thread of its own. */
import { CLONE_NEWNET, O_CLOEXEC, O_RDONLY } from "./constants.js";
import { Descriptor } from "./descriptor.js";
import { codedError, isSyscallError, SyscallError } from "./errors.js";
import type { Ffi } from "./ffi.js";

/**
 * A network namespace: a name as `ip netns` knows it, a path when the string has a slash, the namespace of a process, or
 * an open descriptor of one (which stays the caller's).
 */
export type NetworkNamespace =
  | string
  | { readonly name: string }
  | { readonly path: string }
  | { readonly pid: number }
  | { readonly fd: number };

/** Where `ip netns` keeps names. */
export const NETNS_DIRECTORY = "/var/run/netns";

function pathOf(namespace: Exclude<NetworkNamespace, { readonly fd: number }>): string {
  if (typeof namespace === "string") return pathOf(namespace.includes("/") ? { path: namespace } : { name: namespace });
  if (typeof namespace !== "object" || namespace === null) throw noNamespace();
  if ("path" in namespace && typeof namespace.path === "string") return namespace.path;
  if ("pid" in namespace) {
    if (!Number.isInteger(namespace.pid) || namespace.pid <= 0) throw new RangeError(`no process id: ${namespace.pid}`);
    return `/proc/${namespace.pid}/ns/net`;
  }
  if ("name" in namespace && typeof namespace.name === "string") return namespacePath(namespace.name);
  throw noNamespace();
}

function noNamespace(): RangeError {
  return new RangeError("no network namespace: it is a name, a path, { name }, { path }, { pid } or { fd }");
}

/** Path of a named namespace. @throws RangeError for what can be no name */
export function namespacePath(name: string, directory: string = NETNS_DIRECTORY): string {
  if (name === "" || name === "." || name === ".." || /[/\0]/.test(name)) {
    throw new RangeError(`no name of a network namespace: ${JSON.stringify(name)}`);
  }
  return `${directory}/${name}`;
}

/** Opens a namespace. @throws SyscallError when there is none; RangeError for what can stand for none */
export function openNamespace(ffi: Ffi, namespace: NetworkNamespace): Descriptor {
  if (typeof namespace === "object" && namespace !== null && "fd" in namespace) {
    if (!Number.isInteger(namespace.fd) || namespace.fd < 0) throw noNamespace();
    return new Descriptor(ffi, ffi.duplicate(namespace.fd), "network namespace");
  }
  const path = pathOf(namespace);
  try {
    return new Descriptor(ffi, ffi.open(path, O_RDONLY | O_CLOEXEC), "network namespace");
  } catch (error) {
    if (typeof namespace !== "object" || !("pid" in namespace) || !isSyscallError(error, "EACCES")) throw error;
    const hint = "the process is another user's, or of another user namespace: CAP_SYS_PTRACE is needed there";
    throw new SyscallError("open", error.errno, { subject: path, hint, cause: error });
  }
}

/**
 * Runs `action` with the calling thread in another network namespace. What it opens stays there. `action` must be
 * synchronous: everything else of this thread would run in that namespace during an await.
 */
export function inNamespace<T>(ffi: Ffi, namespace: Descriptor, action: () => T): T {
  // "self" would be the process's first thread, which may not be this one.
  using home = new Descriptor(ffi, ffi.open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), "network namespace");
  try {
    ffi.setns(namespace.fd, CLONE_NEWNET);
  } catch (error) {
    if (!isSyscallError(error, "EPERM")) throw error;
    const hint = "CAP_SYS_ADMIN is needed, here and in the user namespace that owns the network namespace";
    throw new SyscallError("setns", error.errno, { hint, cause: error });
  }
  try {
    return action();
  } finally {
    goHome(ffi, home);
  }
}

/**
 * Runs `action`, which must be synchronous, with the calling thread in a new network namespace. The thread is back afterwards, whatever
 * happens; the namespace lives on if `action` held it.
 */
export function inNewNamespace<T>(ffi: Ffi, action: () => T): T {
  using home = new Descriptor(ffi, ffi.open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), "network namespace");
  try {
    ffi.unshare(CLONE_NEWNET);
  } catch (error) {
    if (!isSyscallError(error, "EPERM")) throw error;
    throw new SyscallError("unshare", error.errno, { hint: "CAP_SYS_ADMIN is needed", cause: error });
  }
  try {
    return action();
  } finally {
    goHome(ffi, home);
  }
}

function goHome(ffi: Ffi, home: Descriptor): void {
  try {
    ffi.setns(home.fd, CLONE_NEWNET);
  } catch (cause) {
    throw codedError("ERR_RINGLINK_NAMESPACE", "this thread is stuck in another network namespace", { cause });
  }
}
