/** Generic netlink connections, against the double. */
import { expect, expectTypeOf, it } from "vitest";
import { attr, attrs, cstring, decode, isDecodeError, message, u16, u32 } from "../../src/codec/index.js";
import { type CommandReply, command, notice } from "../../src/genl/index.js";
import { GenlFamily, GenlHeader, genericFamilies, nlctrl } from "../../src/genl/portable.js";
import { answer, errno, isNetlinkError, multipart, type SeenRequest } from "../../src/netlink/connection/index.js";
import { genericFamily } from "../../src/netlink/index.js";
import { failure, turn } from "../netlink/connection/support.js";
import { commandOf, isDump, type MadeFamily, made } from "./double.js";

const Thing = message(
  GenlHeader,
  attrs({ number: attr(1, "THING_NUMBER", u32), name: attr(2, "THING_NAME", cstring) }),
);
const Weight = message(GenlHeader, attrs({ grams: attr(1, "WEIGHT_GRAMS", u16) }));

const things = genericFamily(
  "things",
  {
    THING_GET: [1, Thing],
    THING_WEIGH: [2, { request: Thing }],
    THING_WEIGHT: [3, { reply: Weight }],
    THING_NTF: [4, { reply: Thing }],
  },
  { version: 7, groups: ["news"] },
);
const GetThing = command(things, "THING_GET", Thing);
const Weigh = command(things, "THING_WEIGH", { request: Thing, reply: Weight });

const thing = (type: number, number: number, name = `thing ${number}`) =>
  answer(type, Thing, { cmd: 1, genlVersion: 7, number, name });

function numberOf({ payload }: SeenRequest): number {
  return decode(Thing, payload).number ?? 0;
}

/** Gives things by number, a dump of six in two datagrams, and weighs. */
function family(id: number, more: Partial<MadeFamily> = {}): MadeFamily {
  const self: MadeFamily = {
    id,
    handle: (request) => {
      if (commandOf(request) === 2) {
        return [[answer(self.id, Weight, { cmd: 3, grams: numberOf(request) * 10 })], errno(request)];
      }
      if (isDump(request)) {
        const part = (...numbers: number[]) => numbers.map((number) => thing(self.id, number));
        return multipart([part(1, 2, 3), part(4, 5, 6)]);
      }
      return [[thing(self.id, numberOf(request))], errno(request)];
    },
    ...more,
  };
  return self;
}

it("a family is looked up once, whoever needs it first", async () => {
  const { genl, asked, socket } = made({ things: family(30) });
  const got = await Promise.all(Array.from({ length: 64 }, (_, number) => genl.get(GetThing, { number })));
  expect(got.map(({ number }) => number)).toEqual(Array.from({ length: 64 }, (_, number) => number));
  expect(asked).toEqual(["things"]);
  await genl.list(GetThing, {});
  expect(asked).toEqual(["things"]);
  expect(socket.sent).toHaveLength(66);
  expectTypeOf(got[0]!.number).toEqualTypeOf<number | undefined>();
});

it("command and version are those of the declaration, also when a decoded value is sent back", async () => {
  const seen: number[][] = [];
  const { genl } = made({
    things: family(30, {
      handle: (request) => {
        seen.push([...request.payload.subarray(0, 4)]);
        return [[commandOf(request) === 2 ? answer(30, Weight, { cmd: 3, grams: 5 }) : thing(30, 5)], errno(request)];
      },
    }),
  });
  const { cmd, genlVersion } = await genl.get(Weigh, { cmd: 9, genlVersion: 99, number: 1 });
  expect(cmd).toBe(3);
  await genl.request(GetThing, { cmd, genlVersion, number: 2 });
  expect(seen).toEqual([
    [2, 7, 0, 0],
    [1, 7, 0, 0],
  ]);
  expectTypeOf<CommandReply<typeof Weigh>["grams"]>().toEqualTypeOf<number | undefined>();
});

it("commands are those of a declaration", () => {
  const other = message(GenlHeader, attrs({}));
  expect(() => command(things, "THING_GET", other)).toThrow("THING_GET: family things declares another schema");
  expect(() => command(things, "THING_WEIGH", { request: Thing, reply: other })).toThrow("declares another schema");
  expect(() => command(things, "THING_LOST" as "THING_GET", Thing)).toThrow("family things declares no THING_LOST");
  expect(() => notice(things, "THING_NTF", Weight)).toThrow("THING_NTF: family things declares another schema");
  expect(() => notice(things, "THING_GONE" as "THING_NTF", Thing)).toThrow("declares no THING_GONE");
});

