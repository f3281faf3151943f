/** Opening connections: a mistyped option is not a connection to another network. */
import { expect, it } from "vitest";
import { type Ffi, ffi, SyscallError } from "../../src/ffi/index.js";
import { Genl } from "../../src/genl/index.js";
import { Connection } from "../../src/netlink/index.js";
import { isOptionError } from "../../src/options/index.js";
import { Rtnl, type RtnlOptions } from "../../src/rtnl/index.js";
import { failure } from "./verbs.js";

it.each<[unknown, string]>([
  [{ nets: "blue" }, 'nets: unknown option; did you mean "netns"?'],
  ["blue", 'expected object, got "blue"'],
  [null, "expected object, got null"],
  [{ netns: 7 }, "netns: expected a network namespace: its name, a path, { pid }"],
  [{ netns: null }, "netns: expected a network namespace"],
  [{ netns: "" }, "netns: expected a network namespace"],
  [{ netns: { nme: "blue" } }, "netns: expected a network namespace"],
  [{ netns: { fd: "3" } }, "netns: expected a network namespace"],
  [{ netns: { pid: -1 } }, "netns: expected a network namespace"],
  [{ netns: { pid: 1, name: "blue" } }, "netns: expected a network namespace"],
  [{ timeoutMs: "5" }, "timeoutMs: expected number"],
  [{ timeoutMs: 0 }, "timeoutMs: expected"],
  [{ receiveBufferBytes: -1 }, "receiveBufferBytes: expected at least 0, got -1"],
])("refuses %j", async (options, message) => {
  for (const [name, open] of [
    ["Rtnl.open", () => Rtnl.open(options as RtnlOptions)],
    ["Genl.open", () => Genl.open(options as RtnlOptions)],
  ] as const) {
    const error = await failure(open());
    expect(isOptionError(error)).toBe(true);
    expect(error.message).toContain(`${name}: ${message}`);
  }
});

it("a connection without verbs knows its options, too", async () => {
  const open = (options: object) => failure(Connection.open({ protocol: "route", ...options }));
  expect((await open({ nets: "blue" })).message).toBe("Connection.open: nets: unknown option");
  for (const netns of [7, null, {}, { nme: "blue" }, { fd: "3" }, { fd: -1 }])
    expect((await open({ netns })).message).toMatch(/^no network namespace: it is a name, a path/);
});

it("of another user's process the capability is named that opens its namespace", async () => {
  const EACCES = 13;
  const refuses = {
    ...ffi(),
    open: (path: string) => {
      throw new SyscallError("open", EACCES, { subject: path });
    },
  } as Ffi;
  const error = await failure(Rtnl.open({ netns: { pid: 1 }, ffi: refuses }));
  expect(error).toMatchObject({ code: "EACCES", message: /^open \/proc\/1\/ns\/net: EACCES: .*CAP_SYS_PTRACE/ });
  const named = await failure(Rtnl.open({ netns: "blue", ffi: refuses }));
  expect(named.message).not.toContain("CAP_SYS_PTRACE");
});
