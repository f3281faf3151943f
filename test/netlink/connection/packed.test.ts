/** Packed lists, against the double. */
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import {
  type Answer,
  type AnswerMessage,
  errno,
  isDumpInterruptedError,
  isNetlinkError,
  type MemorySocketOptions,
  multipart,
  operation,
  type PackedList,
  type SeenRequest,
} from "../../../src/netlink/connection/index.js";
import { LONGEST_CHUNK } from "../../../src/netlink/connection/packed-list.js";
import { SpareMemory } from "../../../src/netlink/connection/spare-memory.js";
import { MessageFlags } from "../../../src/netlink/index.js";
import { converse, failure, GetItem, idOf, item, MALFORMED, turn } from "./support.js";

const GET_ITEM = 18;
type Items = PackedList<{ readonly id: number; readonly name?: string | undefined }>;

/** Datagrams of items, numbered from 1 on. */
function batches(...sizes: number[]): AnswerMessage[][] {
  let id = 0;
  return sizes.map((size) => Array.from({ length: size }, () => item(++id, { name: `item ${id}` })));
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i + 1);
}

/** Numbers and names, by every way of reading. */
function check(list: Items, ids: readonly number[]): void {
  const wanted = ids.map((id) => [id, `item ${id}`]);
  const pair = ({ id, name }: { readonly id: number; readonly name?: string | undefined }) => [id, name];
  expect(list.length).toBe(ids.length);
  expect(list.toArray().map(pair)).toEqual(wanted);
  expect([...list].map(pair)).toEqual(wanted);
  expect([...list.views()].map(pair)).toEqual(wanted);
  expect(ids.map((_, i) => pair(list.at(i)!))).toEqual(wanted);
  expect(ids.map((_, i) => pair(list.view(i)!))).toEqual(wanted);
}

it("every way of reading gives what an array has", async () => {
  const { nl } = converse(() => multipart(batches(3, 1, 2)));
  const list = await nl.packed(GetItem, {});
  check(list, range(6));
  expect([list.at(-1)?.id, list.at(6), list.at(-7), list.view(6), list.bytes(6), list.at(0.9)?.id]).toEqual([
    6,
    undefined,
    undefined,
    undefined,
    undefined,
    1,
  ]);
  expect(list.toArray()).toEqual(await nl.list(GetItem, {}));
  expect(list.at(1)).not.toBe(list.at(1));
  expect(list.bytes(0)).toEqual(item(1, { name: "item 1" }).payload);
  check(
    list.filter(({ id }) => id % 2 === 0),
    [2, 4, 6],
  );
  expect(list.interrupted).toBe(false);
});

it("nothing, the end with the last entries, and bytes where there is no schema", async () => {
  const { nl } = converse(({ payload }) => {
    if (payload[0] === 1) return multipart([]);
    const [first, last, done] = multipart(batches(1, 2)) as AnswerMessage[][];
    return [first!, [...last!, ...done!]];
  });
  const empty = await nl.packed(GetItem, { id: 1 });
  expect([empty.length, empty.byteLength, [...empty], [...empty.views()]]).toEqual([0, 0, [], []]);
  check(await nl.packed(GetItem, {}), range(3));
  const GetBytes = operation("ITEM_GET", GET_ITEM, {});
  const raw = await nl.packed(GetBytes, new Uint8Array(4));
  expect([raw.length, raw.at(2), raw.view(2)]).toEqual([3, raw.bytes(2), raw.bytes(2)]);
});

it("very many entries, in memory of about their size; what comes later changes none", async () => {
  const sizes = Array.from({ length: 70 }, () => 900);
  const { nl } = converse(() => multipart(batches(...sizes)));
  const bytes = range(63_000).reduce((sum, id) => sum + 16 + ((4 + 4 + `item ${id}`.length + 1 + 3) & ~3), 0);
  expect(bytes).toBeGreaterThan(2 << 20);
  // The first one grows, the second knows how long it will be.
  const lists = [await nl.packed(GetItem, {}), await nl.packed(GetItem, {}), await nl.packed(GetItem, {})];
  for (const list of lists) {
    check(list, range(63_000));
    expect(list.byteLength).toBeGreaterThan(bytes);
    expect(list.byteLength).toBeLessThan((bytes * 9) / 8 + 4 * list.length + 1);
  }
  expect(lists[2]!.byteLength).toBe(lists[1]!.byteLength);
});

