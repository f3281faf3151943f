/**
 * What the lab leaves behind: with a stand-in for qemu that writes down its process id and the open mark, so that no machine has
 * to boot. The real one is run by `npm run test:lab`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const LAB = fileURLToPath(new URL("../../scripts/lab.ts", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ringlink-lab-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a stand-in for qemu first in PATH and a kernel image that is only a header. */
function prepare(behaviour: string): { env: NodeJS.ProcessEnv; kernel: string } {
  const qemu = join(folder, "qemu-system-x86_64");
  // Descriptors: 3 control, 4 and 5 the command's outputs, 6 the console. The script tells the mark.
  writeFileSync(
    qemu,
    `#!/bin/sh
echo $$ >${folder}/pid
mark=$(sed -n "/^  printf .*vport0p2$/{s/^[^']*'[^']*' '\\([^']*\\)'.*/\\1/p;q}" <&3)
${behaviour}
`,
  );
  chmodSync(qemu, 0o755);
  const image = Buffer.alloc(0x1000);
  image.write("HdrS", 0x202);
  image.writeUInt16LE(0x300, 0x20e);
  image.write("9.9.9 test\0", 0x500);
  const kernel = join(folder, "bzImage");
  writeFileSync(kernel, image);
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env["PATH"]}`,
    TMPDIR: folder,
    RINGLINK_CACHE: join(folder, "cache"),
  };
  return { env, kernel };
}

function start(behaviour: string, ...options: string[]): ChildProcess {
  const { env, kernel } = prepare(behaviour);
  const args = ["--import", "tsx", LAB, "--kernel", kernel, ...options, "--", "true"];
  return spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
}

async function outcome(child: ChildProcess): Promise<{ code: number | null; out: string; errors: string }> {
  let out = "";
  let errors = "";
  child.stdout!.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr!.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, errors };
}

/** Waits, at most 30 s, until something is so. */
async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`in vain: ${what}`);
}

/** Whether the stand-in runs. A dead one may stay in the process table until somebody asks for its status. */
function isAlive(): boolean {
  if (!existsSync(join(folder, "pid"))) return false;
  const pid = readFileSync(join(folder, "pid"), "utf8").trim();
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function expectNothingLeft(): Promise<void> {
  await until("the machine ends", () => !isAlive());
  const ours = readdirSync(folder).filter(
    (name) => !["pid", "bzImage", "qemu-system-x86_64", "cache", "ready"].includes(name),
  );
  // What tsx keeps compiled is its own.
  expect(ours.filter((name) => !name.startsWith("tsx-"))).toEqual([]);
  const cached = existsSync(join(folder, "cache")) ? readdirSync(join(folder, "cache"), { recursive: true }) : [];
  expect(cached.map(String).filter((name) => !/^initramfs(\/9\.9\.9-[0-9a-f]{16}\.cpio)?$/.test(name))).toEqual([]);
}

const READY = `touch ${"$"}(dirname "$0")/ready; `;

describe("the lab", () => {
  test("passes the outputs on, apart, and the exit status", async () => {
    const child = start(`printf 'out%s5\\n' "$mark" >&4; printf 'error%s5\\n' "$mark" >&5; exec sleep 600`);
    expect(await outcome(child)).toEqual({ code: 5, out: "out", errors: "error" });
    await expectNothingLeft();
  });

  test("a machine that ends by itself fails with its last messages", async () => {
    const child = start("echo 'Kernel panic - not syncing' >&6; sleep 0.2; exit 0");
    const { code, errors } = await outcome(child);
    expect(code).toBe(125);
    expect(errors).toMatch(/^lab: Linux 9\.9\.9 stopped before the command ended; its last messages:\nKernel panic/);
    await expectNothingLeft();
  });

  test("a time-out ends the machine", async () => {
    const child = start("exec sleep 600", "--timeout", "1");
    expect(await outcome(child)).toEqual({ code: 124, out: "", errors: "lab: stopped after 1 s (--timeout)\n" });
    await expectNothingLeft();
  });

  test("what the command said so far is there when the machine is ended", async () => {
    const child = start("echo before >&4; exec sleep 600");
    const end = outcome(child);
    await once(child.stdout!, "data");
    child.kill("SIGTERM");
    expect(await end).toEqual({ code: 143, out: "before\n", errors: "" });
    await expectNothingLeft();
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s ends the machine", async (signal, status) => {
    const child = start(`${READY}exec sleep 600`);
    const end = outcome(child);
    await until("the machine runs", () => existsSync(join(folder, "ready")));
    child.kill(signal);
    expect((await end).code).toBe(status);
    await expectNothingLeft();
  });

  test("a lab that is killed takes the machine with it", async () => {
    const child = start(`${READY}exec sleep 600`);
    const end = outcome(child);
    await until("the machine runs", () => existsSync(join(folder, "ready")));
    child.kill("SIGKILL");
    await end;
    await expectNothingLeft();
  });
});
