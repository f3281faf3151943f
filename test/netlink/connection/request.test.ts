/** Requests and their acknowledgements, against the double. */
import { expect, expectTypeOf, it } from "vitest";
import { isDecodeError, isEncodeError } from "../../../src/codec/index.js";
import {
  type AnswerMessage,
  checkRequest,
  errno,
  isNetlinkError,
  isSyscallError,
  type Reply,
  type SeenRequest,
  SyscallError,
} from "../../../src/netlink/connection/index.js";
import { MessageFlags, NewFlags } from "../../../src/netlink/index.js";
import { agree, converse, DelItem, failure, GetItem, idOf, item, MALFORMED, NewItem, turn } from "./support.js";

it("waits for the acknowledgement", async () => {
  const { nl, socket } = converse(checkRequest({ type: 16, flags: NewFlags.create | MessageFlags.ack }, agree));
  const reply = await nl.request(NewItem, { id: 7, name: "seven" }, { flags: NewFlags.create });
  expect(reply).toEqual({ values: [], warning: undefined, cookie: undefined });
  expectTypeOf<(typeof reply.values)[number]["name"]>().toEqualTypeOf<string | undefined>();
  expect(Buffer.from(socket.sent[0]!).toString("hex")).toBe(
    `2000000010000504${"01000000"}${"00000000"}07000000${"0a000100"}736576656e000000`,
  );
});

it("gives the answers before the acknowledgement", async () => {
  const { nl } = converse((request) => [[item(idOf(request), { name: "x" })], errno(request)]);
  expect(await nl.get(GetItem, { id: 3 })).toEqual({ id: 3, name: "x", info: undefined, unknown: undefined });
  const { values } = await nl.request(GetItem, { id: 4 });
  expect(values.map(({ id }) => id)).toEqual([4]);
});

it("fails when one object was asked for and none came", async () => {
  const { nl } = converse(agree);
  expect(await failure(nl.get(GetItem, { id: 1 }))).toMatchObject({ code: "ERR_RINGLINK_NO_ANSWER" });
});

it("names the errno, the object and the attribute of a refusal", async () => {
  const { nl } = converse((request) => [errno(request, "EINVAL", { msg: "Bad size", offs: 16 + 4 + 4 + 12 })]);
  const error = await failure(nl.request(NewItem, { id: 1, info: { kind: "dummy", size: 9 } }, { subject: "it0" }));
  expect(String(error)).toBe("NetlinkError: ITEM_NEW it0: EINVAL: Bad size (ITEM_INFO › INFO_SIZE)");
  expect(isNetlinkError(error, "EINVAL")).toBe(true);
  expect(isNetlinkError(error, "EEXIST")).toBe(false);
  expect(error).toMatchObject({
    code: "EINVAL",
    errno: -22,
    syscall: "netlink",
    operation: "ITEM_NEW",
    subject: "it0",
    extack: { message: "Bad size", offset: 36, attribute: ["ITEM_INFO", "INFO_SIZE"], missing: undefined },
  });
});

it("names a missing attribute", async () => {
  const { nl } = converse((request) => [errno(request, "EINVAL", { missType: 2, missNest: 16 + 4 })]);
  const error = await failure(nl.request(NewItem, { id: 1, info: { kind: "dummy" } }));
  expect(error).toMatchObject({ extack: { attribute: ["ITEM_INFO"], missing: "INFO_SIZE" } });
  expect(error.message).toMatch(/\(ITEM_INFO › missing INFO_SIZE\)$/);
});

it("escapes what the kernel and the caller say", async () => {
  const { nl } = converse((request) => [errno(request, "EINVAL", { msg: "no\u001b[31m\nway" })]);
  const error = await failure(nl.request(NewItem, { id: 1 }, { subject: "a\nb" }));
  expect(error.message).toBe(String.raw`ITEM_NEW "a\nb": EINVAL: "no\u001b[31m\nway"`);
});

it("says which capability EPERM wants, unless the kernel says something else", async () => {
  const { nl } = converse((request) => [
    errno(request, "EPERM", idOf(request) === 1 ? undefined : { msg: "Device is busy" }),
  ]);
  expect(await failure(nl.request(NewItem, { id: 1 }))).toMatchObject({ hint: expect.stringMatching("CAP_NET_ADMIN") });
  expect(await failure(nl.request(NewItem, { id: 2 }))).toMatchObject({ hint: undefined });
});