/** What reading throws. */
function refusal(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
  return undefined;
}

it("a disposed list is not readable, and neither are views of its entries; what was read is", async () => {
  const { nl } = converse(() => multipart(batches(3, 3)));
  const list = await nl.packed(GetItem, {});
  const [value, view, bytes] = [list.at(0), list.view(1)!, list.bytes(2)];
  const iterator = list.views();
  expect(iterator.next().value?.id).toBe(1);
  list[Symbol.dispose]();
  list[Symbol.dispose]();
  check(await nl.packed(GetItem, {}), range(6));
  const ways: (() => unknown)[] = [
    () => list.at(0),
    () => list.view(-1),
    () => list.bytes(0),
    () => list.toArray(),
    () => [...list],
    () => [...list.views()],
    () => list.filter(() => true),
    () => iterator.next(),
    () => view.name,
    () => view.id,
    () => JSON.stringify(view),
  ];
  expect(ways.map(refusal)).toEqual(ways.map(() => "ERR_RINGLINK_CLOSED"));
  expect([list.length, list.byteLength, list.at(6)]).toEqual([6, 0, undefined]);
  expect([value, bytes]).toEqual([{ id: 1, name: "item 1" }, item(3, { name: "item 3" }).payload]);
  const empty = await converse(() => multipart([])).nl.packed(GetItem, {});
  empty[Symbol.dispose]();
  expect(refusal(() => empty.filter(() => true))).toBe("ERR_RINGLINK_CLOSED");
});

it("the memory of a disposed list is used again, when no list shares it any more", async () => {
  const { nl } = converse((request) => {
    const first = idOf(request);
    return multipart(
      Array.from({ length: 60 }, (_, i) => range(900).map((n) => item(first + i * 900 + n, { name: "x" }))),
    );
  });
  const seen = (list: Items) => [list.length, list.at(0)?.id, list.at(-1)?.id];
  const kept = await nl.packed(GetItem, { id: 1_000_000 });
  using chunks = vi.spyOn(SpareMemory.prototype, "chunk");
  for (let round = 0; round < 5; round++) {
    const list = await nl.packed(GetItem, { id: round * 100_000 });
    const late = list.filter(({ id }) => id % 2 === 0);
    const view = late.view(0)!;
    list[Symbol.dispose]();
    const other = await nl.packed(GetItem, { id: 2_000_000 });
    expect([view.id, late.at(-1)?.id]).toEqual([round * 100_000 + 2, round * 100_000 + 54_000]);
    late[Symbol.dispose]();
    expect(refusal(() => view.id)).toBe("ERR_RINGLINK_CLOSED");
    expect(seen(other)).toEqual([54_000, 2_000_001, 2_054_000]);
    other[Symbol.dispose]();
  }
  expect(seen(kept)).toEqual([54_000, 1_000_001, 1_054_000]);
  const used = chunks.mock.results.map(({ value }) => value as Uint8Array);
  const long = used.filter(({ length }) => length === LONGEST_CHUNK);
  // Two lists are there at the same time; the first one does not know yet how long it will be.
  expect(long.length).toBeGreaterThan(2 * new Set(long).size);
});

it("an interrupted dump is received again into the same memory", async () => {
  let calls = 0;
  const { nl } = converse(() => {
    const flags = ++calls < 3 ? MessageFlags.dump_intr : 0;
    return multipart(batches(...range(60).map(() => 900)), 0, flags);
  });
  using chunks = vi.spyOn(SpareMemory.prototype, "chunk");
  check(await nl.packed(GetItem, {}), range(54_000));
  expect(calls).toBe(3);
  const long = chunks.mock.results
    .map(({ value }) => value as Uint8Array)
    .filter(({ length }) => length === LONGEST_CHUNK);
  expect(new Set(long).size).toBeLessThan(long.length / 2);
});

