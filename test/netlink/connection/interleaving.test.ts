/** Any interleaving of concurrent calls: every wait ends, with what was meant for it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type Answer,
  type Connection,
  errno,
  MemorySocket,
  multipart,
  type SeenRequest,
  SyscallError,
} from "../../../src/netlink/connection/index.js";
import { MessageFlags } from "../../../src/netlink/index.js";
import { converse, GetItem, idOf, item, turn } from "./support.js";

/** One call, and how the kernel takes it. */
interface Plan {
  readonly call: "request" | "list" | "batches" | "items" | "leave";
  /** Items of each datagram. */
  readonly parts: readonly number[];
  readonly refused: boolean;
  readonly interrupted: boolean;
}

type Step =
  | { readonly act: "answer"; readonly pick: number }
  | { readonly act: "abort"; readonly pick: number }
  | { readonly act: "lose"; readonly pick: number }
  | { readonly act: "unrelated" }
  | { readonly act: "turn" }
  | { readonly act: "close" };

const plans = fc.array(
  fc.record({
    call: fc.constantFrom<Plan["call"]>("request", "request", "list", "batches", "items", "leave"),
    parts: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
    refused: fc.boolean(),
    interrupted: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

const pick = fc.nat(1000);
const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ act: fc.constant("answer" as const), pick }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("abort" as const), pick }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("lose" as const), pick }) },
    { weight: 1, arbitrary: fc.constant({ act: "unrelated" as const }) },
    { weight: 4, arbitrary: fc.constant({ act: "turn" as const }) },
  ),
  { maxLength: 60 },
);

/** Items of call `index`: numbers that no other call has. */
function itemsOf(index: number, plan: Plan): number[][] {
  let next = index * 100;
  return plan.parts.map((size) => Array.from({ length: size }, () => next++));
}

function answersOf(request: SeenRequest, plan: Plan): Answer[] {
  const items = itemsOf(idOf(request), plan).map((ids) => ids.map((id) => item(id)));
  if (plan.call === "request") return [...items, errno(request, plan.refused ? "EBUSY" : undefined)];
  return multipart(items, plan.refused ? -16 : 0, plan.interrupted ? MessageFlags.dump_intr : 0);
}

interface Outcome {
  ids: number[];
  error?: string;
}

function perform(nl: Connection, index: number, plan: Plan, signal: AbortSignal): Promise<Outcome> {
  const out: Outcome = { ids: [] };
  const run = async (): Promise<void> => {
    if (plan.call === "request") {
      const { values } = await nl.request(GetItem, { id: index }, { signal });
      out.ids.push(...values.map(({ id }) => id));
      return;
    }
    const dump = nl.dump(GetItem, { id: index }, { signal });
    if (plan.call === "list") out.ids.push(...(await dump.toArray()).map(({ id }) => id));
    else if (plan.call === "batches") {
      for await (const batch of dump.batches()) out.ids.push(...batch.map(({ id }) => id));
    } else {
      for await (const { id } of dump) {
        out.ids.push(id);
        if (plan.call === "leave") return;
      }
    }
    if (dump.interrupted !== plan.interrupted) throw new Error("interruption not told");
  };
  return run().then(
    () => out,
    (error: Error & { code?: string }) => ({ ...out, error: error.code ?? error.message }),
  );
}

/** What may become of a call, apart from what the steps did to it. */
function check(index: number, plan: Plan, outcome: Outcome, excuses: ReadonlySet<string>): void {
  const all = itemsOf(index, plan).flat();
  // Nothing of another call, nothing twice, nothing out of order.
  expect(outcome.ids).toEqual(all.slice(0, outcome.ids.length));
  if (outcome.error !== undefined && excuses.has(outcome.error)) return;
  if (plan.call === "leave" && all.length > 0) expect(outcome).toEqual({ ids: all.slice(0, 1) });
  else if (plan.refused) expect(outcome.error).toBe("EBUSY");
  else expect(outcome).toEqual({ ids: all });
}