it("a family whose id changed is looked up again, once", async () => {
  const { genl, asked, families } = made({ things: family(30) });
  expect((await genl.get(GetThing, { number: 1 })).number).toBe(1);
  families.get("things")!.id = 31;
  const some = [genl.get(GetThing, { number: 2 }), genl.get(GetThing, { number: 3 })];
  expect((await Promise.all(some)).map(({ number }) => number)).toEqual([2, 3]);
  expect(asked).toEqual(["things", "things"]);
  families.get("things")!.id = 32;
  expect((await genl.list(GetThing, {})).length).toBe(6);
  families.get("things")!.id = 33;
  const batches: number[] = [];
  for await (const batch of genl.dump(GetThing, {}).batches()) batches.push(batch.length);
  expect(batches).toEqual([3, 3]);
  families.get("things")!.id = 34;
  expect((await genl.dump(GetThing, {}).toArray()).length).toBe(6);
  expect(asked).toHaveLength(5);
  families.get("things")!.id = 35;
  const packed = await genl.dump(GetThing, {}).toPacked();
  expect(packed.toArray()).toEqual(await genl.list(GetThing, {}));
});

it("an object that is not there is no reason to ask twice", async () => {
  let requests = 0;
  const { genl, asked } = made({
    things: family(30, {
      handle: (request) => {
        requests++;
        return [errno(request, "ENOENT")];
      },
    }),
  });
  // The first lookup is fresh; the second request may have gone to an id that is not.
  for (const lookups of [1, 2]) {
    expect(await failure(genl.get(GetThing, { number: 1 }))).toMatchObject({ code: "ENOENT", operation: "THING_GET" });
    expect(asked).toHaveLength(lookups);
  }
  expect(requests).toBe(2);
});

it("with words of its own a refusal is about something else", async () => {
  const { genl, asked } = made({
    things: family(30, { handle: (request) => [errno(request, "ENOENT", { msg: "No such thing" })] }),
  });
  for (const _ of [1, 2, 3]) expect((await failure(genl.get(GetThing, {}))).message).toContain("No such thing");
  expect(asked).toEqual(["things"]);
});

it("a family that went away is named", async () => {
  const { genl, families } = made({ things: family(30) });
  await genl.get(GetThing, {});
  families.delete("things");
  const error = await failure(genl.get(GetThing, {}));
  expect(isNetlinkError(error, "ENOENT")).toBe(true);
  expect(error.message).toMatch(/^CTRL_CMD_GETFAMILY things: ENOENT/);
  families.set("things", family(40));
  expect((await genl.get(GetThing, { number: 9 })).number).toBe(9);
});

it("of families that are declared the kernel option is known", async () => {
  const { genl } = made({});
  for (const name of genericFamilies.keys()) {
    if (name === nlctrl.name) continue;
    const error = await failure(genl.families.get(name));
    expect(error.message, name).toMatch(/it comes with CONFIG_[A-Z0-9_]+(, module [a-z0-9_]+)?\]$/);
  }
  expect((await failure(genl.families.get("things"))).message).toMatch(/in this network namespace\]$/);
});

it("refusals say what the description of the family tells", async () => {
  const refuse = (code: "EPERM" | "EOPNOTSUPP", ops: MadeFamily["ops"]) => {
    const { genl } = made({ things: family(30, { ops, handle: (request) => [errno(request, code)] }) });
    return genl;
  };
  const message = async (promise: Promise<unknown>) => (await failure(promise)).message;
  expect(await message(refuse("EPERM", [{ id: 1, flags: 1 | 2 }]).get(GetThing, {}))).toContain(
    "[CAP_NET_ADMIN is needed in the initial user namespace]",
  );
  expect(await message(refuse("EPERM", [{ id: 1, flags: 0x10 | 2 }]).get(GetThing, {}))).toContain(
    "[CAP_NET_ADMIN is needed in the user namespace that owns the network namespace]",
  );
  const dumps = refuse("EOPNOTSUPP", [{ id: 1, flags: 4 }]);
  expect(await message(dumps.get(GetThing, {}))).toContain("[this command only dumps]");
  const gets = refuse("EOPNOTSUPP", [{ id: 1, flags: 2 }]);
  expect(await message(gets.list(GetThing, {}))).toContain("[this command does not dump: it takes a request]");
  expect(await message(gets.get(Weigh, {}))).toContain("[this kernel's family things has no command 2]");
});

