import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect } from "vitest";
import { type Ffi, ffi, SyscallError } from "../../src/ffi/index.js";
import { frame, sequenceOf } from "../ring/support/frames.js";
import { live } from "./support/live.js";
import {
  capture,
  expectNothingLeft,
  injector,
  PATIENCE_MS,
  quietVeth,
  receive,
  sendAll,
} from "./support/packet-ring.js";

const FEATURES = ["enterNetns", "veth"] as const;

afterEach(expectNothingLeft);

const SOL_PACKET = 263;
const PACKET_RX_RING = 5;
const PACKET_TX_RING = 13;
const PACKET_FANOUT = 18;

/** System calls of which an option of packet sockets is refused, for some values. */
function refusing(option: number, errno: number, when: (value: Uint8Array) => boolean = () => true): Ffi {
  const system = ffi();
  return {
    ...system,
    setsockopt(fd, level, which, value) {
      if (level === SOL_PACKET && which === option && when(value)) throw new SyscallError("setsockopt", errno);
      system.setsockopt(fd, level, which, value);
    },
  };
}

const words = (bytes: Uint8Array) => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);

live("a ring has fewer blocks when memory is short, but not less than a quarter", FEATURES, async (ns) => {
  await quietVeth(ns);
  const system = refusing(PACKET_RX_RING, 12, (value) => words(value)[1]! > 10);
  using from = capture(ns, "vb", { blockCount: 16, ffi: system });
  expect([from.blockCount, from.requestedBlockCount]).toEqual([9, 16]);
  using to = injector(ns, "va");
  sendAll(to, [frame(1)]);
  expect(receive(from, 1, ({ data }) => sequenceOf(data))).toEqual([1]);
  expect(() => capture(ns, "vb", { blockCount: 64, ffi: system })).toThrow(
    expect.objectContaining({ code: "ENOMEM", message: expect.stringMatching(/PACKET_RX_RING on vb/) }),
  );
});

live("what fails half-way leaves nothing open", FEATURES, async (ns) => {
  await quietVeth(ns);
  const fanout = { mode: "hash", group: 1 } as const;
  expect(() => capture(ns, "vb", { fanout, ffi: refusing(PACKET_FANOUT, 28) })).toThrow(
    /PACKET_FANOUT hash 1 on vb: ENOSPC.*\[the fanout group has as many sockets as it may have\]/,
  );
  const unmappable = {
    ...ffi(),
    map: () => {
      throw new SyscallError("mmap", 12);
    },
  } as Ffi;
  expect(() => capture(ns, "vb", { ffi: unmappable })).toThrow(expect.objectContaining({ code: "ENOMEM" }));
  expect(() => capture(ns, "any", { promiscuous: true })).toThrow(/promiscuous: is of one interface, and not of any/);
  expect(await ns.run("cat", "/proc/net/packet")).not.toMatch(/\n./);
});

live("without a ring an injector sends messages, and says why", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb");
  const unmappable = {
    ...ffi(),
    map: () => {
      throw new SyscallError("mmap", 12);
    },
  } as Ffi;
  for (const system of [refusing(PACKET_TX_RING, 12), unmappable]) {
    using to = injector(ns, "va", { ffi: system });
    expect(to.mode).toBe("messages");
    expect(to.fallbackReason).toMatchObject({ code: "ENOMEM" });
    sendAll(to, [frame(1), frame(2)]);
    expect(receive(from, 2, ({ data }) => sequenceOf(data))).toEqual([1, 2]);
    expect(() => injector(ns, "va", { ffi: system, mode: "ring" })).toThrow(
      expect.objectContaining({ code: "ENOMEM" }),
    );
  }
  using ring = injector(ns, "va");
  expect([ring.mode, ring.fallbackReason]).toEqual(["ring", undefined]);
});

live("a capability that is missing is named", FEATURES, async (ns) => {
  await quietVeth(ns);
  const system = ffi();
  const unprivileged: Ffi = {
    ...system,
    socket(domain, type, protocol) {
      if (domain === 17) throw new SyscallError("socket", 1);
      return system.socket(domain, type, protocol);
    },
  };
  const expected = /^socket AF_PACKET for vb: EPERM: .*\[CAP_NET_RAW is needed, in the user namespace/;
  expect(() => capture(ns, "vb", { ffi: unprivileged })).toThrow(expected);
  expect(() => injector(ns, "vb", { ffi: unprivileged })).toThrow(expected);
});

live("a signal does not end a wait", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb");
  using to = injector(ns, "va");
  let signals = 0;
  const onSignal = () => void signals++;
  process.on("SIGUSR2", onSignal);
  const sender = spawn("sh", [
    "-c",
    `i=0; while [ $i -lt 20 ]; do kill -USR2 ${process.pid}; i=$((i+1)); sleep 0.01; done`,
  ]);
  try {
    const gone = once(sender, "exit");
    const start = performance.now();
    expect(from.nextBatch(300)).toBeUndefined();
    expect(performance.now() - start).toBeGreaterThanOrEqual(299);
    await gone;
    sendAll(to, [frame(1)]);
    using batch = await from.read({ timeoutMs: PATIENCE_MS });
    expect(batch).toHaveLength(1);
    expect(signals).toBeGreaterThan(0);
  } finally {
    process.off("SIGUSR2", onSignal);
  }
});

live("settings that the kernel takes", FEATURES, async (ns) => {
  await quietVeth(ns);
  using from = capture(ns, "vb", {
    busyPollUs: 50,
    preferBusyPoll: true,
    busyPollBudget: 64,
    receiveBufferBytes: 1 << 20,
    timestampSource: "rawHardware",
    protocol: 0x800,
    promiscuous: true,
  });
  const option = (number: number) => new DataView(ffi().getsockopt(from.fd, 1, number, 4).buffer).getInt32(0, true);
  // SO_BUSY_POLL, SO_PREFER_BUSY_POLL, SO_RCVBUF (doubled by the kernel)
  expect([46, 69, 8].map(option)).toEqual([50, 1, 2 << 20]);
  // A veth has no clock of its own.
  expect(from.hardwareTimestampError).toMatchObject({ code: "EOPNOTSUPP", syscall: "ioctl" });
  using to = injector(ns, "va");
  const other = frame(7);
  other[12] = 0x88;
  other[13] = 0xb5;
  sendAll(to, [other, frame(8)]);
  const [packet] = receive(from, 1, (one) => one.copy());
  expect(sequenceOf(packet!.data)).toBe(8);
  expect(packet!.timestampClock).not.toBe("rawHardware");
});

live("SO_REUSEPORT is set, or refused with a reason", FEATURES, async (ns) => {
  await quietVeth(ns);
  let error: unknown;
  try {
    capture(ns, "vb", { reusePort: true }).close();
  } catch (thrown) {
    error = thrown;
  }
  // Linux 6.13 was the first to refuse it.
  if (error !== undefined) {
    expect(error).toMatchObject({ code: "EOPNOTSUPP", hint: expect.stringMatching(/Internet sockets only/) });
  }
});
