// Which descriptors of a process are netlink sockets, as far as the capture tells.
import { parseNumber, parseProtocol } from "./numbers.js";

/** What is known of one open file; duplicated descriptors share it. */
export interface OpenFile {
  /** `undefined`: a socket of unknown family. */
  netlink: boolean | undefined;
  protocol: number | undefined;
  port: number | undefined;
  /** True when the protocol was taken from another process's descriptor of that number. */
  guessed: boolean;
}

export const OTHER_FILE: OpenFile = Object.freeze({
  netlink: false,
  protocol: undefined,
  port: undefined,
  guessed: false,
});

/** Descriptors kept for one process, and inodes kept for all: far above what a program has, to bound memory. */
const MAX_DESCRIPTORS = 65_536;
/** Descriptors that a fork copies. */
const MAX_INHERITED = 1024;

/** The descriptor table of one process; threads share one. */
export class DescriptorTable {
  readonly files: Map<number, OpenFile>;

  constructor(files: Iterable<readonly [number, OpenFile]> = []) {
    this.files = new Map(files);
  }

  /** What a forked process starts with. */
  copy(): DescriptorTable {
    if (this.files.size <= MAX_INHERITED) return new DescriptorTable(this.files);
    const netlink = [...this.files].filter(([, file]) => file.netlink === true);
    return new DescriptorTable(netlink.slice(-MAX_INHERITED));
  }

  set(fd: number, file: OpenFile): void {
    this.files.delete(fd);
    this.files.set(fd, file);
    if (this.files.size > MAX_DESCRIPTORS) this.files.delete(this.files.keys().next().value!);
  }
}

/** A descriptor argument: its number, and the description that -y and -yy add. */
export interface DescriptorText {
  readonly fd: number;
  readonly description: string | undefined;
}

/** Reads `3`, `0x3`, `3<socket:[51505]>`, with `fd=` before it or not. */
export function parseDescriptor(text: string): DescriptorText | undefined {
  const match = /^\s*(?:[a-z_][a-z0-9_]*=)?(-?(?:0x[0-9a-f]+|\d+))(?:<(.*)>)?/i.exec(text);
  if (match === null) return undefined;
  const fd = parseNumber(match[1]!);
  return fd === undefined ? undefined : { fd, description: match[2] };
}

/** Sockets by inode: it stays the same over fork, dup and passing between processes. */
export class Sockets {
  readonly #byInode = new Map<string, OpenFile>();

  /** The open file that a description stands for; `undefined` when it says nothing certain. */
  describe(description: string): OpenFile | undefined {
    const netlink = /^NETLINK:\[(?:([A-Z0-9_]+):)?(-?\d+)\]/.exec(description);
    if (netlink !== null) {
      const [, name, number] = netlink;
      if (name === undefined) return this.#inode(number!, true);
      return { netlink: true, protocol: parseProtocol(name), port: Number(number) >>> 0, guessed: false };
    }
    const socket = /^socket:\[(\d+)\]/.exec(description);
    return socket === null ? OTHER_FILE : this.#inode(socket[1]!, undefined);
  }

  /** Remembers what a description without a protocol stands for. */
  learn(description: string | undefined, file: OpenFile): void {
    const match = /^(?:NETLINK|socket):\[(\d+)\]/.exec(description ?? "");
    if (match === null) return;
    this.#byInode.delete(match[1]!);
    this.#byInode.set(match[1]!, file);
    if (this.#byInode.size > MAX_DESCRIPTORS) this.#byInode.delete(this.#byInode.keys().next().value!);
  }

  #inode(inode: string, netlink: boolean | undefined): OpenFile | undefined {
    const known = this.#byInode.get(inode);
    if (known !== undefined || netlink === undefined) return known;
    return { netlink, protocol: undefined, port: undefined, guessed: false };
  }
}
