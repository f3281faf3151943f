/** Multicast groups of generic netlink families, and policies, against the double. */
import { expect, expectTypeOf, it } from "vitest";
import { attr, attrs, encode, message, u32 } from "../../src/codec/index.js";
import { type FamilyEvent, notice } from "../../src/genl/index.js";
import { GenlFamily, GenlHeader, nlctrl } from "../../src/genl/portable.js";
import { type AnswerMessage, answer, errno, multipart, SyscallError } from "../../src/netlink/connection/index.js";
import { genericFamily } from "../../src/netlink/index.js";
import { failure, turn } from "../netlink/connection/support.js";
import { made } from "./double.js";

const Thing = message(GenlHeader, attrs({ number: attr(1, "THING_NUMBER", u32) }));
const Other = message(GenlHeader, attrs({ size: attr(1, "OTHER_SIZE", u32) }));
const things = genericFamily(
  "things",
  { THING_NTF: [4, { reply: Thing }], OTHER_NTF: [5, { reply: Other }] },
  { groups: ["news", "rest"] },
);
const mcastGroups = [
  { name: "news", id: 77 },
  { name: "rest", id: 78 },
];
const quiet = { id: 30, mcastGroups, handle: () => [] };
const ntf = (number: number): AnswerMessage => answer(30, Thing, { cmd: 4, number });

async function take<T>(events: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}

it("messages are told apart by command", async () => {
  const { genl, socket } = made({ things: quiet });
  const ThingChanged = notice(things, "THING_NTF", Thing);
  const OtherChanged = notice(things, "OTHER_NTF", Other);
  const events = await genl.subscribe(things, ["news"], { messages: [ThingChanged, OtherChanged] });
  const [own] = socket.others;
  expect([...own!.groups]).toEqual([77]);
  socket.notify(78, [ntf(0)]);
  socket.notify(77, [ntf(1), { type: 30, payload: Uint8Array.of(9, 1, 0, 0) }, answer(30, Other, { cmd: 5, size: 2 })]);
  // Neither the family's, nor long enough for a command, nor well-formed.
  socket.notify(77, [{ type: 31, payload: encode(Thing, { cmd: 4 }) }]);
  socket.notify(77, [{ type: 30, payload: Uint8Array.of(4, 1) }]);
  socket.notify(77, [{ type: 30, payload: Uint8Array.of(4, 1, 0, 0, 99, 0, 1, 0) }]);
  const [first, second, short, broken] = await take(events, 4);
  expect(first).toMatchObject({ kind: "message", family: "things", name: "THING_NTF", cmd: 4, value: { number: 1 } });
  expect(second).toMatchObject({ kind: "message", name: "OTHER_NTF", value: { size: 2 } });
  expect(short).toMatchObject({ kind: "malformed", name: "genlmsghdr", bytes: Uint8Array.of(4, 1) });
  expect(broken).toMatchObject({ kind: "malformed", name: "THING_NTF", cmd: 4 });
  expect(events.closed).toBe(true);
  expect(socket.others.size).toBe(0);
  const narrow = (event: FamilyEvent<typeof ThingChanged | typeof OtherChanged>) => {
    if (event.kind !== "message") return;
    if (event.name === "THING_NTF") expectTypeOf(event.value.number).toEqualTypeOf<number | undefined>();
    else expectTypeOf(event.value.size).toEqualTypeOf<number | undefined>();
  };
  expectTypeOf(narrow).toBeFunction();
});

it("without a list all messages come, by the family's schemas or as bytes", async () => {
  const { genl, socket } = made({ things: quiet });
  const declared = await genl.subscribe(things, ["news", "rest"]);
  const raw = await genl.subscribe("things", ["rest"]);
  socket.notify(77, [ntf(1)]);
  socket.notify(78, [ntf(2), { type: 30, payload: Uint8Array.of(9, 1, 0, 0) }]);
  expect(await take(declared, 3)).toMatchObject([
    { name: "THING_NTF", value: { number: 1 } },
    { name: "THING_NTF", value: { number: 2 } },
    { name: "command 9", value: Uint8Array.of(9, 1, 0, 0) },
  ]);
  const batches: FamilyEvent[][] = [];
  for await (const batch of raw.batches()) {
    batches.push(batch);
    if (batches.flat().length === 2) break;
  }
  expect(batches.flat()).toMatchObject([
    { name: "command 4", value: encode(Thing, { cmd: 4, number: 2 }, { direction: "reply" }) },
    { name: "command 9" },
  ]);
});