it("dumps: items, overlapping calls, leaving early, and the next one after that", async () => {
  const { genl } = made({ things: family(30) });
  const dump = genl.dump(GetThing, {});
  const iterator = dump[Symbol.asyncIterator]();
  const results = await Promise.all(Array.from({ length: 8 }, () => iterator.next()));
  expect(results.map(({ value }) => value?.number)).toEqual([1, 2, 3, 4, 5, 6, undefined, undefined]);
  for await (const { number } of dump) {
    expect(number).toBe(1);
    break;
  }
  expect((await genl.list(GetThing, {})).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  expect([dump.interrupted, dump.filtered]).toEqual([false, false]);
  expect(await iterator.next()).toEqual({ value: undefined, done: true });
});

it("a dump may be left while its family is looked up", async () => {
  let answered: (() => void) | undefined;
  const { genl, socket } = made(
    { things: family(30) },
    { controller: () => (answered === undefined ? [] : undefined) },
  );
  const iterator = genl.dump(GetThing, {})[Symbol.asyncIterator]();
  const first = iterator.next();
  await iterator.return!();
  answered = () => {};
  const described = answer(16, GenlFamily, { cmd: 1, familyId: 30, familyName: "things" });
  socket.push([described], 1);
  socket.push([{ type: 2, payload: new Uint8Array(20) }], 1);
  expect(await first).toEqual({ value: undefined, done: true });
  expect(socket.sent).toHaveLength(1);
});

it("a dump of a family that is not there fails once, and is over then", async () => {
  const { genl } = made({});
  const iterator = genl.dump(GetThing, {})[Symbol.asyncIterator]();
  const [first, second] = [iterator.next(), iterator.next()];
  expect(await failure(first)).toMatchObject({ code: "ENOENT", subject: "things" });
  expect(await second).toEqual({ value: undefined, done: true });
});

it("a batch keeps its order, and sends again what went to an old id", async () => {
  const order: number[] = [];
  const counting = family(30);
  const { genl, families, asked } = made({
    things: {
      ...counting,
      handle: (request) => {
        order.push(numberOf(request));
        if (numberOf(request) === 2) return [errno(request, "EINVAL", { msg: "Not two" })];
        return [[thing(families.get("things")!.id, numberOf(request))], errno(request)];
      },
    },
  });
  const requests = [1, 2, 3].map((number) => ({ command: GetThing, value: { number }, subject: `thing ${number}` }));
  for (const id of [30, 31]) {
    families.get("things")!.id = id;
    const results = await genl.batch(requests);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: { message: "THING_GET thing 2: EINVAL: Not two" } });
    expect(results[2]).toMatchObject({ value: { values: [{ number: 3 }] } });
  }
  expect(order).toEqual([1, 2, 3, 1, 2, 3]);
  expect(asked).toHaveLength(2);
  families.delete("things");
  const results = await genl.batch(requests);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
});

it("limits of a call count for the lookup, too", async () => {
  const { genl } = made({ things: family(30) }, { controller: () => [] });
  expect(await failure(genl.get(GetThing, {}, { timeoutMs: 20 }))).toMatchObject({ code: "ERR_RINGLINK_TIMEOUT" });
  const aborter = new AbortController();
  const wait = failure(genl.list(GetThing, {}, { signal: aborter.signal }));
  const other = failure(genl.get(GetThing, {}));
  await turn();
  aborter.abort();
  expect(await wait).toMatchObject({ name: "AbortError", code: "ABORT_ERR" });
  genl.close();
  expect(await other).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
});

it("what the controller garbles hurts nobody else", async () => {
  let garble = true;
  const { genl } = made(
    { things: family(30) },
    {
      controller: (request) => {
        if (!garble) return undefined;
        garble = false;
        // An attribute that is longer than the message.
        return [[{ type: 16, payload: Uint8Array.of(1, 2, 0, 0, 200, 0, 1, 0) }], errno(request)];
      },
    },
  );
  expect(isDecodeError(await failure(genl.get(GetThing, {})))).toBe(true);
  expect((await genl.get(GetThing, { number: 3 })).number).toBe(3);
  const nameless = made(
    { things: family(30) },
    { controller: (request) => [[answer(16, GenlFamily, { cmd: 1 })], errno(request)] },
  );
  expect(await failure(nameless.genl.get(GetThing, {}))).toMatchObject({ code: "ERR_RINGLINK_NO_ANSWER" });
});

it("the controller's verbs", async () => {
  const groups = { mcastGroups: [{ name: "news", id: 77 }] };
  const { genl, asked } = made({
    things: family(30, { ops: [{ id: 1, flags: 0x1 | 0x2 | 0x8 }], ...groups }),
    bare: family(31),
  });
  const all = await genl.families.list();
  expect(all.map(({ name, id }) => [name, id])).toEqual([
    ["things", 30],
    ["bare", 31],
  ]);
  expect(all[0]).toEqual({
    ...{ name: "things", id: 30, version: 1, headerSize: 0, maxAttribute: 9 },
    operations: [{ cmd: 1, flags: 11, do: true, dump: false, privilege: "initial" }],
    groups: [{ name: "news", id: 77 }],
  });
  expect(await genl.families.get(31)).toMatchObject({ name: "bare" });
  expect(await genl.families.get("bare")).toMatchObject({ id: 31 });
  expect(asked).toEqual(["*", "31", "bare"]);
});