it("passes on what the kernel says although it obeyed", async () => {
  const { nl } = converse((request) => [errno(request, undefined, { msg: "deprecated", cookie: Uint8Array.of(1, 2) })]);
  const reply: Reply<unknown> = await nl.request(NewItem, { id: 1 });
  expect(reply).toMatchObject({ warning: "deprecated", cookie: Uint8Array.of(1, 2) });
});

it("throws what does not fit before anything is sent", async () => {
  const { nl, socket } = converse(agree);
  expect(isEncodeError(await failure(nl.request(NewItem, { id: -1 })))).toBe(true);
  expect(await failure(nl.request(NewItem, { id: 1 }, { flags: MessageFlags.ack }))).toBeInstanceOf(RangeError);
  expect(await failure(nl.request(NewItem, { id: 1 }, { timeoutMs: 0 }))).toBeInstanceOf(RangeError);
  expect(socket.sent).toEqual([]);
});

it("a malformed answer fails its request only", async () => {
  const { nl } = converse((request) => [[idOf(request) === 1 ? MALFORMED : item(2)], errno(request)]);
  const [bad, good] = await Promise.allSettled([nl.get(GetItem, { id: 1 }), nl.get(GetItem, { id: 2 })]);
  expect(bad.status === "rejected" && isDecodeError(bad.reason)).toBe(true);
  expect(good).toMatchObject({ status: "fulfilled", value: { id: 2 } });
});

it("a datagram whose lengths do not add up fails the request", async () => {
  const { nl, socket } = converse(() => []);
  const waiting = failure(nl.request(NewItem, { id: 1 }));
  socket.push(Uint8Array.of(8, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0));
  expect((await waiting).message).toMatch(/nlmsg_len 8 does not fit/);
});

it("answers in any order reach their requests", async () => {
  const held: SeenRequest[] = [];
  const { nl, socket } = converse((request) => {
    held.push(request);
    return [];
  });
  const waiting = [1, 2, 3].map((id) => nl.get(GetItem, { id }));
  for (const request of held.toReversed()) {
    socket.push([item(idOf(request))], request.sequence);
    socket.push(errno(request), request.sequence);
  }
  expect((await Promise.all(waiting)).map(({ id }) => id)).toEqual([1, 2, 3]);
});

it("one datagram may answer many requests", async () => {
  const held: SeenRequest[] = [];
  const { nl, socket } = converse((request) => {
    held.push(request);
    return [];
  });
  const waiting = [1, 2, 3].map((id) => nl.get(GetItem, { id }));
  const messages = held.flatMap((request) => {
    const [ack] = errno(request) as readonly AnswerMessage[];
    return [item(idOf(request)), ack!].map((message) => ({ ...message, sequence: request.sequence }));
  });
  // Interleaved: all objects, then all acknowledgements.
  socket.push([...messages.filter(({ type }) => type === 16), ...messages.filter(({ type }) => type !== 16)]);
  expect((await Promise.all(waiting)).map(({ id }) => id)).toEqual([1, 2, 3]);
});

it("drops answers to nobody", async () => {
  const { nl, socket } = converse((request) => [errno({ ...request, sequence: 99 }), errno(request)]);
  socket.push([item(5)], 77);
  await nl.request(NewItem, { id: 1 });
});

it("gives up after the time limit, and takes no late answer for another's", async () => {
  const held: SeenRequest[] = [];
  const { nl, socket } = converse((request) => {
    held.push(request);
    return idOf(request) === 1 ? [] : [[item(idOf(request))], errno(request)];
  });
  const error = await failure(nl.request(GetItem, { id: 1 }, { timeoutMs: 20 }));
  expect(error).toMatchObject({ name: "TimeoutError", code: "ERR_RINGLINK_TIMEOUT" });
  expect(error.message).toBe("ITEM_GET: no answer within 20 ms");
  socket.push([item(1)], held[0]!.sequence);
  socket.push(errno(held[0]!), held[0]!.sequence);
  expect(await nl.get(GetItem, { id: 2 })).toMatchObject({ id: 2 });
});

