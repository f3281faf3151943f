/** Memory shared with the kernel, pointers in structures, and the calls that rings need. */
import { existsSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, expect, it } from "vitest";
import {
  AF_INET,
  Descriptor,
  ffi,
  littleEndian,
  MAP_FIXED,
  type Mapping,
  mappedBytes,
  openDescriptors,
  POLLIN,
  POLLOUT,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
} from "../../src/ffi/index.js";

const c = ffi();

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

afterEach(() => {
  expect([...openDescriptors()]).toEqual([]);
});

const udp = () => new Descriptor(c, c.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "test");

it("memory is readable and writable, and reads zeros once closed", () => {
  const mapping = c.map({ length: 2 * c.pageSize });
  mapping.bytes.fill(7);
  mapping.view.setUint32(4, 0x01020304, true);
  expect(mapping.words[1]).toBe(littleEndian ? 0x01020304 : 0x04030201);
  const { bytes, view, words } = mapping;
  const part = bytes.subarray(10, 20);
  mapping.close();
  mapping.close();
  expect(mapping.closed).toBe(true);
  expect([bytes[0], view.getUint32(4), words[1], part[3]]).toEqual([0, 0, 0, 0]);
  bytes.fill(9);
  expect(part[9]).toBe(9);
});

it("huge pages are asked for where the kernel has any", () => {
  const asked = (): number => readFileSync("/proc/self/smaps", "utf8").match(/^VmFlags:.* hg\b/gm)?.length ?? 0;
  const before = asked();
  using mapping = c.map({ length: 6 << 20, hugePages: true });
  mapping.bytes.fill(1);
  expect(mapping.bytes[mapping.length - 1]).toBe(1);
  expect(asked() - before).toBe(existsSync("/sys/kernel/mm/transparent_hugepage") ? 1 : 0);
});

it("memory is given back when nothing looks at it any more, and not before", async () => {
  const length = 64 * c.pageSize;
  let view: Uint8Array | undefined;
  const make = (): void => {
    for (let i = 0; i < 8; i++) {
      using mapping = c.map({ length });
      view = mapping.bytes.subarray(length - 8);
    }
  };
  const settled = async (bytes: number): Promise<void> => {
    for (const end = Date.now() + 30_000; mappedBytes() > bytes && Date.now() < end; ) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(mappedBytes()).toBe(bytes);
  };
  // What other tests left behind.
  await settled(0);
  make();
  await settled(length);
  expect(view).toEqual(new Uint8Array(8));
  view = undefined;
  await settled(0);
});

it.each([
  [{ length: 0 }, /no length of a memory mapping: 0/],
  [{ length: 2 ** 60 }, /no length of a memory mapping/],
  [{ length: 1.5 }, /no length of a memory mapping/],
  [{ length: 4096, flags: MAP_FIXED }, /the kernel chooses where memory is mapped/],
  [{ length: 4096, protection: 1 }, /must be readable and writable/],
])("there is no mapping of %j", (options, expected) => {
  expect(() => c.map(options)).toThrow(expected);
});

it("what cannot be mapped is an error", () => {
  using socket = udp();
  expect(() => c.map({ length: 4096, fd: socket.fd, flags: 1 })).toThrow(expect.objectContaining({ code: "ENODEV" }));
});

it("a system call by number takes numbers and memory", () => {
  // getpid, getrandom
  const number = { x64: [39, 318], arm64: [172, 278] }[process.arch as "x64" | "arm64"];
  if (number === undefined) return;
  expect(c.syscall(number[0]!)).toBe(process.pid);
  const bytes = new Uint8Array(64);
  expect(c.syscall(number[1]!, bytes, 64, 0)).toBe(64);
  expect(bytes.some((byte) => byte !== 0)).toBe(true);
  using mapping = c.map({ length: c.pageSize });
  expect(c.syscall(number[1]!, mapping, 64n, 0)).toBe(64);
  expect(mapping.bytes.subarray(0, 64).some((byte) => byte !== 0)).toBe(true);
  expect(c.syscall(99_999)).toBe(-38);
  expect(() => c.syscall(1, 1, 2, 3, 4, 5, 6, 7)).toThrow(/at most 6 arguments/);
});

it("closed memory and somebody else's is no argument", () => {
  const mapping = c.map({ length: c.pageSize });
  mapping.close();
  const structure = new Uint8Array(8);
  expect(() => c.syscall(99_999, mapping)).toThrow(/memory mapping is closed/);
  expect(() => c.writePointer(structure, 0, mapping)).toThrow(/memory mapping is closed/);
  expect(() => c.writePointer(structure, 0, { closed: false } as Mapping)).toThrow(/no mapping of this binding/);
  expect(() => c.writePointer(structure, 4, new Uint8Array(1))).toThrow(RangeError);
});

it("memory that a structure points to lives as long as the structure", () => {
  // struct iovec and struct mmsghdr, of a socket that is connected to nobody: the kernel reads the bytes before it fails.
  using socket = udp();
  const word = c.pointerSize;
  const messages = new Uint8Array(8 * word);
  const build = (): void => {
    const vector = new Uint8Array(2 * word);
    vector[word] = 5;
    c.writePointer(vector, 0, Uint8Array.of(1, 2, 3, 4, 5));
    c.writePointer(messages, 2 * word, vector);
    messages[3 * word] = 1;
    const address = new Uint8Array(16);
    // 127.0.0.1, port 9
    address.set([AF_INET, 0, 0, 9, 127, 0, 0, 1]);
    c.writePointer(messages, 0, address);
    messages[word] = 16;
  };
  build();
  for (let i = 0; i < 5; i++) {
    collect();
    new Uint8Array(1 << 20).fill(255);
    const sent = c.sendmmsg(socket.fd, messages, 1, 0);
    // An answer of nobody there may arrive for the one before.
    expect([1, -111]).toContain(sent);
  }
});

it("waits for descriptors, with a limit", () => {
  using idle = udp();
  const waiter = c.waiter([
    { fd: idle.fd, events: POLLIN },
    { fd: idle.fd, events: POLLOUT },
  ]);
  expect(waiter.wait(1000)).toBe(1);
  expect([waiter.ready(0), waiter.ready(1)]).toEqual([0, POLLOUT]);
  expect(c.waiter([{ fd: idle.fd, events: POLLIN }]).wait(1)).toBe(0);
  expect(c.waiter([]).wait(0)).toBe(0);
});

it("an ioctl gives what it found, or a negative errno", () => {
  using socket = udp();
  const request = new Uint8Array(40);
  Buffer.from("lo").copy(request);
  // SIOCGIFMTU, SIOCGIFINDEX
  expect(c.ioctl(socket.fd, 0x8921, request)).toBe(0);
  expect(new DataView(request.buffer).getInt32(16, littleEndian)).toBeGreaterThan(1000);
  expect(c.ioctl(socket.fd, 0x8933, new Uint8Array(40))).toBe(-19);
});
