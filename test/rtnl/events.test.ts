/** Events, against the double. */
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type AnswerMessage,
  answer,
  Connection,
  errno,
  MemorySocket,
  SyscallError,
} from "../../src/netlink/connection/index.js";
import { isOptionError } from "../../src/options/index.js";
import { Address, Link, type ObjectEvent, Qdisc, Route, Rtnl, type RtnlEvent } from "../../src/rtnl/index.js";

function open() {
  const socket = new MemorySocket((request) => [errno(request)]);
  return { socket, rtnl: Rtnl.over(Connection.over(socket)) };
}

const link = (index: number, ifname: string, type = 16) => answer(type, Link, { index, ifname });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function take(events: AsyncIterable<RtnlEvent>, count: number): Promise<RtnlEvent[]> {
  const seen: RtnlEvent[] = [];
  for await (const event of events) {
    seen.push(event);
    if (seen.length === count) break;
  }
  return seen;
}

it("are told apart by object and type, and typed by the groups asked for", async () => {
  const { socket, rtnl } = open();
  const events = rtnl.events({ groups: ["link", "ipv4-route"] });
  socket.notify(1, [link(2, "eth0"), link(2, "eth0", 17)]);
  socket.notify(7, [answer(24, Route, { family: "inet", dst: "10.0.0.0", dstLen: 8 }, 0x100)]);
  const seen: string[] = [];
  for await (const event of events) {
    expectTypeOf(event.object).toEqualTypeOf<"link" | "route" | undefined>();
    if (event.object === "link") {
      expectTypeOf(event.type).toEqualTypeOf<"link-new" | "link-delete">();
      expectTypeOf(event.link.ifname).toEqualTypeOf<string | undefined>();
      seen.push(`${event.type} ${event.action} ${event.link.ifname}`);
    } else if (event.type === "route-new") {
      expectTypeOf(event).toExtend<ObjectEvent<"route">>();
      seen.push(`${event.type} ${event.route.dst}/${event.route.dstLen} flags ${event.flags}`);
      break;
    }
  }
  expect(seen).toEqual(["link-new new eth0", "link-delete delete eth0", "route-new 10.0.0.0/8 flags 256"]);
  expect(events.closed).toBe(true);
  expect(socket.others.size).toBe(0);
});

it("groups have the kernel's names, sets of them, and numbers", () => {
  const { socket, rtnl } = open();
  using events = rtnl.events({ groups: ["route", "ipv4-route", "neigh", 33] });
  expect([...[...socket.others][0]!.groups].sort((a, b) => a - b)).toEqual([3, 7, 11, 33]);
  expectTypeOf(events).toExtend<AsyncIterable<RtnlEvent>>();
  for (const options of [
    { groups: ["links"] },
    { groups: [] },
    { groups: [0] },
    { group: "link" },
    { groups: ["link"], queueLength: 0 },
  ]) {
    const wrong = () => rtnl.events(options as never);
    expect(wrong).toThrow(/^events: /);
    expect(isOptionError(failureOf(wrong))).toBe(true);
  }
  expect(() => rtnl.events({ groups: ["links" as "link"] })).toThrow(/links/);
});

function failureOf(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

it("tell what caused them", async () => {
  const { socket, rtnl } = open();
  const events = rtnl.events({ groups: ["ipv4-ifaddr"] });
  const value = { family: "inet", local: "10.0.0.1" } as const;
  socket.notify(5, [{ ...answer(20, Address, value), sequence: 9 }]);
  const other = new MemorySocket(() => [], { port: 77 });
  void other;
  const [event] = await take(events, 1);
  expect(event).toMatchObject({ type: "address-new", sequence: 9, port: 1000, own: true, nsid: undefined });
});

describe("nothing is lost silently", () => {
  it("losses, messages that do not fit, and messages without a place", async () => {
    const { socket, rtnl } = open();
    const events = rtnl.events({ groups: ["link", "tc", "ipv4-mroute-r"] });
    const own = [...socket.others][0]!;
    const malformed: AnswerMessage = { type: 16, payload: Uint8Array.of(...new Uint8Array(16), 200, 0, 3, 0) };
    own.push(new SyscallError("recvmsg", 105));
    own.push([malformed, { type: 250, payload: Uint8Array.of(1, 2, 3) }]);
    // A report of the multicast routing code: its layout is known, and depends on the family.
    own.push([{ type: 96, payload: Uint8Array.of(128, 0, 0, 0, 8, 0, 1, 0, 2, 0, 0, 0) }]);
    own.push([answer(36, Qdisc, { ifindex: 3, kind: "prio" })]);
    const [lost, wrong, unknown, report, qdisc] = await take(events, 5);
    expect(lost).toEqual({ type: "lost", object: undefined, reason: "overrun", count: undefined });
    expect(wrong).toMatchObject({ type: "malformed", name: "RTM_NEWLINK", messageType: 16 });
    expect((wrong as { bytes: Uint8Array }).bytes).toHaveLength(36);
    expect(unknown).toMatchObject({
      type: "other",
      name: "type 250",
      messageType: 250,
      tree: { kind: "raw", length: 3, raw: Uint8Array.of(1, 2, 3) },
    });
    expect(report).toMatchObject({ type: "other", name: "RTM_NEWCACHEREPORT" });
    expect((report as { tree: { kind: string } }).tree.kind).not.toBe("raw");
    expect(qdisc).toMatchObject({ type: "qdisc-new", qdisc: { ifindex: 3, kind: "prio" } });
  });

  it("a full queue", async () => {
    const { socket, rtnl } = open();
    const events = rtnl.events({ groups: ["link"], queueLength: 2 });
    for (let i = 1; i <= 5; i++) socket.notify(1, [link(i, `d${i}`)]);
    await turn();
    const [batch] = await take2(events.batches(), 1);
    expect(batch!.map((event) => (event.object === "link" ? event.link.ifname : event.type))).toEqual([
      "d1",
      "d2",
      "lost",
    ]);
    expect(batch!.at(-1)).toMatchObject({ reason: "queue", count: 3 });
  });
});

async function take2<T>(from: AsyncIterable<T>, count: number): Promise<T[]> {
  const seen: T[] = [];
  for await (const one of from) {
    seen.push(one);
    if (seen.length === count) break;
  }
  return seen;
}

it("end with the signal, the connection and by closing", async () => {
  const { socket, rtnl } = open();
  const controller = new AbortController();
  const aborted = rtnl
    .events({ groups: ["link"], signal: controller.signal })
    [Symbol.asyncIterator]()
    .next();
  const closed = rtnl.events({ groups: ["link"] });
  const end = closed[Symbol.asyncIterator]().next();
  controller.abort();
  await expect(aborted).rejects.toMatchObject({ name: "AbortError", code: "ABORT_ERR" });
  closed.close();
  expect((await end).done).toBe(true);
  const last = rtnl
    .events({ groups: ["link"] })
    [Symbol.asyncIterator]()
    .next();
  rtnl.close();
  expect((await last).done).toBe(true);
  expect(socket.others.size).toBe(0);
});

it("keep the process alive while somebody waits, unless told not to", async () => {
  const { socket, rtnl } = open();
  const events = rtnl.events({ groups: ["link"] });
  const own = [...socket.others][0]!;
  expect(own.referenced).toBe(false);
  const waiting = events[Symbol.asyncIterator]().next();
  expect(own.referenced).toBe(true);
  events.unref();
  expect(own.referenced).toBe(false);
  events.ref();
  expect(own.referenced).toBe(true);
  socket.notify(1, [link(1, "lo")]);
  await waiting;
  expect(own.referenced).toBe(false);
});
