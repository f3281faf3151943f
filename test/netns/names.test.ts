/** Named network namespaces, as far as they need no privilege: a link to a namespace in the directory counts as a name of it. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ffi, ffi, openDescriptors, SyscallError, useFfi } from "../../src/ffi/index.js";
import * as netns from "../../src/netns/index.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "ringlink-netns-"));
});
afterEach(() => {
  useFfi(undefined);
  rmSync(directory, { recursive: true, force: true });
});

it("a mistyped option is not another directory", async () => {
  const wrong = { dir: directory } as object;
  expect((await failure(netns.create("x", wrong))).message).toContain("netns.create: dir: unknown option");
  expect((await failure(netns.remove("x", wrong))).message).toContain("netns.remove: dir: unknown option");
  expect((await failure(netns.exists("x", wrong))).message).toContain("netns.exists: dir: unknown option");
  expect((await failure(netns.list(wrong))).message).toContain("netns.list: dir: unknown option");
  expect(() => netns.watch(wrong)).toThrow("netns.watch: dir: unknown option");
  expect(() => netns.pathOf("x", wrong)).toThrow("netns.pathOf: dir: unknown option");
});

async function failure(promise: Promise<unknown>): Promise<Error & { code?: string; hint?: string }> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: Error) => error,
  );
}

/** Calls of namespaces and mounts are noted, and do nothing but what `act` does. */
function double(act: Partial<Ffi>): string[] {
  const calls: string[] = [];
  const noted = (name: keyof Ffi) => {
    return (...args: unknown[]) => {
      calls.push(`${name} ${args.filter((arg) => typeof arg === "string").join(" ")}`.trim());
      return (act[name] as ((...args: unknown[]) => unknown) | undefined)?.(...args);
    };
  };
  const names = ["mount", "unmount", "setns", "unshare"] as const;
  useFfi({ ...ffi(), ...Object.fromEntries(names.map((name) => [name, noted(name)])) } as Ffi);
  return calls;
}

const refused = (call: string, errno: number) => () => {
  throw new SyscallError(call, errno);
};

it("names are those of namespaces", async () => {
  expect(await netns.list({ directory })).toEqual([]);
  expect(await netns.list({ directory: join(directory, "nowhere") })).toEqual([]);
  symlinkSync("/proc/self/ns/net", join(directory, "red"));
  symlinkSync("/proc/self/ns/net", join(directory, "blue"));
  writeFileSync(join(directory, "stale"), "");
  expect(await netns.list({ directory })).toEqual(["blue", "red"]);
  expect(await netns.exists("red", { directory })).toBe(true);
  expect(await netns.exists("stale", { directory })).toBe(false);
  expect(await netns.exists("green", { directory })).toBe(false);
  expect(netns.pathOf("red")).toBe("/var/run/netns/red");
  for (const name of ["", ".", "..", "a/b", "a\0b"]) {
    expect(await failure(netns.exists(name, { directory }))).toBeInstanceOf(RangeError);
    expect(await failure(netns.create(name, { directory }))).toBeInstanceOf(RangeError);
    expect(await failure(netns.remove(name, { directory }))).toBeInstanceOf(RangeError);
  }
});

describe("creation", () => {
  it("shares the mount, makes a namespace, mounts it and comes back", async () => {
    let shared = false;
    const calls = double({
      mount: (source, target) => {
        if (source === "" && !shared) throw new SyscallError("mount", 22);
        if (source === target) shared = true;
      },
    });
    await netns.create("blue", { directory });
    const path = join(directory, "blue");
    expect(calls).toEqual([
      `mount  ${directory} none`,
      `mount ${directory} ${directory} none`,
      `mount  ${directory} none`,
      "unshare",
      `mount /proc/thread-self/ns/net ${path} none`,
      "setns",
    ]);
    expect(statSync(path).mode & 0o777).toBe(0);
    expect([...openDescriptors().values()]).toEqual([]);
  });

  it("what fails leaves nothing behind, and the thread where it was", async () => {
    for (const [act, code] of [
      [{ unshare: refused("unshare", 1) }, "EPERM"],
      [{ mount: (source: string) => (source === "" ? undefined : refused("mount", 28)()) }, "ENOSPC"],
      [{ mount: refused("mount", 1) }, "EPERM"],
    ] as const) {
      const calls = double(act);
      const error = await failure(netns.create("blue", { directory }));
      expect(error.code).toBe(code);
      if (code === "EPERM") expect(error.message).toContain("CAP_SYS_ADMIN");
      expect(calls.filter((call) => call === "setns").length).toBe(code === "ENOSPC" ? 1 : 0);
      expect(readdirSync(directory)).toEqual([]);
      expect([...openDescriptors().values()]).toEqual([]);
    }
  });

  it("a thread that does not come back is told of", async () => {
    double({ setns: refused("setns", 1) });
    expect(await failure(netns.create("blue", { directory }))).toMatchObject({ code: "ERR_RINGLINK_NAMESPACE" });
    expect(readdirSync(directory)).toEqual([]);
  });

  it("a name that is taken", async () => {
    const calls = double({});
    writeFileSync(join(directory, "blue"), "");
    expect(await failure(netns.create("blue", { directory }))).toMatchObject({ code: "EEXIST", syscall: "open" });
    expect(calls).not.toContain("unshare");
    expect(existsSync(join(directory, "blue"))).toBe(true);
  });
});

