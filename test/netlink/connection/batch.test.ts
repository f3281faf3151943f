/** Many requests at once, against the double. */
import { expect, expectTypeOf, it } from "vitest";
import { isEncodeError } from "../../../src/codec/index.js";
import { errno, isNetlinkError, type Reply } from "../../../src/netlink/connection/index.js";
import { NewFlags } from "../../../src/netlink/index.js";
import { agree, converse, failure, GetItem, idOf, item, NewItem } from "./support.js";

const add = (id: number) => ({ operation: NewItem, value: { id }, flags: NewFlags.create });

it("goes in few datagrams, each result in its place", async () => {
  const { nl, socket } = converse((request) => [errno(request, idOf(request) % 3 === 0 ? "EEXIST" : undefined)]);
  const results = await nl.batch(Array.from({ length: 500 }, (_, i) => add(i)));
  expect(results).toHaveLength(500);
  results.forEach((result, i) => {
    expect(result.status).toBe(i % 3 === 0 ? "rejected" : "fulfilled");
    if (result.status === "rejected") expect(isNetlinkError(result.reason, "EEXIST")).toBe(true);
  });
  expect(socket.sent.length).toBeLessThan(20);
});

it("never lets more answers wait than the receive buffer holds", async () => {
  const budget = 20_000;
  let waiting = 0;
  let most = 0;
  const { nl, socket } = converse(
    (request) => {
      waiting++;
      most = Math.max(most, waiting);
      return [errno(request)];
    },
    { receiveBuffer: budget },
  );
  const receive = socket.receive.bind(socket);
  socket.receive = () => {
    const length = receive();
    if (length >= 0) waiting--;
    return length;
  };
  const results = await nl.batch(Array.from({ length: 300 }, (_, i) => add(i)));
  expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
  expect(most).toBeGreaterThan(1);
  expect(most * 768).toBeLessThan(budget);
});

it("takes different operations, with their types", async () => {
  const { nl } = converse((request) => [
    ...(request.type === 18 ? [[item(idOf(request), { name: "g" })]] : []),
    errno(request),
  ]);
  const [added, got] = await nl.batch([
    { operation: NewItem, value: { id: 1 } },
    { operation: GetItem, value: { id: 2 } },
  ]);
  expect(added.status).toBe("fulfilled");
  if (got.status === "rejected") throw got.reason;
  expect(got.value.values[0]).toMatchObject({ id: 2, name: "g" });
  expectTypeOf(got.value).toEqualTypeOf<
    Reply<ReturnType<typeof nl.get<typeof GetItem>> extends Promise<infer T> ? T : never>
  >();
});

it("sends nothing when one value does not fit", async () => {
  const { nl, socket } = converse(agree);
  expect(isEncodeError(await failure(nl.batch([add(1), add(-1)])))).toBe(true);
  expect(socket.sent).toHaveLength(0);
  expect(await nl.batch([])).toEqual([]);
});

it("aborting and closing settle every request", async () => {
  const { nl } = converse((request) => (idOf(request) < 2 ? [errno(request)] : []));
  const controller = new AbortController();
  const waiting = nl.batch([add(1), add(2), add(3)], { signal: controller.signal });
  controller.abort();
  expect(
    (await waiting).map((result) => (result.status === "rejected" ? (result.reason as Error).name : "ok")),
  ).toEqual(["ok", "AbortError", "AbortError"]);
  const closing = nl.batch([add(2)]);
  nl.close();
  expect(await closing).toMatchObject([{ status: "rejected", reason: { code: "ERR_RINGLINK_CLOSED" } }]);
});
