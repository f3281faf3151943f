/** The system calls themselves. They touch no interface: sockets, options and descriptors only. */
import { afterEach, expect, it, vi } from "vitest";
import {
  AF_NETLINK,
  Descriptor,
  ffi,
  isSyscallError,
  MSG_TRUNC,
  O_CLOEXEC,
  O_RDONLY,
  openDescriptors,
  SO_RCVBUF,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_SOCKET,
  watchedDescriptors,
} from "../../src/ffi/index.js";

const c = ffi();
const socket = () => new Descriptor(c, c.socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "test");
const u32 = (bytes: Uint8Array, offset = 0) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);

/** RTM_GETLINK for one index, or for all. */
function getLink(index: number, sequence = 1): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 32, true);
  view.setUint16(4, 18, true);
  view.setUint16(6, index === 0 ? 0x301 : 1, true);
  view.setUint32(8, sequence, true);
  view.setInt32(20, index, true);
  return bytes;
}

afterEach(() => {
  expect([...openDescriptors()]).toEqual([]);
  expect(watchedDescriptors()).toEqual([]);
});

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("did not throw");
}

it("a receiver takes another buffer, also a part of one", () => {
  using s = socket();
  const address = new Uint8Array(12);
  address[0] = AF_NETLINK;
  c.bind(s.fd, address);
  const first = new Uint8Array(new ArrayBuffer(32768));
  const whole = new Uint8Array(new ArrayBuffer(65536));
  const receiver = c.receiver(first, 12);
  const answer = (): number => {
    expect(c.send(s.fd, getLink(1), 0)).toBe(32);
    return receiver.receive(s.fd, MSG_TRUNC);
  };
  const length = answer();
  expect(length).toBeGreaterThan(32);
  const kept = first.slice();
  receiver.use(whole.subarray(4096, 40_960));
  expect(receiver.bytes.byteOffset).toBe(4096);
  expect(answer()).toBe(length);
  expect(u32(whole, 4096)).toBe(u32(first));
  expect(first).toEqual(kept);
  expect(whole.subarray(0, 4096).every((byte) => byte === 0)).toBe(true);
  // As long as the buffer: no byte after it.
  whole.fill(0);
  receiver.use(whole.subarray(8192, 8208));
  expect(answer()).toBe(length);
  expect(whole.subarray(8208).every((byte) => byte === 0)).toBe(true);
});

it("a socket: bind, name, options, send, receive", () => {
  using s = socket();
  const address = new Uint8Array(12);
  address[0] = AF_NETLINK;
  c.bind(s.fd, address);
  const name = c.getsockname(s.fd, 12);
  expect(name).toHaveLength(12);
  expect(u32(name, 4)).toBeGreaterThan(0);
  c.setsockopt(s.fd, SOL_SOCKET, SO_RCVBUF, new Uint8Array(new Int32Array([65536]).buffer));
  expect(u32(c.getsockopt(s.fd, SOL_SOCKET, SO_RCVBUF, 4))).toBe(131072);
  const receiver = c.receiver(new Uint8Array(new ArrayBuffer(32768)), 12);
  expect(receiver.receive(s.fd, 0)).toBe(-11);
  expect(c.send(s.fd, getLink(1), 0)).toBe(32);
  const length = receiver.receive(s.fd, MSG_TRUNC);
  expect(length).toBeGreaterThan(500);
  expect(u32(receiver.bytes)).toBe(length);
  expect(receiver.flags & MSG_TRUNC).toBe(0);
  expect(receiver.addressLength).toBe(12);
  expect(u32(receiver.address, 4)).toBe(0);
});

it("tells the length of a datagram that does not fit", () => {
  using s = socket();
  const receiver = c.receiver(new Uint8Array(new ArrayBuffer(64)), 12);
  c.send(s.fd, getLink(1), 0);
  const length = receiver.receive(s.fd, MSG_TRUNC);
  expect(length).toBeGreaterThan(500);
  expect(receiver.flags & MSG_TRUNC).toBe(MSG_TRUNC);
});

it("sends to an address", () => {
  using a = socket();
  using b = socket();
  const own = new Uint8Array(12);
  own[0] = AF_NETLINK;
  c.bind(b.fd, own);
  c.bind(a.fd, own);
  // Another process's port is not for everybody, the kernel is.
  expect(c.sendto(a.fd, getLink(1), 0, own)).toBe(32);
  expect(c.sendto(a.fd, getLink(1), 0, new Uint8Array(2))).toBe(-22);
});

