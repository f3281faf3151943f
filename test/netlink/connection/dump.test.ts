/** Dumps, against the double. */
import { expect, it } from "vitest";
import { isDecodeError } from "../../../src/codec/index.js";
import {
  type Answer,
  type AnswerMessage,
  checkRequest,
  errno,
  isDumpInterruptedError,
  isNetlinkError,
  multipart,
  type SeenRequest,
  SyscallError,
} from "../../../src/netlink/connection/index.js";
import { GetFlags, MessageFlags } from "../../../src/netlink/index.js";
import { converse, failure, GetItem, idOf, item, MALFORMED, NewItem, turn } from "./support.js";

const batches = (...sizes: number[]) => {
  let id = 0;
  return sizes.map((size) => Array.from({ length: size }, () => item(++id)));
};
const ids = (values: readonly { id: number }[]) => values.map(({ id }) => id);

it("as an array, in batches, item by item", async () => {
  const { nl } = converse(checkRequest({ type: 18, flags: GetFlags.dump }, () => multipart(batches(2, 3))));
  const dump = nl.dump(GetItem, {});
  expect(ids(await dump.toArray())).toEqual([1, 2, 3, 4, 5]);
  const seen: number[][] = [];
  for await (const batch of dump.batches()) seen.push(ids(batch));
  expect(seen).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  const items: number[] = [];
  for await (const { id } of dump) items.push(id);
  expect(items).toEqual([1, 2, 3, 4, 5]);
  expect([dump.interrupted, dump.filtered]).toEqual([false, false]);
});

it("a dump that ends in the datagram of its last entries is whole", async () => {
  const { nl } = converse(() => {
    const [first, last, done] = multipart(batches(2, 3)) as AnswerMessage[][];
    return [first!, [...last!, ...done!]];
  });
  expect(ids(await nl.list(GetItem, {}))).toEqual([1, 2, 3, 4, 5]);
  const sizes: number[] = [];
  for await (const batch of nl.dump(GetItem, {}).batches()) sizes.push(batch.length);
  expect(sizes).toEqual([2, 3]);
  const items: number[] = [];
  for await (const { id } of nl.dump(GetItem, {})) items.push(id);
  expect(items).toEqual([1, 2, 3, 4, 5]);
});

it("a large one is whole and in order, with a filter as well", async () => {
  // Some megabytes of messages.
  const sizes = Array.from({ length: 128 }, () => 1000);
  const { nl } = converse(() => multipart(batches(...sizes)));
  const wanted = Array.from({ length: 128_000 }, (_, i) => i + 1);
  expect(ids(await nl.list(GetItem, {}))).toEqual(wanted);
  const filter = ({ id }: { readonly id: number }) => id % 2 === 0;
  expect(ids(await nl.list(GetItem, {}, { filter }))).toEqual(wanted.filter((id) => id % 2 === 0));
});

it("nothing is sent before it is read", async () => {
  const { nl, socket } = converse(() => multipart([]));
  const dump = nl.dump(GetItem, {});
  await turn();
  expect(socket.sent).toHaveLength(0);
  expect(await dump.toArray()).toEqual([]);
  expect(await nl.list(GetItem, {})).toEqual([]);
});

it("overlapping calls of next give every item once, in order", async () => {
  const { nl } = converse(() => multipart(batches(3, 1, 2)));
  const iterator = nl.dump(GetItem, {})[Symbol.asyncIterator]();
  const results = await Promise.all(Array.from({ length: 8 }, () => iterator.next()));
  expect(results.map(({ value }) => value?.id)).toEqual([1, 2, 3, 4, 5, 6, undefined, undefined]);
});

it("an errno in NLMSG_DONE and an NLMSG_ERROR fail it, after what came before", async () => {
  const { nl } = converse((request) =>
    idOf(request) === 1 ? multipart(batches(2), -12) : [batches(1)[0]!, errno(request, "EOPNOTSUPP")],
  );
  const seen: number[] = [];
  const error = await failure(
    (async () => {
      for await (const { id } of nl.dump(GetItem, { id: 1 })) seen.push(id);
    })(),
  );
  expect(isNetlinkError(error, "ENOMEM")).toBe(true);
  expect(seen).toEqual([1, 2]);
  expect(isNetlinkError(await failure(nl.list(GetItem, { id: 2 })), "EOPNOTSUPP")).toBe(true);
});

it("what shares a datagram with the failure is not lost", async () => {
  const { nl } = converse(() => {
    const [items, done] = multipart(batches(2), -12) as [AnswerMessage[], AnswerMessage[]];
    return [[...items, ...done]];
  });
  const seen: number[] = [];
  const error = await failure(
    (async () => {
      for await (const batch of nl.dump(GetItem, {}).batches()) seen.push(...ids(batch));
    })(),
  );
  expect(isNetlinkError(error, "ENOMEM")).toBe(true);
  expect(seen).toEqual([1, 2]);
});

