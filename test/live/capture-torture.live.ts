import { expect } from "vitest";
import { compileProgram } from "../support/program.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";
import { manyTimes } from "./support/process.js";

const CALLS = Math.max(500, manyTimes(4000));

/** Runs a program in a namespace with a pair of va and vb. */
async function run(ns: Namespace, name: string, ...args: string[]): Promise<string> {
  await ns.script(`
    ip link show va >/dev/null 2>&1 || ip link add va type veth peer name vb
    ip link set va up
    ip link set vb up
  `);
  const program = await compileProgram(new URL(`../ring/programs/${name}.ts`, import.meta.url));
  return ns.run(process.execPath, "--expose-gc", program, ...args);
}

for (const seed of [1, 20, 300]) {
  live(`no call of a ring, in any order, ends the process (seed ${seed})`, ["veth"], async (ns) => {
    const output = await run(ns, "torture", String(seed), String(CALLS));
    const [, calls] = output.match(/^(\d+) calls, errors: \{.*"ERR_RINGLINK_\w+":\d+/) ?? [output];
    expect(Number(calls)).toBeGreaterThanOrEqual(CALLS);
  });
}

live("a worker thread that ends takes its rings with it", ["veth"], async (ns) => {
  // Exit code and sockets that were open; sockets and descriptors that are left.
  expect((await run(ns, "ending-worker")).trim()).toBe("5,6 0 0");
});

/**
 * Node's C++ interface aborts the process when a native call of a thread fails because the thread is being terminated: a hazard of
 * `terminate()` with any addon, koffi's calls among them. It says nothing about what is left behind.
 */
async function untilWhole(attempt: () => Promise<string>): Promise<string> {
  for (let i = 1; ; i++) {
    try {
      return await attempt();
    } catch (error) {
      if (i === 10 || !/SIGABRT[\s\S]*napi_throw/.test(String(error))) throw error;
    }
  }
}

for (const [when, ...args] of [
  ["the next time that anybody opens a ring"],
  ["at once when its parent has some", "loaded"],
] as const) {
  live(`a worker thread that is terminated loses its rings, ${when}`, ["veth", "xdpSocket"], async (ns) => {
    // Packet sockets that were open each time; sockets, mappings and descriptors that are left.
    expect((await untilWhole(() => run(ns, "terminated-worker", ...args))).trim()).toBe("6,6 0 0 0");
  });
}