it("aborts: before, while it waits, and while it queues", async () => {
  const held: SeenRequest[] = [];
  // Room for one answer at a time.
  const { nl, socket } = converse(
    (request) => {
      held.push(request);
      return [];
    },
    { receiveBuffer: 2 },
  );
  const aborted = AbortSignal.abort(new Error("never"));
  expect(await failure(nl.request(NewItem, { id: 1 }, { signal: aborted }))).toMatchObject({
    name: "AbortError",
    code: "ABORT_ERR",
    cause: { message: "never" },
  });
  expect(held).toHaveLength(0);
  const controller = new AbortController();
  const first = failure(nl.request(NewItem, { id: 1 }, { signal: controller.signal }));
  const second = failure(nl.request(NewItem, { id: 2 }, { signal: controller.signal }));
  const third = nl.request(NewItem, { id: 3 });
  await turn();
  expect(held).toHaveLength(1);
  controller.abort();
  expect(await first).toMatchObject({ name: "AbortError" });
  expect(await second).toMatchObject({ name: "AbortError" });
  // The first was sent: its answer is awaited before the third goes. The second never goes.
  expect(held).toHaveLength(1);
  socket.push(errno(held[0]!), held[0]!.sequence);
  await turn();
  await turn();
  expect(held.map(idOf)).toEqual([1, 3]);
  socket.push(errno(held[1]!), held[1]!.sequence);
  await third;
});

it("close fails what waits, twice is fine, and nothing goes afterwards", async () => {
  const { nl, socket } = converse(() => []);
  const waiting = failure(nl.request(NewItem, { id: 1 }));
  await turn();
  nl.close();
  nl.close();
  expect(await waiting).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
  expect(await failure(nl.request(NewItem, { id: 1 }))).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
  expect(() => nl.subscribe({ groups: [1] })).toThrow("closed");
  expect(socket.closed).toBe(true);
});

it("using, await using and an aborted signal close it", async () => {
  const sockets = [];
  {
    const { nl, socket } = converse(agree);
    using _one = nl;
    sockets.push(socket);
  }
  {
    const { nl, socket } = converse(agree);
    await using _two = nl;
    sockets.push(socket);
  }
  expect(sockets.map(({ closed }) => closed)).toEqual([true, true]);
});

it("what the kernel lost is an error, not a wait", async () => {
  const { nl, socket } = converse((request) => (idOf(request) === 1 ? [] : [errno(request)]));
  const waiting = failure(nl.request(NewItem, { id: 1 }));
  socket.push(new SyscallError("recvmsg", 105));
  expect(await waiting).toMatchObject({ code: "ERR_RINGLINK_LOST" });
  await nl.request(NewItem, { id: 2 });
});

it("a truncated answer is an error, and the buffer grows", async () => {
  const name = "n".repeat(300);
  const { nl } = converse((request) => [[item(idOf(request), { name })], errno(request)], { bufferBytes: 128 });
  expect(await failure(nl.get(GetItem, { id: 1 }))).toMatchObject({
    code: "ERR_RINGLINK_TRUNCATED",
    message: "ITEM_GET: a datagram of 328 bytes did not fit the receive buffer of 128",
  });
  expect(await nl.get(GetItem, { id: 2 })).toMatchObject({ id: 2, name });
});

it("a request that is too long for the socket fails by itself", async () => {
  const { nl } = converse(agree, { sendBuffer: 1000 });
  const error = await failure(nl.request(NewItem, { id: 1, name: "n".repeat(2000) }));
  expect(isSyscallError(error, "EMSGSIZE")).toBe(true);
  await nl.request(DelItem, { id: 1 });
});

it("no value shares memory with the receive buffer", async () => {
  const { nl, socket } = converse((request) => [
    [{ type: 16, payload: Uint8Array.of(idOf(request), 0, 0, 0, 8, 0, 9, 0, 1, 2, 3, 4) }],
    errno(request),
  ]);
  const first = await nl.get(GetItem, { id: 1 });
  const copy = structuredClone(first);
  socket.view.u8.fill(0xee);
  expect(first).toEqual(copy);
  expect(first.unknown).toEqual([{ type: 9, flags: 0, data: Uint8Array.of(1, 2, 3, 4) }]);
});

it("callers that never rest leave the event loop its turn", async () => {
  const { nl } = converse(agree);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  for (let i = 0; i < 20_000 && turns < 3; i++) await nl.request(NewItem, { id: 1 });
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(3);
});

it("holds the process only while somebody waits", async () => {
  const held: SeenRequest[] = [];
  const { nl, socket } = converse((request) => {
    held.push(request);
    return [];
  });
  const waiting = nl.request(NewItem, { id: 1 });
  await turn();
  expect([socket.referenced, socket.watching]).toEqual([true, true]);
  nl.unref();
  expect(socket.referenced).toBe(false);
  nl.ref();
  expect(socket.referenced).toBe(true);
  socket.push(errno(held[0]!), held[0]!.sequence);
  await waiting;
  expect([socket.referenced, socket.watching]).toEqual([false, false]);
});