it("an empty NLMSG_DONE ends it, as old kernels send", async () => {
  const { nl } = converse(() => [batches(1)[0]!, [{ type: 3 }]]);
  expect(ids(await nl.list(GetItem, {}))).toEqual([1]);
});

it("the second dump waits for the first", async () => {
  const held: SeenRequest[] = [];
  const { nl, socket } = converse((request) => {
    held.push(request);
    return [];
  });
  const first = nl.list(GetItem, { id: 1 });
  const second = nl.list(GetItem, { id: 2 });
  const controller = new AbortController();
  const third = failure(nl.list(GetItem, { id: 3 }, { signal: controller.signal }));
  const other = nl.request(NewItem, { id: 4 });
  await turn();
  expect(held.map(idOf)).toEqual([1, 4]);
  controller.abort();
  expect(await third).toMatchObject({ name: "AbortError" });
  socket.push(errno(held[1]!), held[1]!.sequence);
  await other;
  for (const part of multipart(batches(1))) socket.push(part, held[0]!.sequence);
  expect(ids(await first)).toEqual([1]);
  expect(held.map(idOf)).toEqual([1, 4, 2]);
  for (const part of multipart(batches(2))) socket.push(part, held[2]!.sequence);
  expect(ids(await second)).toEqual([1, 2]);
});

it("the rest of a dump that is left is dropped, and the next one starts after it", async () => {
  const held: SeenRequest[] = [];
  const { nl, socket } = converse((request) => {
    held.push(request);
    return idOf(request) === 1 ? [batches(2)[0]!] : multipart(batches(1));
  });
  for await (const { id } of nl.dump(GetItem, { id: 1 })) {
    expect(id).toBe(1);
    break;
  }
  await turn();
  expect(socket.referenced).toBe(false);
  const next = nl.list(GetItem, { id: 2 });
  await turn();
  expect(held.map(idOf)).toEqual([1]);
  // What is dropped is not decoded: it may be malformed.
  socket.push([MALFORMED], held[0]!.sequence);
  for (const part of multipart(batches(5))) socket.push(part, held[0]!.sequence);
  expect(ids(await next)).toEqual([1]);
});

it("leaving a dump whose end never comes lets the next one go after the time limit", async () => {
  const { nl } = converse((request) => (idOf(request) === 1 ? [batches(1)[0]!] : multipart(batches(1))), {}, 30);
  for await (const _ of nl.dump(GetItem, { id: 1 })) break;
  expect(ids(await nl.list(GetItem, { id: 2 }))).toEqual([1]);
});

it("tells of an interrupted dump and keeps the data", async () => {
  const { nl } = converse(() => multipart(batches(2), 0, MessageFlags.dump_intr));
  const dump = nl.dump(GetItem, {});
  expect(ids(await dump.toArray())).toEqual([1, 2]);
  expect(dump.interrupted).toBe(true);
  const again = nl.dump(GetItem, {});
  for await (const _ of again.batches());
  expect(again.interrupted).toBe(true);
});

it("makes an interrupted dump again, as often as asked", async () => {
  let interruptions = 2;
  const { nl, socket } = converse(() => multipart(batches(2), 0, interruptions-- > 0 ? MessageFlags.dump_intr : 0));
  expect(ids(await nl.list(GetItem, {}))).toEqual([1, 2]);
  expect(socket.sent).toHaveLength(3);
  interruptions = 9;
  const error = await failure(nl.list(GetItem, {}, { retries: 1 }));
  expect(isDumpInterruptedError(error) && ids(error.values as { id: number }[])).toEqual([1, 2]);
  expect(error.message).toMatch(/^ITEM_GET: the table changed during the dump, 2 times in a row/);
  expect(ids(await nl.list(GetItem, {}, { retries: 0, interrupted: "keep" }))).toEqual([1, 2]);
});

it("does not make it again for another error", async () => {
  const { nl, socket } = converse((request) => [errno(request, "EPERM")]);
  expect(isNetlinkError(await failure(nl.list(GetItem, {})), "EPERM")).toBe(true);
  expect(socket.sent).toHaveLength(1);
});

it("a malformed entry fails the dump only", async () => {
  const { nl } = converse((request) =>
    idOf(request) === 1 ? multipart([[item(1), MALFORMED], [item(3)]]) : multipart([]),
  );
  expect(isDecodeError(await failure(nl.list(GetItem, { id: 1 })))).toBe(true);
  expect(await nl.list(GetItem, { id: 2 })).toEqual([]);
});

