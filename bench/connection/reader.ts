/**
 * Dumps IPv4 routes or links with ringlink, as `drain` and dump.py do: reader.js routes|links WAY ROUNDS, a line of JSON for
 * each round. WAY is one of OURS, or of STALLS, whose milliseconds are the longest time that the event loop did not turn.
 * Nothing else runs in the process; the garbage collector has its turn whenever it wants to, and counts.
 */
import { Rtnl } from "../../src/rtnl/index.js";
import { OURS, STALLS, type What } from "./results.js";
import { longestStall, timed, WARM_ROUNDS } from "./timing.js";

const MEMBERS = { routes: ["dst", "oif", "gateway"], links: ["index", "ifname", "mtu"] } as const;

const [what, way, rounds] = process.argv.slice(2) as [What, string, string];

/** A loop that looks at three members of every entry and adds up what they are, so that none can be left out. */
function look(entries: Iterable<unknown>): number {
  const [a, b, c] = MEMBERS[what];
  let sum = 0;
  for (const entry of entries as Iterable<Record<string, { readonly length: number } | number | undefined>>) {
    sum += sizeOf(entry[a]) + sizeOf(entry[b]) + sizeOf(entry[c]);
  }
  return sum;
}

function sizeOf(member: { readonly length: number } | number | undefined): number {
  return typeof member === "number" ? member : (member?.length ?? 0);
}

using rtnl = await Rtnl.open();
const family = "inet" as const;
const read = () => (what === "routes" ? rtnl.routes.list({ family }) : rtnl.links.list());
const packed = () => (what === "routes" ? rtnl.routes.packed({ family }) : rtnl.links.packed());

async function use(lookAt?: (list: Awaited<ReturnType<typeof packed>>) => Iterable<unknown>): Promise<number> {
  using list = await packed();
  return lookAt === undefined ? list.length : look(lookAt(list));
}

const ways: Record<string, () => Promise<unknown>> = {
  [OURS.array]: read,
  [OURS.packed]: packed,
  [OURS.disposed]: () => use(),
  [OURS.views]: () => use((list) => list.views()),
  [OURS.values]: () => use((list) => list),
  [STALLS.array]: read,
  [STALLS.packed]: packed,
};
const action = ways[way];
if (action === undefined) throw new Error(`no way to read a dump: ${way}`);
/** A program that has an event loop to care for does something else in between. */
const isWatched = Object.values<string>(STALLS).includes(way);
const pause = () => (isWatched ? new Promise((resolve) => setTimeout(resolve, 20)) : undefined);
// First of all: a packed list in between takes memory of another kind, and V8 looks through all of its heap soon after.
const { length: count } = await packed();
for (let round = 0; round < WARM_ROUNDS; round++) {
  await action();
  await pause();
}
for (let round = 0; round < Number(rounds); round++) {
  await pause();
  const sample = isWatched ? { ms: await longestStall(action), cpuMs: 0 } : await timed(action);
  console.log(JSON.stringify({ ...sample, count }));
}