async function play(plans: readonly Plan[], steps: readonly Step[], receiveBuffer: number): Promise<void> {
  /** Answers that the kernel holds back, by request. */
  const held: { request: SeenRequest; answers: Answer[] }[] = [];
  const { nl, socket } = converse(
    (request) => {
      const plan = plans[idOf(request)];
      if (plan === undefined) return [errno(request)];
      held.push({ request, answers: answersOf(request, plan) });
      return [];
    },
    { receiveBuffer },
    Number.POSITIVE_INFINITY,
  );
  const controllers = plans.map(() => new AbortController());
  const excuses = plans.map(() => new Set<string>());
  let left = plans.length;
  const outcomes = plans.map((plan, i) =>
    perform(nl, i, plan, controllers[i]!.signal).finally(() => {
      left--;
    }),
  );
  const open = () => held.filter(({ answers }) => answers.length > 0);
  const act = async (step: Step): Promise<void> => {
    const waiting = open();
    const chosen = "pick" in step && waiting.length > 0 ? waiting[step.pick % waiting.length] : undefined;
    if (step.act === "answer" && chosen !== undefined) {
      socket.push(chosen.answers.shift()!, chosen.request.sequence);
    } else if (step.act === "abort") {
      const index = step.pick % plans.length;
      excuses[index]!.add("ABORT_ERR");
      controllers[index]!.abort();
    } else if (step.act === "lose" && chosen !== undefined && plans[idOf(chosen.request)]!.call === "request") {
      chosen.answers.length = 0;
      for (const set of excuses) set.add("ERR_RINGLINK_LOST");
      socket.push(new SyscallError("recvmsg", 105));
    } else if (step.act === "unrelated") socket.push([item(5)], 0xffff_0000);
    else if (step.act === "close") {
      for (const set of excuses) set.add("ERR_RINGLINK_CLOSED");
      nl.close();
    } else await turn();
  };
  for (const step of steps) await act(step);
  // The rest comes in order.
  for (let i = 0; left > 0 || open().length > 0; i++) {
    if (i > 2000) throw new Error(`${left} calls still wait`);
    if (nl.closed) held.length = 0;
    await act({ act: "answer", pick: 0 });
    await turn();
  }
  const done = await Promise.all(outcomes);
  for (const [i, outcome] of done.entries()) check(i, plans[i]!, outcome, excuses[i]!);
  await turn();
  await turn();
  expect([socket.referenced, socket.watching]).toEqual([false, false]);
  if (!nl.closed) {
    // It still works.
    expect((await nl.request(GetItem, { id: plans.length })).values).toEqual([]);
  }
  nl.close();
}

it("random orders of answers, losses, aborts and departures", async () => {
  await fc.assert(fc.asyncProperty(plans, steps, fc.constantFrom(1, 4000, 40_000, 400_000), play), { numRuns: 400 });
});

it("closing in the middle", async () => {
  const closing = steps.map((list): Step[] => [...list.slice(0, 15), { act: "close" }, ...list.slice(15, 20)]);
  await fc.assert(fc.asyncProperty(plans, closing, fc.constantFrom(1, 40_000), play), { numRuns: 200 });
});

it("time limits of many requests at once", async () => {
  const socket = new MemorySocket((request) => (idOf(request) % 2 === 0 ? [errno(request)] : []), {
    receiveBuffer: 1 << 24,
  });
  const { Connection } = await import("../../../src/netlink/connection/index.js");
  const nl = Connection.over(socket, { timeoutMs: 3000 });
  const results = await Promise.allSettled(Array.from({ length: 100 }, (_, id) => nl.request(GetItem, { id })));
  results.forEach((result, i) => {
    if (i % 2 === 0) expect(result.status).toBe("fulfilled");
    else expect(result).toMatchObject({ reason: { code: "ERR_RINGLINK_TIMEOUT" } });
  });
  expect([socket.referenced, socket.watching]).toEqual([false, false]);
});
