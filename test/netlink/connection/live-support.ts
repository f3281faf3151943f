/** A network namespace of one's own for a test file, and what checks run in it. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { CLONE_NEWNET, ffi } from "../../../src/ffi/index.js";
import { operation } from "../../../src/netlink/connection/index.js";
import { Address, Link, Route } from "../../../src/rtnl/index.js";

export const GetLink = operation("RTM_GETLINK", 18, Link);
export const NewLink = operation("RTM_NEWLINK", 16, Link);
export const DelLink = operation("RTM_DELLINK", 17, Link);
export const GetAddress = operation("RTM_GETADDR", 22, Address);
export const NewAddress = operation("RTM_NEWADDR", 20, Address);
export const GetRoute = operation("RTM_GETROUTE", 26, Route);

/** Says that this process is in a namespace of its own already. */
const INSIDE = "RINGLINK_TEST_NAMESPACE";

/**
 * Defines `tests` in a fresh network namespace. Root moves this process's main thread into one, of which the test runner
 * makes one for each file; everybody else runs the file once more, as root of a user namespace.
 */
export function inFreshNamespace(file: string, tests: () => void): void {
  if (process.env[INSIDE] !== undefined) tests();
  else if (process.getuid?.() === 0) {
    ffi().unshare(CLONE_NEWNET);
    tests();
  } else {
    it("in a user namespace", () => {
      const root = fileURLToPath(new URL("../../..", import.meta.url));
      // A file system of its own for `ip netns`.
      const script = 'mount -t tmpfs none /run && exec "$@"';
      const vitest = [process.execPath, "node_modules/vitest/vitest.mjs", "run", fileURLToPath(file)];
      const { status, stdout, stderr } = spawnSync("unshare", ["-rnm", "--", "sh", "-c", script, "sh", ...vitest], {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, [INSIDE]: "1" },
      });
      expect(status, stdout + stderr).toBe(0);
    });
  }
}

export function ip(...args: string[]): string {
  return execFileSync("ip", args, { encoding: "utf8" });
}

/** What `ip -j` says. */
export function ipJson(...args: string[]): Record<string, unknown>[] {
  return JSON.parse(ip("-j", ...args) || "[]") as Record<string, unknown>[];
}

/** A process in a network namespace of its own; its id, and what ends it. */
export async function otherNamespace(): Promise<{ pid: number; end: () => Promise<void> }> {
  const child = spawn("unshare", ["-n", "sh", "-c", "echo ready; exec sleep 60"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  return {
    pid: child.pid!,
    end: async () => {
      child.kill();
      await once(child, "exit");
    },
  };
}

/** Descriptors of this process. */
export function descriptorCount(): number {
  return readdirSync("/proc/self/fd").length;
}
