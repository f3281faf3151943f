import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";
import { manyTimes } from "./support/process.js";

const CALLS = manyTimes(4000);
/** Where packages are found from. */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const program = (name: string) => fileURLToPath(new URL(`../ring/programs/${name}.ts`, import.meta.url));

/** Runs a program in a namespace with a pair of va and vb. */
async function run(ns: Namespace, name: string, ...args: string[]): Promise<string> {
  await ns.script(`
    ip link add va type veth peer name vb
    ip link set va up
    ip link set vb up
  `);
  const command = [process.execPath, "--expose-gc", "--import", "tsx", program(name), ...args];
  return ns.run("sh", "-c", 'cd "$0" && exec "$@"', ROOT, ...command);
}

for (const seed of [1, 20, 300]) {
  live(`no call of a ring, in any order, ends the process (seed ${seed})`, ["veth"], async (ns) => {
    const output = await run(ns, "torture", String(seed), String(CALLS));
    const [, calls] = output.match(/^(\d+) calls, errors: \{.*"ERR_RINGLINK_RELEASED":\d+/) ?? [output];
    expect(Number(calls)).toBeGreaterThanOrEqual(CALLS);
  });
}

live("a worker thread that ends takes its rings with it", ["veth"], async (ns) => {
  // Exit code and sockets that were open; sockets and descriptors that are left.
  expect((await run(ns, "ending-worker")).trim()).toBe("5,6 0 0");
});