it("a filter drops entries as they come, and their memory", async () => {
  const { nl } = converse(() => multipart(batches(...Array.from({ length: 40 }, () => 900))));
  const rare = await nl.packed(GetItem, {}, { filter: ({ id }) => id % 100 === 0 });
  check(
    rare,
    range(360).map((i) => i * 100),
  );
  expect(rare.byteLength).toBeLessThan(360 * 100);
  const most = await nl.packed(GetItem, {}, { filter: ({ id }) => id % 10 !== 0 });
  check(
    most,
    range(36_000).filter((id) => id % 10 !== 0),
  );
  const same = (await nl.list(GetItem, {}, { filter: ({ id }) => id % 100 === 0 })).map(({ id }) => id);
  expect(same).toEqual(rare.toArray().map(({ id }) => id));
  const sizes: number[] = [];
  const some = nl.dump(GetItem, {}, { filter: ({ id }) => id > 900 && id < 903 });
  for await (const batch of some.batches()) sizes.push(batch.length);
  expect(sizes).toEqual([2]);
});

it("families are told by the first byte, before anything is decoded", async () => {
  const broken = { type: 16, payload: Uint8Array.of(2, 0, 0, 0, 200, 0, 1, 0) };
  const { nl } = converse(() => multipart([...batches(3, 3), [broken, { type: 16 }]]));
  const families = [1, 3, 4];
  const list = await nl.packed(GetItem, {}, { families });
  expect([list.length, list.at(0)?.id, list.at(1)?.id, list.at(2)?.id]).toEqual([4, 1, 3, 4]);
  // One without a family is not for this to judge.
  expect(list.bytes(3)).toEqual(new Uint8Array());
  expect(await nl.list(GetItem, {}, { families })).toEqual(list.toArray());
  const some = await nl.packed(GetItem, {}, { families: [2, 5], filter: ({ id }) => id > 2 && id < 6 });
  check(some, [5]);
});

it("what a filter throws fails the dump, and nothing else", async () => {
  const { nl } = converse((request) => (request.type === GET_ITEM ? multipart(batches(2, 2)) : [errno(request)]));
  const filter = ({ id }: { readonly id: number }) => {
    if (id === 3) throw new RangeError("not three");
    return true;
  };
  expect(String(await failure(nl.packed(GetItem, {}, { filter })))).toBe("RangeError: not three");
  expect(String(await failure(nl.list(GetItem, {}, { filter })))).toBe("RangeError: not three");
  check(await nl.packed(GetItem, {}), range(4));
});

it("an entry that does not fit its schema throws when it is read, whatever the filter", async () => {
  const { nl } = converse(() => multipart([[item(1), MALFORMED, item(3)]]));
  const list = await nl.packed(GetItem, {});
  expect(list.length).toBe(3);
  expect(list.at(2)?.id).toBe(3);
  expect(() => list.at(1)).toThrow("ITEM_GET");
  expect(() => list.toArray()).toThrow("ITEM_GET");
  expect(list.view(1)?.id).toBe(1);
  expect(() => list.view(1)?.name).toThrow("ITEM_GET");
  expect(list.bytes(1)).toEqual(MALFORMED.payload);
  const seen: number[] = [];
  expect(() => {
    for (const { id } of list) seen.push(id);
  }).toThrow("ITEM_GET");
  expect(seen).toEqual([1]);
  const named = await nl.packed(GetItem, {}, { filter: ({ name }) => name !== undefined });
  expect([named.length, named.bytes(0)]).toEqual([1, MALFORMED.payload]);
  expect((await failure(nl.list(GetItem, {}))).name).toBe("DecodeError");
});

it("errors of the kernel, of framing, and interruption are those of an array", async () => {
  const flags = MessageFlags.dump_intr;
  let calls = 0;
  const { nl } = converse((request): Answer[] => {
    switch (idOf(request)) {
      case 1:
        return multipart(batches(2), -12);
      case 2:
        return [batches(1)[0]!, errno(request, "EOPNOTSUPP")];
      case 3:
        return [Uint8Array.of(200, 0, 0, 0, 16, 0, 2, 0, request.sequence, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4)];
      case 4:
        calls++;
        return multipart([batches(2)[0]!.map((one) => ({ ...one, flags }))], 0, flags);
      default:
        return multipart(batches(2));
    }
  });
  expect(isNetlinkError(await failure(nl.packed(GetItem, { id: 1 })), "ENOMEM")).toBe(true);
  expect(isNetlinkError(await failure(nl.packed(GetItem, { id: 2 })), "EOPNOTSUPP")).toBe(true);
  expect((await failure(nl.packed(GetItem, { id: 3 }))).message).toContain("nlmsg_len 200");
  const interrupted = await failure(nl.packed(GetItem, { id: 4 }, { retries: 2 }));
  expect(isDumpInterruptedError(interrupted) && interrupted.values.length).toBe(2);
  expect(calls).toBe(3);
  const kept = await nl.packed(GetItem, { id: 4 }, { retries: 0, interrupted: "keep" });
  expect([kept.length, kept.interrupted]).toEqual([2, true]);
  const dump = nl.dump(GetItem, { id: 4 });
  expect((await dump.toPacked()).interrupted).toBe(true);
  expect(dump.interrupted).toBe(true);
  check(await nl.packed(GetItem, {}), [1, 2]);
});

