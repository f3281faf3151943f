// What calls that carry no payload tell about descriptors and processes.
import type { CallResult } from "./calls.js";
import { type OpenFile, OTHER_FILE, parseDescriptor, type Sockets } from "./descriptors.js";
import { hasFlag, parseNumber, parseProtocol } from "./numbers.js";
import { isFork, type Process, type Processes, sharesFiles } from "./processes.js";
import { argumentValue } from "./syntax.js";

/** Calls whose result is a descriptor of something that is not netlink. */
const OPENERS = new Set(
  (
    "open openat openat2 creat accept accept4 eventfd eventfd2 epoll_create epoll_create1 timerfd_create " +
    "signalfd signalfd4 inotify_init inotify_init1 memfd_create pidfd_open perf_event_open userfaultfd fanotify_init " +
    "bpf io_uring_setup fsopen fsmount open_tree landlock_create_ruleset mq_open"
  ).split(" "),
);

const TRACKED = new Set([
  ..."socket socketpair pipe pipe2 dup dup2 dup3 fcntl fcntl64 close close_range unshare".split(" "),
  ..."bind getsockname setsockopt pidfd_getfd".split(" "),
]);

export const isTracked = (name: string): boolean => TRACKED.has(name) || OPENERS.has(name) || isFork(name);

/** Longest part of an argument that a pattern is searched in. */
const MAX_TEXT = 4096;

const SOCKET_ADDRESS = /sa_family=(?:AF_NETLINK|0x10\b).*?\b(?:nl_)?pid=(-?\d+)/;

/** Whether printed arguments name a netlink address. */
export const hasNetlinkAddress = (text: string): boolean => /sa_family=(?:AF_NETLINK|PF_NETLINK|0x10\b)/.test(text);

export class Tracker {
  readonly processes: Processes;
  readonly sockets: Sockets;

  constructor(processes: Processes, sockets: Sockets) {
    this.processes = processes;
    this.sockets = sockets;
  }

  /** The open file that a descriptor argument stands for; `undefined` when nothing is known. */
  file(process: Process, text: string): { fd: number; file: OpenFile | undefined } | undefined {
    const descriptor = parseDescriptor(text);
    if (descriptor === undefined) return undefined;
    const { fd, description } = descriptor;
    const known = this.processes.file(process, fd);
    if (description === undefined) return { fd, file: known };
    const described = this.sockets.describe(description);
    if (described === undefined) return { fd, file: known };
    if (described.netlink !== true) return { fd, file: described };
    const file: OpenFile = {
      netlink: true,
      protocol: described.protocol ?? known?.protocol,
      port: described.port ?? known?.port,
      guessed: described.protocol === undefined && (known?.guessed ?? false),
    };
    return { fd, file };
  }

  /** Takes over what a completed call did. `text` is the whole call from its name on. */
  track(process: Process, name: string, args: readonly string[], result: CallResult, text: string): void {
    const { value, failed } = result;
    const ok = value !== undefined && value >= 0 && failed === undefined;
    if (isFork(name)) {
      if (ok && value > 0) this.processes.forked(process, childPid(result.text, value), sharesFiles(text));
    } else if (name === "close") this.#close(process, args[0] ?? "");
    else if (!ok) return;
    else if (name === "socket") this.#socket(process, args, result.text);
    else if (name === "socketpair" || name.startsWith("pipe"))
      this.#pair(process, args.at(name === "pipe2" ? -2 : -1) ?? "");
    else if (name.startsWith("dup")) this.#copy(process, args[0] ?? "", value);
    else if (name.startsWith("fcntl")) this.#fcntl(process, args, value);
    else if (name === "close_range") this.#closeRange(process, args);
    else if (name === "unshare") this.#unshare(process, args[0] ?? "");
    else if (name === "pidfd_getfd") process.table.files.delete(value);
    else if (OPENERS.has(name)) this.processes.opened(process, value, OTHER_FILE);
    else this.#addressed(process, name, args);
  }

  /** Descriptors that arrive with a message (SCM_RIGHTS) are not what had their numbers before. */
  received(process: Process, text: string): void {
    const at = text.indexOf("SCM_RIGHTS");
    if (at < 0) return;
    const list = /\[([^\]]*)/.exec(text.slice(at, at + MAX_TEXT))?.[1];
    for (const part of list?.split(", ") ?? []) {
      const fd = parseDescriptor(part)?.fd;
      if (fd !== undefined) process.table.files.delete(fd);
    }
  }

