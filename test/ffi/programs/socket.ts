import { AF_NETLINK, Descriptor, ffi, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_RAW } from "../../../src/ffi/index.js";

export function netlinkSocket(): Descriptor {
  const c = ffi();
  return new Descriptor(c, c.socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "test");
}

/** RTM_GETLINK for the first link: one answer. */
export const GET_LINK = Uint8Array.of(
  32,
  0,
  0,
  0,
  18,
  0,
  1,
  0,
  ...new Array<number>(12).fill(0),
  1,
  ...new Array<number>(11).fill(0),
);
