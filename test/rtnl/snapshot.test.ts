/** Blocking dumps, against a socket that is scripted. */
import { expect, it } from "vitest";
import { viewOf } from "../../src/codec/index.js";
import {
  type Answer,
  answer,
  dumpBlocking,
  errno,
  isDumpInterruptedError,
  MemorySocket,
  multipart,
  operation,
  type SeenRequest,
} from "../../src/netlink/connection/index.js";
import { Link } from "../../src/rtnl/index.js";

const GetLink = operation("RTM_GETLINK", 18, Link);
const NLM_F_DUMP_INTR = 0x10;

/** A socket that waits no longer than it is told to. */
function scripted(handler: (request: SeenRequest) => Iterable<Answer>) {
  const socket = new MemorySocket(handler);
  const waits: number[] = [];
  const wait = (timeoutMs: number): boolean => {
    waits.push(timeoutMs);
    // Nothing will come: the clock goes on all the same.
    const end = performance.now() + Math.min(timeoutMs, 5);
    while (performance.now() < end);
    return false;
  };
  return { socket: Object.assign(socket, { wait }), waits };
}

const link = (index: number, flags = 0) => answer(16, Link, { index, ifname: `l${index}` }, flags);
const options = { timeoutMs: 1000, retries: 3 };

it("reads all parts", () => {
  const { socket } = scripted(() => multipart([[link(1), link(2)], [link(3)]]));
  expect(dumpBlocking(socket, GetLink, {}, options).map(({ ifname }) => ifname)).toEqual(["l1", "l2", "l3"]);
});

it("makes an interrupted dump again, and gives up at last, with the data", () => {
  let runs = 0;
  const { socket } = scripted(() => multipart([[link(++runs, runs < 3 ? NLM_F_DUMP_INTR : 0)]]));
  expect(dumpBlocking(socket, GetLink, {}, options)).toMatchObject([{ index: 3 }]);
  const never = scripted(() => multipart([[link(1)]], 0, NLM_F_DUMP_INTR));
  let error: unknown;
  try {
    dumpBlocking(never.socket, GetLink, {}, options);
  } catch (reason) {
    error = reason;
  }
  expect(isDumpInterruptedError(error) && error.values).toMatchObject([{ index: 1 }]);
  expect(never.socket.sent).toHaveLength(4);
});

it("a refusal is an error, at the start and at the end", () => {
  const refused = scripted((request) => [errno(request, "EPERM", { msg: "no" })]);
  expect(() => dumpBlocking(refused.socket, GetLink, {}, options)).toThrow("RTM_GETLINK: EPERM: no");
  const late = scripted(() => multipart([[link(1)]], -12));
  expect(() => dumpBlocking(late.socket, GetLink, {}, options)).toThrow("ENOMEM");
});

it("a kernel that says nothing does not block for ever", () => {
  const { socket, waits } = scripted(() => []);
  expect(() => dumpBlocking(socket, GetLink, {}, { timeoutMs: 20, retries: 0 })).toThrow("no answer within 20 ms");
  expect(waits[0]).toBeLessThanOrEqual(20);
});

it("garbage is an error, answers to others are not taken", () => {
  const torn = viewOf(new Uint8Array(16));
  torn.dv.setUint32(0, 99, true);
  const { socket } = scripted(() => [torn.u8]);
  expect(() => dumpBlocking(socket, GetLink, {}, options)).toThrow("nlmsg_len 99 does not fit the 16 bytes left");
  const mixed = scripted(() => [[{ ...link(9), sequence: 77 }], ...multipart([[link(1)]])]);
  expect(dumpBlocking(mixed.socket, GetLink, {}, options)).toMatchObject([{ index: 1 }]);
});
