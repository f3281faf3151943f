/** Multicast, against the double. */
import { expect, expectTypeOf, it } from "vitest";
import { groupNumber, SyscallError } from "../../../src/netlink/connection/index.js";
import { agree, converse, DelItem, failure, item, MALFORMED, NewItem, turn } from "./support.js";

function open(options: { queueLength?: number; signal?: AbortSignal } = {}) {
  const { nl, socket } = converse(agree);
  const events = nl.subscribe({ groups: ["link"], messages: [NewItem, DelItem], ...options });
  return { nl, socket, events, own: [...socket.others][0]! };
}

it("gives the messages asked for, typed by name", async () => {
  const { nl, socket, events } = open();
  const seen: string[] = [];
  socket.notify(1, [item(1, { name: "one" }), { type: 99 }]);
  socket.notify(2, [item(2)]);
  socket.notify(1, [{ ...item(3), type: 17 }]);
  for await (const event of events) {
    if (event.kind !== "message") throw new Error(event.kind);
    expectTypeOf(event.name).toEqualTypeOf<"ITEM_NEW" | "ITEM_DEL">();
    expectTypeOf(event.value.name).toEqualTypeOf<string | undefined>();
    seen.push(`${event.name} ${event.value.id}`);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual(["ITEM_NEW 1", "ITEM_DEL 3"]);
  expect(events.closed).toBe(true);
  expect(socket.others.size).toBe(0);
  nl.close();
});

it("without a list of messages gives bytes", async () => {
  const { nl, socket } = converse(agree);
  using events = nl.subscribe({ groups: [5] });
  socket.notify(5, [{ type: 99, payload: Uint8Array.of(1, 2, 3), sequence: 8 }]);
  const { value } = await events[Symbol.asyncIterator]().next();
  expect(value).toEqual({
    kind: "message",
    name: "type 99",
    type: 99,
    value: Uint8Array.of(1, 2, 3),
    flags: 0,
    sequence: 8,
    port: 1000,
  });
});

it("in batches", async () => {
  const { socket, events } = open();
  for (let i = 0; i < 5; i++) socket.notify(1, [item(i)]);
  await turn();
  const iterator = events.batches();
  expect((await iterator.next()).value).toHaveLength(5);
  const waiting = iterator.next();
  socket.notify(1, [item(9)]);
  expect((await waiting).value).toHaveLength(1);
});

it("tells how many it dropped, where", async () => {
  const { socket, events } = open({ queueLength: 2 });
  for (let i = 0; i < 5; i++) socket.notify(1, [item(i)]);
  await turn();
  const iterator = events[Symbol.asyncIterator]();
  const next = async () => (await iterator.next()).value;
  expect(await next()).toMatchObject({ value: { id: 0 } });
  expect(await next()).toMatchObject({ value: { id: 1 } });
  expect(await next()).toEqual({ kind: "lost", reason: "queue", count: 3 });
  const waiting = next();
  socket.notify(1, [item(7)]);
  expect(await waiting).toMatchObject({ value: { id: 7 } });
});

it("an overrun is an event, and the events go on", async () => {
  const { own, events } = open();
  own.push([item(1)]);
  own.push(new SyscallError("recvmsg", 105));
  own.push([item(2)]);
  await turn();
  const { value } = await events.batches().next();
  expect(value).toMatchObject([
    { kind: "message", value: { id: 1 } },
    { kind: "lost", reason: "overrun", count: undefined },
    { kind: "message", value: { id: 2 } },
  ]);
});

it("a malformed message is an event", async () => {
  const { own, events } = open();
  own.push([MALFORMED, item(2)]);
  await turn();
  const { value } = await events.batches().next();
  expect(value).toMatchObject([
    { kind: "malformed", name: "ITEM_NEW", error: { name: "DecodeError" } },
    { kind: "message", value: { id: 2 } },
  ]);
});

it("another error ends it", async () => {
  const { own, events } = open();
  const waiting = failure(events[Symbol.asyncIterator]().next());
  own.push(new SyscallError("recvmsg", 12));
  expect(await waiting).toMatchObject({ code: "ENOMEM" });
  expect(events.closed).toBe(true);
});

it("holds the process only while somebody waits", async () => {
  const { own, events } = open();
  expect([own.watching, own.referenced]).toEqual([true, false]);
  const waiting = events[Symbol.asyncIterator]().next();
  expect(own.referenced).toBe(true);
  own.push([item(1)]);
  await waiting;
  expect(own.referenced).toBe(false);
});

it("aborting, closing it and closing the connection end it", async () => {
  const controller = new AbortController();
  const { events, own } = open({ signal: controller.signal });
  const waiting = failure(events[Symbol.asyncIterator]().next());
  controller.abort();
  expect(await waiting).toMatchObject({ name: "AbortError" });
  expect(own.closed).toBe(true);

  const { nl, events: second, own: secondOwn } = open();
  const last = second[Symbol.asyncIterator]().next();
  nl.close();
  second.close();
  expect(await last).toEqual({ value: undefined, done: true });
  expect(secondOwn.closed).toBe(true);
});

it("groups have names", () => {
  expect(groupNumber(0, "link")).toBe(1);
  expect(groupNumber(0, "ipv4-ifaddr")).toBe(5);
  expect(groupNumber(0, "RTNLGRP_IPV6_ROUTE")).toBe(11);
  expect(groupNumber(12, "conntrack_new")).toBe(1);
  expect(groupNumber(16, 7)).toBe(7);
  expect(() => groupNumber(0, "toString")).toThrow(/no multicast group "toString"; known: link,/);
  expect(() => groupNumber(16, "config")).toThrow(/give the number/);
});