  #socket(process: Process, args: readonly string[], result: string): void {
    const descriptor = parseDescriptor(result);
    if (descriptor === undefined) return;
    const domain = argumentValue(args[0] ?? "");
    const netlink = domain.includes("NETLINK") || parseNumber(domain) === 16;
    const file: OpenFile = netlink
      ? { netlink, protocol: parseProtocol(argumentValue(args[2] ?? "")), port: undefined, guessed: false }
      : OTHER_FILE;
    this.processes.opened(process, descriptor.fd, file);
    this.sockets.learn(descriptor.description, file);
  }

  #pair(process: Process, text: string): void {
    const list = /\[(.*)\]/.exec(text.slice(0, MAX_TEXT))?.[1];
    for (const part of list?.split(", ") ?? []) {
      const descriptor = parseDescriptor(part);
      if (descriptor === undefined) continue;
      this.processes.opened(process, descriptor.fd, OTHER_FILE);
      this.sockets.learn(descriptor.description, OTHER_FILE);
    }
  }

  #copy(process: Process, source: string, target: number): void {
    const file = this.file(process, source)?.file;
    if (file === undefined) process.table.files.delete(target);
    else this.processes.opened(process, target, file);
  }

  #fcntl(process: Process, args: readonly string[], value: number): void {
    const command = argumentValue(args[1] ?? "");
    // F_DUPFD is 0, F_DUPFD_CLOEXEC is 1030.
    const number = parseNumber(command);
    if (/F_DUPFD(?:_CLOEXEC)?\b/.test(command) || number === 0 || number === 1030) {
      this.#copy(process, args[0] ?? "", value);
    }
  }

  #close(process: Process, text: string): void {
    const fd = parseDescriptor(text)?.fd;
    if (fd !== undefined) process.table.files.delete(fd);
  }

  #closeRange(process: Process, args: readonly string[]): void {
    const flags = argumentValue(args[2] ?? "0");
    // CLOSE_RANGE_UNSHARE is 2, CLOSE_RANGE_CLOEXEC is 4.
    if (hasFlag(flags, "CLOSE_RANGE_UNSHARE", 2)) this.#unshare(process, "CLONE_FILES");
    if (hasFlag(flags, "CLOSE_RANGE_CLOEXEC", 4)) return;
    const first = parseNumber(argumentValue(args[0] ?? "")) ?? 0;
    const last = parseNumber(argumentValue(args[1] ?? "")) ?? first;
    for (const fd of process.table.files.keys()) if (fd >= first && fd <= last) process.table.files.delete(fd);
  }

  #unshare(process: Process, flags: string): void {
    if (hasFlag(argumentValue(flags), "CLONE_FILES", 0x400)) this.processes.unshare(process);
  }

  /** bind, getsockname and setsockopt show that a descriptor is netlink, the first two also its port id. */
  #addressed(process: Process, name: string, args: readonly string[]): void {
    const descriptor = this.file(process, args[0] ?? "");
    if (descriptor === undefined || descriptor.file?.netlink === false) return;
    const argument = (args[1] ?? "").slice(0, MAX_TEXT);
    const address = name === "setsockopt" ? undefined : SOCKET_ADDRESS.exec(argument)?.[1];
    const netlinkOption = name === "setsockopt" && (argument.includes("SOL_NETLINK") || parseNumber(argument) === 270);
    if (address === undefined && !netlinkOption) return;
    const known = process.table.files.get(descriptor.fd);
    const file = known !== undefined && known !== OTHER_FILE ? known : (descriptor.file ?? unknownProtocol());
    file.netlink = true;
    // Port 0 asks the kernel to choose one.
    if (address !== undefined && Number(address) !== 0) file.port = Number(address) >>> 0;
    if (file !== known) this.processes.opened(process, descriptor.fd, file);
  }
}

function unknownProtocol(): OpenFile {
  return { netlink: true, protocol: undefined, port: undefined, guessed: false };
}

/** The child's pid as the tracer sees it: `12` with the comment `3338 in strace's PID NS` gives 3338. */
function childPid(text: string, value: number): number {
  const outer = /\/\* (\d+) in strace's PID NS \*\//.exec(text);
  return outer === null ? value : Number(outer[1]);
}