it("what gets lost is told, in its place", async () => {
  const { genl, socket } = made({ things: quiet });
  const events = await genl.subscribe(things, ["news"], { queueLength: 2 });
  socket.notify(77, [ntf(1), ntf(2), ntf(3)]);
  await turn();
  expect(await take(events, 3)).toMatchObject([
    { value: { number: 1 } },
    { value: { number: 2 } },
    { kind: "lost", reason: "queue", count: 1 },
  ]);
});

it("overlapping calls get events in order, and leaving ends those that wait", async () => {
  const { genl, socket } = made({ things: quiet });
  const events = await genl.subscribe(things, ["news"], { messages: [notice(things, "THING_NTF", Thing)] });
  const iterator = events[Symbol.asyncIterator]();
  const waiting = [iterator.next(), iterator.next(), iterator.next()];
  socket.notify(77, [answer(30, Other, { cmd: 5, size: 2 }), ntf(1), answer(30, Other, { cmd: 5 }), ntf(2)]);
  expect(await Promise.all(waiting.slice(0, 2))).toMatchObject([
    { value: { value: { number: 1 } } },
    { value: { value: { number: 2 } } },
  ]);
  await iterator.return!();
  expect(await waiting[2]).toEqual({ value: undefined, done: true });
});

it("groups and families that are not there are named, and nothing stays open", async () => {
  const { genl, socket } = made({ things: quiet, bare: { id: 31, handle: () => [] } });
  expect((await failure(genl.subscribe(things, ["olds"]))).message).toBe(
    'family things has no multicast group "olds"; it has: news, rest',
  );
  expect((await failure(genl.subscribe("bare", ["news"]))).message).toContain("it has: none");
  expect(await failure(genl.subscribe("nothing", ["news"]))).toMatchObject({ code: "ENOENT", subject: "nothing" });
  expect(socket.others.size).toBe(0);
});

it("a group that the kernel keeps from us is named, with what it takes", async () => {
  const { genl, socket } = made({ things: quiet });
  const another = socket.another.bind(socket);
  socket.another = (options) => {
    const made = another(options);
    made.join = () => {
      throw new SyscallError("setsockopt", 1);
    };
    return made;
  };
  const error = await failure(genl.subscribe(things, ["news"]));
  expect(error).toMatchObject({ code: "EPERM", syscall: "setsockopt" });
  expect(error.message).toContain("multicast group news of family things");
  expect(error.message).toContain("CAP_NET_ADMIN");
  expect(socket.others.size).toBe(0);
});

it("a subscription asks for the groups anew", async () => {
  const { genl, socket, families } = made({ things: quiet });
  (await genl.subscribe(things, ["news"])).close();
  families.set("things", { ...quiet, id: 32, mcastGroups: [{ name: "news", id: 99 }] });
  using events = await genl.subscribe(things, ["news"]);
  expect(events.family.id).toBe(32);
  expect([...[...socket.others][0]!.groups]).toEqual([99]);
});

it("policies are put together from the parts of the dump", async () => {
  const nlctrlMessage = (value: Parameters<typeof encode<typeof GenlFamily>>[1]) => answer(16, GenlFamily, value);
  const number = (type: "u8" | "u32") => ({ type, minValueU: 0n, maxValueU: 9n });
  const { genl } = made(
    { things: quiet },
    {
      controller: (request) => {
        if (request.payload[0] !== 10) return undefined;
        return multipart([
          [nlctrlMessage({ cmd: 10, familyId: 30, opPolicy: [{ op: 1, value: { do: 0, dump: 1 } }] })],
          [nlctrlMessage({ cmd: 10, policy: [{ policy: 0, value: [{ attribute: 1, value: number("u32") }] }] })],
          [
            nlctrlMessage({ cmd: 10, policy: [{ policy: 0, value: [{ attribute: 2, value: number("u8") }] }] }),
            nlctrlMessage({ cmd: 10, policy: [{ policy: 1, value: [{ attribute: 1, value: number("u8") }] }] }),
          ],
        ]);
      },
    },
  );
  const { operations, policies } = await genl.families.policy("things");
  expect(operations).toEqual([{ cmd: 1, do: 0, dump: 1 }]);
  expect(
    [...policies].map(([index, table]) => [index, [...table].map(([type, { type: name }]) => [type, name])]),
  ).toEqual([
    [
      0,
      [
        [1, "u32"],
        [2, "u8"],
      ],
    ],
    [1, [[1, "u8"]]],
  ]);
  const none = made(
    { things: quiet },
    { controller: (request) => (request.payload[0] === 10 ? [errno(request, "ENODATA")] : undefined) },
  );
  expect((await none.genl.families.policy("things")).policies.size).toBe(0);
  expect(nlctrl.request.get(10)?.name).toBe("CTRL_CMD_GETPOLICY");
});