it("survives lost answers of others", async () => {
  const held: SeenRequest[] = [];
  const { nl, socket } = converse((request) => {
    held.push(request);
    return idOf(request) === 1 ? [batches(2)[0]!] : [];
  });
  const dump = nl.list(GetItem, { id: 1 });
  const lost = failure(nl.request(NewItem, { id: 2 }));
  socket.push(new SyscallError("recvmsg", 105));
  expect(await lost).toMatchObject({ code: "ERR_RINGLINK_LOST" });
  for (const part of multipart([[item(9)]])) socket.push(part, held[0]!.sequence);
  expect(ids(await dump)).toEqual([1, 2, 9]);
});

it("the kernel's error in the place of a datagram fails the dump", async () => {
  const { nl, socket } = converse((request) => (idOf(request) === 1 ? [batches(1)[0]!] : multipart([])));
  const dump = failure(nl.list(GetItem, { id: 1 }));
  socket.push(new SyscallError("recvmsg", 12));
  expect(await dump).toMatchObject({ name: "SyscallError", code: "ENOMEM" });
  expect(await nl.list(GetItem, { id: 2 })).toEqual([]);
});

it("a truncated part fails it", async () => {
  const { nl } = converse(
    (request) =>
      idOf(request) === 1 ? multipart([[item(1)], [item(2, { name: "n".repeat(200) })]]) : multipart([[item(3)]]),
    { bufferBytes: 64 },
  );
  expect(await failure(nl.list(GetItem, { id: 1 }))).toMatchObject({ code: "ERR_RINGLINK_TRUNCATED" });
  expect(ids(await nl.list(GetItem, { id: 2 }))).toEqual([3]);
});

it("aborting ends it at once", async () => {
  const { nl, socket } = converse(() => [batches(1)[0]!]);
  const controller = new AbortController();
  const { signal } = controller;
  const error = failure(
    (async () => {
      for await (const _ of nl.dump(GetItem, {}, { signal })) controller.abort();
    })(),
  );
  expect(await error).toMatchObject({ name: "AbortError" });
  expect(socket.referenced).toBe(false);
  expect(await failure(nl.list(GetItem, {}, { signal }))).toMatchObject({ name: "AbortError" });
});

it("what was received before the abort is not given any more", async () => {
  for (const by of ["items", "batches"] as const) {
    const { nl } = converse(() => multipart([...batches(3), ...batches(3)]).slice(0, 2));
    const controller = new AbortController();
    const dump = nl.dump(GetItem, {}, { signal: controller.signal });
    let taken = 0;
    const error = failure(
      (async () => {
        for await (const _ of by === "items" ? dump : dump.batches()) {
          taken++;
          await turn();
          controller.abort();
        }
      })(),
    );
    expect(await error).toMatchObject({ name: "AbortError" });
    expect(taken).toBe(1);
  }
});

it("closing ends it at once", async () => {
  const { nl } = converse(() => [batches(1)[0]!]);
  const error = failure(
    (async () => {
      for await (const _ of nl.dump(GetItem, {})) nl.close();
    })(),
  );
  expect(await error).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
});

/** A kernel that makes the next part when one is received, as the real one does. */
function endless(limit: number): { parts: () => number; handler: (request: SeenRequest) => Iterable<Answer> } {
  let made = 0;
  return {
    parts: () => made,
    handler: (request) =>
      idOf(request) === 1
        ? Array.from({ length: limit }, (): Answer => {
            made++;
            return [item(made)];
          })
        : [errno(request)],
  };
}

it("a slow consumer stops the receiving, not the requests it makes", async () => {
  const kernel = endless(200);
  const { nl, socket } = converse(kernel.handler);
  const iterator = nl.dump(GetItem, { id: 1 }).batches();
  await iterator.next();
  for (let i = 0; i < 20; i++) await turn();
  expect(socket.watching).toBe(false);
  // A consumer that sleeps is no silence of the kernel.
  await nl.request(NewItem, { id: 2 });
  let left = 1;
  for await (const batch of iterator) {
    left += batch.length;
    if (left === 200) break;
  }
  expect(left).toBe(200);
});

it("the time limit counts the kernel's silence", async () => {
  const held: SeenRequest[] = [];
  const { nl, socket } = converse(
    (request) => {
      held.push(request);
      return [];
    },
    {},
    6000,
  );
  const dump = nl.list(GetItem, {});
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    socket.push([item(i)], held[0]!.sequence);
  }
  const [done] = multipart([]);
  socket.push(done!, held[0]!.sequence);
  expect(await dump).toHaveLength(4);
  expect(await failure(nl.list(GetItem, {}))).toMatchObject({ code: "ERR_RINGLINK_TIMEOUT" });
});
