/** Many commands in few datagrams. */
import type { BatchRequest, BatchResult, Connection } from "../../netlink/connection/index.js";
import { type CommandRequest, commandOperation, type FamilyCommand } from "./command.js";
import type { Family } from "./family.js";
import { mayBeStale, type Resolver, type WaitOptions } from "./resolver.js";

/** One request of a batch. */
export interface FamilyBatchRequest<C extends FamilyCommand = FamilyCommand> {
  readonly command: C;
  readonly value: CommandRequest<C>;
  /** NLM_F_*; 0 by default. */
  readonly flags?: number | undefined;
  /** What the request is about, for errors. */
  readonly subject?: string | undefined;
}

async function familiesOf(
  resolver: Resolver,
  requests: readonly FamilyBatchRequest[],
  wait: WaitOptions,
): Promise<Map<string, Family>> {
  const families = new Map<string, Family>();
  for (const { command } of requests) {
    const { name } = command.family;
    if (!families.has(name)) families.set(name, await resolver.find(name, wait));
  }
  return families;
}

/** Sends those requests of a batch that have an index in the list, and puts the results in their places. */
async function sendSome(
  connection: Connection,
  requests: readonly FamilyBatchRequest[],
  families: ReadonlyMap<string, Family>,
  indices: readonly number[],
  results: BatchResult[],
  wait: WaitOptions,
): Promise<void> {
  const chosen = indices.map((index): BatchRequest => {
    const { command, value, flags, subject } = requests[index]!;
    return { operation: commandOperation(command, families.get(command.family.name)!), value, flags, subject };
  });
  const answers = await connection.batch(chosen, wait);
  indices.forEach((index, i) => {
    results[index] = answers[i]!;
  });
}

/** Requests whose family has another id by now, with that put right in the table. */
async function staleOnes(
  resolver: Resolver,
  requests: readonly FamilyBatchRequest[],
  families: Map<string, Family>,
  results: readonly BatchResult[],
  wait: WaitOptions,
): Promise<number[]> {
  const renewed = new Map<string, boolean>();
  const stale: number[] = [];
  for (const [index, result] of results.entries()) {
    if (result.status === "fulfilled" || !mayBeStale(result.reason)) continue;
    const { name } = requests[index]!.command.family;
    if (!renewed.has(name)) {
      // A family that is gone leaves the refusals as they are: what became of the other requests counts more.
      const again = await resolver.renewed(families.get(name)!, wait).catch(() => undefined);
      renewed.set(name, again !== undefined);
      if (again !== undefined) families.set(name, again);
    }
    if (renewed.get(name) === true) stale.push(index);
  }
  return stale;
}

/** Carries out a batch; requests that went to an id that their family no longer has are sent again, in their order. */
export async function batchOf(
  connection: Connection,
  resolver: Resolver,
  requests: readonly FamilyBatchRequest[],
  wait: WaitOptions,
): Promise<BatchResult[]> {
  const families = await familiesOf(resolver, requests, wait);
  const results: BatchResult[] = [];
  await sendSome(connection, requests, families, [...requests.keys()], results, wait);
  const stale = await staleOnes(resolver, requests, families, results, wait);
  if (stale.length > 0) await sendSome(connection, requests, families, stale, results, wait);
  return results.map((result, index) => {
    if (result.status === "fulfilled") return result;
    const { family, cmd } = requests[index]!.command;
    return { status: "rejected", reason: resolver.explained(result.reason, families.get(family.name)!, { cmd }) };
  });
}
