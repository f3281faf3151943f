/** Where it works and where it says that it does not. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { checkRuntime, errnoCode, type Ffi, ffi, SyscallError, useFfi } from "../../src/ffi/index.js";
import { NetlinkSocket } from "../../src/netlink/connection/index.js";
import { compileProgram } from "../support/program.js";

async function run(
  program: string,
  ...flags: string[]
): Promise<{ code: number | null; signal: string | null; out: string }> {
  const path = await compileProgram(new URL(`./programs/${program}.ts`, import.meta.url));
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, path], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { code: status, signal, out: stdout + stderr };
}

it("needs Linux and a runtime that does not abort", () => {
  expect(() => checkRuntime({ platform: "darwin" })).toThrow("ringlink needs Linux; this is darwin");
  expect(() => checkRuntime({ platform: "linux", bun: "1.4.5" })).toThrow(/Bun 1\.4\.5/);
  expect(() => checkRuntime({ platform: "linux" })).not.toThrow();
});

it("another binding can take koffi's place", () => {
  const calls: unknown[] = [];
  const other = {
    ...ffi(),
    name: "other",
    socket: (...args: unknown[]) => {
      calls.push(args);
      throw new SyscallError("socket", 93);
    },
  } as Ffi;
  useFfi(other);
  try {
    expect(ffi().name).toBe("other");
    expect(() => NetlinkSocket.open({ protocol: "xfrm" })).toThrow(
      /^socket netlink protocol 6: EPROTONOSUPPORT: .*\[this kernel lacks CONFIG_XFRM_USER, module xfrm_user\]$/,
    );
    expect(calls).toEqual([[16, 0o2004003, 6]]);
  } finally {
    useFfi(undefined);
  }
  expect(ffi().name).toMatch(/^koffi \d/);
});

it("errno names are those of Linux", () => {
  expect([11, 95, 105, -19, 0, 4000].map(errnoCode)).toEqual([
    "EAGAIN",
    "EOPNOTSUPP",
    "ENOBUFS",
    "ENODEV",
    "errno 0",
    "errno 4000",
  ]);
});

it("importing loads nothing native; opening does", async () => {
  expect(await run("import")).toEqual({ code: 0, signal: null, out: "before false\nafter true\n" });
});

it("elsewhere than on Linux importing works and opening says why not", async () => {
  expect(await run("elsewhere")).toEqual({
    code: 0,
    signal: null,
    out: "ERR_RINGLINK_PLATFORM ringlink needs Linux; this is darwin\n",
  });
});

it("what a poll listener throws is an uncaught exception, not an abort", async () => {
  expect(await run("throwing-listener")).toEqual({
    code: 0,
    signal: null,
    out: "uncaught: from the listener\nagain\n",
  });
});

it("the event loop holds a handle that nobody else does", async () => {
  expect(await run("forgotten-handle", "--expose-gc")).toEqual({ code: 0, signal: null, out: "delivered\n" });
});

it("a forgotten descriptor is closed, with a warning", async () => {
  const { code, out } = await run("forgotten-descriptor", "--expose-gc");
  expect(out).toMatch(/RinglinkWarning: descriptor \d+ \(test\) was not closed/);
  expect(out).toMatch(/^closed$/m);
  expect(code).toBe(0);
});

it("a worker that is stopped with a watched socket takes nothing down", async () => {
  expect(await run("stopped-worker")).toEqual({ code: 0, signal: null, out: "ready\nstopped\n" });
});