it("answers to other requests in the same datagram go where they belong", async () => {
  const requests: SeenRequest[] = [];
  const { nl, socket } = converse((request) => {
    requests.push(request);
    return [];
  });
  const list = nl.packed(GetItem, {});
  const one = nl.get(GetItem, { id: 50 });
  await turn();
  const [dump, get] = requests.map(({ sequence }) => sequence) as [number, number];
  const [first, second, done] = multipart(batches(2, 3)) as AnswerMessage[][];
  const of = (sequence: number, messages: readonly AnswerMessage[]) => messages.map((m) => ({ ...m, sequence }));
  socket.push([...of(get, [item(50)]), ...of(dump, first!)]);
  socket.push(of(77, [item(9)]));
  socket.push([...of(dump, second!), ...of(get, errno(requests[1]!) as AnswerMessage[]), ...of(dump, done!)]);
  check(await list, range(5));
  expect((await one).id).toBe(50);
});

it("an aborted dump gives its memory back and lets the next one start", async () => {
  const abort = new AbortController();
  const parts = multipart(batches(2, 2));
  const { nl, socket } = converse((request) => {
    if (idOf(request) !== 1) return parts;
    setImmediate(() => {
      abort.abort();
      for (const part of parts.slice(1)) socket.push(part, request.sequence);
    });
    return parts.slice(0, 1);
  });
  const first = failure(nl.packed(GetItem, { id: 1 }, { signal: abort.signal }));
  expect((await first).name).toBe("AbortError");
  check(await nl.packed(GetItem, {}), range(4));
});

it("datagrams longer than the buffer are told, and received whole the next time", async () => {
  const long = { ...item(2), payload: new Uint8Array(100_004) };
  long.payload.set([2, 0, 0, 0]);
  long.payload.set([0xff, 0xff, 5, 0], 4);
  const { nl } = converse(() => multipart([[long], [item(1)], [item(3), item(4)]]));
  expect((await failure(nl.packed(GetItem, {}))).code).toBe("ERR_RINGLINK_TRUNCATED");
  const list = await nl.packed(GetItem, {});
  expect([...list.views()].map(({ id }) => id)).toEqual([2, 1, 3, 4]);
  expect(list.bytes(0)).toEqual(long.payload);
  expect(list.at(3)?.id).toBe(4);
});

it("however datagrams come, a packed list is the array", async () => {
  const options = fc.record({ bufferBytes: fc.constantFrom(65_536, 131_072) }) as fc.Arbitrary<MemorySocketOptions>;
  const sizes = fc.array(fc.nat(60), { maxLength: 30 });
  const family = fc.option(fc.uniqueArray(fc.nat(255), { maxLength: 200 }), { nil: undefined });
  const filter = fc.option(fc.record({ of: fc.integer({ min: 1, max: 9 }), rest: fc.nat(8) }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(options, sizes, filter, family, async (socket, counts, wanted, families) => {
      const { nl } = converse(() => multipart(batches(...counts)), socket);
      const test = wanted && (({ id }: { readonly id: number }) => id % wanted.of === wanted.rest);
      const array = await nl.list(GetItem, {}, { filter: test, families });
      const list = await nl.packed(GetItem, {}, { filter: test, families });
      expect(list.toArray()).toEqual(array);
      const every = (await nl.list(GetItem, {})).filter((one) => families?.includes(one.id & 255) ?? true);
      expect(every.filter(test ?? (() => true))).toEqual(array);
      const all = await nl.packed(GetItem, {}, { families });
      expect((test === undefined ? all : all.filter(test)).toArray()).toEqual(array);
      nl.close();
    }),
    { numRuns: 150 },
  );
});
