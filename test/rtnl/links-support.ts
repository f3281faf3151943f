/** A double of the kernel with a few links, and what it is asked. */
import { afterEach } from "vitest";
import { decode } from "../../src/codec/index.js";
import {
  type Answer,
  answer,
  Connection,
  errno,
  type Handler,
  MemorySocket,
  multipart,
  type SeenRequest,
} from "../../src/netlink/connection/index.js";
import { Link, LinkFlags, type LinkInput, Rtnl } from "../../src/rtnl/index.js";

const RTM = { newlink: 16, dellink: 17, getlink: 18, setlink: 19, newprop: 108, delprop: 109 };
const NAMES = new Map(Object.entries(RTM).map(([name, type]) => [type, name]));
export const ECHO = 0x08;
export const EXCL_CREATE = 0x600;

export interface Seen {
  readonly name: string;
  readonly flags: number;
  readonly value: Link;
}

const open: Rtnl[] = [];
afterEach(() => {
  for (const rtnl of open.splice(0)) rtnl.close();
});

/** Links that the double knows, by name. */
const LINKS: Record<string, LinkInput> = {
  lo: { index: 1, ifname: "lo" },
  eth0: { index: 2, ifname: "eth0", linkinfo: { slaveKind: "bridge" } },
  eth1: { index: 3, ifname: "eth1", flags: LinkFlags.up, linkinfo: { slaveKind: "vrf" } },
  br0: { index: 4, ifname: "br0", linkinfo: { kind: "bridge" } },
  gre0: {
    index: 5,
    ifname: "gre0",
    linkinfo: { kind: "gre", data: { remote: "10.0.0.2", ttl: 64, ikey: 0, iflags: 0x1000, oflags: 0 } },
  },
};

export function requestOf({ type, flags, payload }: SeenRequest): Seen {
  return { name: NAMES.get(type)!, flags, value: decode(Link, payload, { direction: "request" }) };
}

export function kernel(request: SeenRequest): Answer[] {
  const { name, flags, value } = requestOf(request);
  if (name === "getlink") {
    if ((flags & 0x300) === 0x300) return multipart([Object.values(LINKS).map((link) => answer(16, Link, link))]);
    const found = Object.values(LINKS).find(
      ({ index, ifname }) => index === value.index || (ifname === value.ifname && value.ifname !== undefined),
    );
    return found === undefined ? [errno(request, "ENODEV")] : [[answer(16, Link, found)], errno(request)];
  }
  if (name === "newlink" && (flags & ECHO) !== 0) return [[answer(16, Link, { index: 2 })], errno(request)];
  return [errno(request)];
}

export function converse(handler: Handler = kernel): { rtnl: Rtnl; seen: Seen[]; socket: MemorySocket } {
  const seen: Seen[] = [];
  const socket = new MemorySocket((request) => {
    seen.push(requestOf(request));
    return handler(request);
  });
  const rtnl = Rtnl.over(Connection.over(socket));
  open.push(rtnl);
  return { rtnl, seen, socket };
}

/** What is there of a decoded message: absent attributes and zero members of the header left out. */
export function present(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(kept.map(([key, one]) => [key, present(one)]));
}

export const HEADER = { family: "unspec", type: "netrom", index: 0, flags: 0, change: 0 };

export async function failure(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: Error) => error,
  );
}