it("every failure has its errno", () => {
  using s = socket();
  expect(thrown(() => c.socket(99, 1, 0))).toMatchObject({ syscall: "socket", code: "EAFNOSUPPORT", errno: -97 });
  expect(thrown(() => c.bind(-1, new Uint8Array(12)))).toMatchObject({ syscall: "bind", code: "EBADF" });
  expect(thrown(() => c.setsockopt(s.fd, SOL_SOCKET, 9999, new Uint8Array(4)))).toMatchObject({ code: "ENOPROTOOPT" });
  expect(thrown(() => c.getsockopt(s.fd, SOL_SOCKET, 9999, 4))).toMatchObject({ syscall: "getsockopt" });
  expect(thrown(() => c.getsockname(-1, 12))).toMatchObject({ syscall: "getsockname", code: "EBADF" });
  expect(thrown(() => c.open("/no/such/file", O_RDONLY))).toMatchObject({
    code: "ENOENT",
    message: "open /no/such/file: ENOENT: no such file or directory",
  });
  expect(thrown(() => c.setns(s.fd, 0x40000000))).toMatchObject({ syscall: "setns", code: "EINVAL" });
  expect(thrown(() => c.unshare(1))).toMatchObject({ syscall: "unshare", code: "EINVAL" });
  expect(thrown(() => c.duplicate(-1))).toMatchObject({ syscall: "fcntl", code: "EBADF" });
  expect(thrown(() => c.interfaceIndex("no-such-if"))).toMatchObject({ code: "ENODEV" });
  expect(thrown(() => c.interfaceName(0x7fff_ffff))).toMatchObject({ code: "ENXIO" });
  expect(thrown(() => c.close(-1))).toMatchObject({ syscall: "close", code: "EBADF" });
  expect(c.send(-1, getLink(1), 0)).toBe(-9);
  expect(c.receiver(new Uint8Array(new ArrayBuffer(64)), 12).receive(-1, 0)).toBe(-9);
  expect(
    isSyscallError(
      thrown(() => c.close(-1)),
      "EBADF",
    ),
  ).toBe(true);
  expect(isSyscallError(new Error("x"))).toBe(false);
});

it("opens, duplicates and names", () => {
  using null_ = new Descriptor(c, c.open("/dev/null", O_RDONLY | O_CLOEXEC), "test");
  using copy = new Descriptor(c, c.duplicate(null_.fd), "test");
  expect(copy.fd).not.toBe(null_.fd);
  expect(c.interfaceIndex("lo")).toBe(1);
  expect(c.interfaceName(1)).toBe("lo");
});

it("a descriptor is closed once", () => {
  const s = socket();
  const { fd } = s;
  expect(openDescriptors().get(fd)).toBe("test");
  s.close();
  s.close();
  expect([s.closed, s.fd, openDescriptors().size]).toEqual([true, -1, 0]);
});

it("poll tells when a socket is readable, with status and events", async () => {
  using s = socket();
  const seen: unknown[] = [];
  const receiver = c.receiver(new Uint8Array(new ArrayBuffer(32768)), 12);
  await new Promise<void>((resolve) => {
    const poll = c.poll(s.fd, (error, events) => {
      seen.push(error, events.readable, events.writable);
      expect(receiver.receive(s.fd, 0)).toBeGreaterThan(0);
      poll.close();
      resolve();
    });
    poll.start({ readable: true });
    c.send(s.fd, getLink(1), 0);
  });
  expect(seen).toEqual([0, true, false]);
});

it("what waits for a promise goes on in the same turn of the event loop", async () => {
  using s = socket();
  const receiver = c.receiver(new Uint8Array(new ArrayBuffer(32768)), 12);
  let resolve: (() => void) | undefined;
  let called = 0;
  const poll = c.poll(s.fd, () => {
    called = performance.now();
    receiver.receive(s.fd, 0);
    poll.stop();
    resolve?.();
  });
  const delays: number[] = [];
  for (let i = 0; i < 9; i++) {
    const waiting = new Promise<void>((done) => {
      resolve = done;
    });
    // The only other thing that would wake the loop.
    const timer = setTimeout(() => {}, 500);
    poll.start({ readable: true });
    c.send(s.fd, getLink(1), 0);
    await waiting;
    delays.push(performance.now() - called);
    clearTimeout(timer);
  }
  poll.close();
  // Any one of them may be late on a busy machine; where the promise waits for the timer, all are.
  expect(Math.min(...delays)).toBeLessThan(400);
});

it("poll is silent until started and after stop, and starts again", async () => {
  using s = socket();
  let calls = 0;
  const poll = c.poll(s.fd, () => calls++);
  const wait = () => new Promise((resolve) => setTimeout(resolve, 50));
  c.send(s.fd, getLink(1), 0);
  await wait();
  expect(calls).toBe(0);
  poll.start({ readable: true });
  // Level-triggered: nothing was taken.
  await vi.waitFor(() => expect(calls).toBeGreaterThan(1), 30_000);
  poll.stop();
  const before = calls;
  await wait();
  expect(calls).toBe(before);
  poll.start({ writable: true });
  await vi.waitFor(() => expect(calls).toBeGreaterThan(before), 30_000);
  poll.close();
});

it("no order of calls harms a poll handle", () => {
  using s = socket();
  const poll = c.poll(s.fd, () => {});
  expect(thrown(() => c.poll(s.fd, () => {}))).toMatchObject({ code: "ERR_RINGLINK_POLL" });
  expect(thrown(() => c.poll(-1, () => {}))).toBeInstanceOf(RangeError);
  poll.ref();
  poll.unref();
  poll.stop();
  poll.close();
  poll.close();
  poll.start({ readable: true });
  poll.stop();
  poll.ref();
  poll.unref();
  const again = c.poll(s.fd, () => {});
  again.start({ readable: true });
  again.start({ readable: true, writable: true });
  again.close();
});