it("removal", async () => {
  const calls = double({});
  writeFileSync(join(directory, "blue"), "");
  await netns.remove("blue", { directory });
  expect(calls).toEqual([`unmount ${join(directory, "blue")}`]);
  expect(readdirSync(directory)).toEqual([]);
  // A file that is no mount point.
  double({ unmount: refused("umount2", 22) });
  writeFileSync(join(directory, "blue"), "");
  await netns.delete("blue", { directory });
  expect(readdirSync(directory)).toEqual([]);
  double({ unmount: refused("umount2", 2) });
  expect(await failure(netns.remove("blue", { directory }))).toMatchObject({ code: "ENOENT" });
  double({ unmount: refused("umount2", 1) });
  expect((await failure(netns.remove("blue", { directory }))).message).toMatch(/EPERM.*CAP_SYS_ADMIN/);
});

describe("watching", () => {
  const link = (name: string, kind = "net") => symlinkSync(`/proc/self/ns/${kind}`, join(directory, name));
  const inode = (kind: string) => statSync(`/proc/self/ns/${kind}`).ino;

  it("what is there, then what comes and goes", async () => {
    link("red");
    const seen: string[] = [];
    for await (const event of netns.watch({ directory })) {
      if (event.type === "lost") throw new Error("lost");
      seen.push(`${event.type} ${event.name} ${event.initial} ${event.inode === inode("net")}`);
      expect(event.path).toBe(join(directory, event.name));
      if (seen.length === 1) link("green");
      if (seen.length === 2) unlinkSync(join(directory, "red"));
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(["created red true true", "created green false true", "deleted red false true"]);
  });

  it("a name that stands for another namespace went and came", async () => {
    link("red");
    using watch = netns.watch({ directory });
    const events = watch[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: "created", inode: inode("net") });
    unlinkSync(join(directory, "red"));
    link("red", "uts");
    expect((await events.next()).value).toMatchObject({ type: "deleted", name: "red", inode: inode("net") });
    expect((await events.next()).value).toMatchObject({ type: "created", name: "red", inode: inode("uts") });
  });

  it("a directory that is not there yet, and one that is made anew", async () => {
    const inner = join(directory, "run", "netns");
    const { mkdirSync } = await import("node:fs");
    using watch = netns.watch({ directory: inner });
    const events = watch[Symbol.asyncIterator]();
    for (let round = 0; round < 2; round++) {
      mkdirSync(inner, { recursive: true });
      symlinkSync("/proc/self/ns/net", join(inner, "red"));
      expect((await events.next()).value).toMatchObject({ type: "created", name: "red", initial: false });
      rmSync(join(directory, "run"), { recursive: true });
      expect((await events.next()).value).toMatchObject({ type: "deleted", name: "red" });
    }
  });

  it("a file becomes a namespace later, as with ip netns add", async () => {
    using watch = netns.watch({ directory });
    const events = watch[Symbol.asyncIterator]();
    writeFileSync(join(directory, "red"), "");
    link("blue");
    expect((await events.next()).value).toMatchObject({ name: "blue" });
    rmSync(join(directory, "red"));
    link("red");
    expect((await events.next()).value).toMatchObject({ type: "created", name: "red" });
  });

  it("ends by closing, leaving and aborting", async () => {
    const controller = new AbortController();
    const aborted = netns.watch({ directory, signal: controller.signal });
    const waiting = failure(aborted[Symbol.asyncIterator]().next());
    controller.abort();
    expect((await waiting).name).toBe("AbortError");
    expect(aborted.closed).toBe(true);
    expect(() => netns.watch({ directory, signal: controller.signal })).toThrow(/abort/);
    const closed = netns.watch({ directory });
    const end = closed[Symbol.asyncIterator]().next();
    closed.close();
    closed.close();
    expect((await end).done).toBe(true);
  });

  it("a consumer that sleeps loses events, and is told", async () => {
    for (let i = 0; i < 5; i++) link(`n${i}`);
    using watch = netns.watch({ directory, queueLength: 2 });
    const events = watch[Symbol.asyncIterator]();
    const types = [];
    for (let i = 0; i < 3; i++) types.push((await events.next()).value);
    expect(types).toMatchObject([{ name: "n0" }, { name: "n1" }, { type: "lost", count: 3 }]);
  });
});
