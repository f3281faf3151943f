/** Named network namespaces as `ip netns` keeps them: bind mounts of a namespace onto files of one directory. */
import { closeSync, constants, mkdirSync, openSync, readdirSync, statfsSync, statSync, unlinkSync } from "node:fs";
import { z } from "zod";
import {
  type Ffi,
  ffi,
  inNewNamespace,
  isSyscallError,
  MNT_DETACH,
  MS_BIND,
  MS_REC,
  MS_SHARED,
  NETNS_DIRECTORY,
  namespacePath,
  SyscallError,
} from "../ffi/index.js";
import { checkOptions } from "../options/index.js";

export interface NetnsOptions {
  /** Where names are kept; `/var/run/netns` by default, as with `ip netns`. */
  readonly directory?: string | undefined;
}

export interface NetnsCreateOptions extends NetnsOptions {
  /**
   * Whether the directory becomes a shared mount, as with `ip netns`, so that other mount namespaces see its names; true by
   * default. Such a directory cannot be removed before it is unmounted.
   */
  readonly shared?: boolean | undefined;
}

/** Checks of `NetnsOptions`. */
export const netnsShape = { directory: z.string().min(1).optional() };
const optionsCheck = z.strictObject(netnsShape);
const createCheck = z.strictObject({ ...netnsShape, shared: z.boolean().optional() });

/** Type of the file system whose files are namespaces, include/uapi/linux/magic.h. */
const NSFS_MAGIC = 0x6e736673;

const PRIVILEGE = "CAP_SYS_ADMIN is needed, and write access to the directory of names";

/** Errors of Node's file functions and of system calls alike, with what would help. */
function explained(error: unknown, call: string, path: string): unknown {
  const { code, errno, syscall } = error as NodeJS.ErrnoException;
  if (typeof errno !== "number" || (code !== "EPERM" && code !== "EACCES" && code !== "EROFS")) return error;
  return new SyscallError(syscall ?? call, errno, { subject: path, hint: PRIVILEGE, cause: error });
}

function withHint<T>(call: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw explained(error, call, path);
  }
}

/** Path of a name. @throws RangeError for what can be no name; OptionError */
export function pathOf(name: string, options: NetnsOptions = {}): string {
  return namespacePath(name, checkOptions(optionsCheck, options, "netns.pathOf").directory ?? NETNS_DIRECTORY);
}

/**
 * Makes the directory, and a shared mount of it where that is wanted: what is mounted in it by one is seen in other mount namespaces, and what is unmounted
 * there goes away here.
 */
function prepare(system: Ffi, directory: string, isShared: boolean): void {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  if (!isShared) return;
  const share = () => system.mount("", directory, "none", MS_SHARED | MS_REC);
  try {
    share();
  } catch (error) {
    // It is no mount point yet.
    if (!isSyscallError(error, "EINVAL")) throw error;
    system.mount(directory, directory, "none", MS_BIND | MS_REC);
    share();
  }
}

/**
 * Makes a network namespace and gives it a name, as `ip netns add` does. It has a loopback interface, which is down. The calling thread
 * stays where it is, whatever fails, and what fails leaves nothing behind.
 *
 * @throws SyscallError EEXIST when the name is taken, EPERM or EACCES without CAP_SYS_ADMIN; RangeError for what can be no name;
 *   OptionError; Error with code ERR_RINGLINK_NAMESPACE should the thread not come back
 */
export async function create(name: string, options: NetnsCreateOptions = {}): Promise<void> {
  const { directory = NETNS_DIRECTORY, shared = true } = checkOptions(createCheck, options, "netns.create");
  const path = namespacePath(name, directory);
  const system = ffi();
  withHint("mount", path, () => prepare(system, directory, shared));
  withHint("open", path, () => {
    try {
      closeSync(openSync(path, constants.O_RDONLY | constants.O_CREAT | constants.O_EXCL, 0));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new SyscallError("open", (error as NodeJS.ErrnoException).errno!, { subject: path, cause: error as Error });
    }
  });
  try {
    inNewNamespace(system, () => system.mount("/proc/thread-self/ns/net", path, "none", MS_BIND));
  } catch (error) {
    // The mount may be there when it was the way back that failed: then the name goes on to be that of the namespace.
    if (!isNamespace(path)) unlinkSync(path);
    throw explained(error, "mount", path);
  }
}

/**
 * Takes a name away, as `ip netns delete` does. The namespace lives on while processes, sockets or descriptors are in it or hold it.
 *
 * @throws SyscallError ENOENT when there is none of that name, EPERM or EACCES without CAP_SYS_ADMIN; RangeError; OptionError
 */
export async function remove(name: string, options: NetnsOptions = {}): Promise<void> {
  const { directory = NETNS_DIRECTORY } = checkOptions(optionsCheck, options, "netns.remove");
  const path = namespacePath(name, directory);
  const system = ffi();
  withHint("umount2", path, () => {
    try {
      system.unmount(path, MNT_DETACH);
    } catch (error) {
      // A file on which no namespace is mounted.
      if (!isSyscallError(error, "EINVAL")) throw error;
    }
    unlinkSync(path);
  });
}

/** Whether a network namespace is mounted at a path. */
function isNamespace(path: string): boolean {
  return identity(path) !== undefined;
}

/** What tells the namespace at a path from every other one while it lives; undefined when none is mounted there. */
export function identity(path: string): number | undefined {
  try {
    return statfsSync(path).type === NSFS_MAGIC ? statSync(path).ino : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return undefined;
    throw error;
  }
}

/** Names in the directory, whether or not a namespace is mounted on them. */
export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

/** Whether there is a network namespace of that name. @throws RangeError for what can be no name; OptionError */
export async function exists(name: string, options: NetnsOptions = {}): Promise<boolean> {
  const { directory = NETNS_DIRECTORY } = checkOptions(optionsCheck, options, "netns.exists");
  return isNamespace(namespacePath(name, directory));
}

/** Names of all named network namespaces, sorted. Files without a namespace, which a failed `ip netns add` may leave, do not count. */
export async function list(options: NetnsOptions = {}): Promise<string[]> {
  const { directory = NETNS_DIRECTORY } = checkOptions(optionsCheck, options, "netns.list");
  return namesIn(directory).filter((name) => isNamespace(`${directory}/${name}`));
}
