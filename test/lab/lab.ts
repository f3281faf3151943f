/** `npm run lab`: a command in a kernel of its own. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { constants as os } from "node:os";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type LabArguments, LabError, parseArguments, USAGE } from "./arguments.js";
import { cacheFolder } from "./cache.js";
import { buildInitramfs } from "./initramfs.js";
import { jobScript } from "./job.js";
import { cachedKernels, findKernel } from "./kernels.js";
import { runMachine } from "./machine.js";
import { findTool } from "./tools.js";
import { cachedRoots, findRoot } from "./userland.js";

/** Exit statuses of the lab itself, as `timeout` and `env` use them. */
const TIMED_OUT = 124;
const LAB_FAILED = 125;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const WORK_TREE = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Runs the command line and gives the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const args = parseArguments(argv, process.cwd());
    if (args.action === "help") process.stdout.write(`${USAGE}\n`);
    else if (args.action === "list") process.stdout.write(listing());
    else return await runCommand(args);
    return 0;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(`lab: ${error.message}\n`);
    return LAB_FAILED;
  }
}

async function runCommand(args: LabArguments): Promise<number> {
  const cwd = process.cwd();
  for (const tool of ["qemu-system-x86_64", "busybox", "setpriv"] as const) findTool(tool);
  for (const folder of args.write) {
    mkdirSync(folder, { recursive: true });
    if (!statSync(folder).isDirectory()) throw new LabError(`--write ${folder}: not a folder`);
  }
  const kernel = await findKernel(args.kernel, WORK_TREE, cwd);
  const root = await findRoot(args.root, cwd);
  const initramfs = await buildInitramfs(kernel);
  const inTree = !relative(WORK_TREE, cwd).startsWith("..");
  const mark = `\x1elab ${randomUUID()} `;
  const script = jobScript({
    ...{ kernel, root, mark, workTree: WORK_TREE, write: args.write, command: args.command },
    cwd: inTree ? cwd : WORK_TREE,
    environment: environment(root === "/"),
  });
  const abort = new AbortController();
  let caught: (typeof SIGNALS)[number] | undefined;
  const handlers = SIGNALS.map((name) => {
    const handler = () => {
      caught ??= name;
      abort.abort();
    };
    process.on(name, handler);
    return [name, handler] as const;
  });
  // Whoever reads our output went away: so does the machine.
  for (const stream of [process.stdout, process.stderr]) stream.once("error", () => abort.abort());
  try {
    const end = await runMachine({
      ...{ image: kernel.image, initramfs, readable: "/", writable: args.write, script, mark },
      timeoutSeconds: args.timeoutSeconds,
      signal: abort.signal,
      onStdout: (chunk) => void process.stdout.write(chunk),
      onStderr: (chunk) => void process.stderr.write(chunk),
      ...(args.console ? { onConsole: (chunk: Buffer) => void process.stderr.write(chunk) } : {}),
    });
    if (end.how === "exit") return end.status;
    if (end.how === "aborted") return 128 + os.signals[caught ?? "SIGPIPE"];
    if (end.how === "timeout") {
      process.stderr.write(`lab: stopped after ${args.timeoutSeconds} s (--timeout)\n`);
      return TIMED_OUT;
    }
    const tail = end.console.trim().split("\n").slice(-20).join("\n");
    throw new LabError(`Linux ${kernel.release} stopped before the command ended; its last messages:\n${tail}`);
  } finally {
    for (const [name, handler] of handlers) process.off(name, handler);
  }
}

/** What the command sees of our environment: the switches that tests and colours go by. */
function environment(onHost: boolean): Record<string, string> {
  const system = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const passed: Record<string, string> = {
    PATH: onHost ? `${dirname(process.execPath)}:${system}` : system,
    HOME: "/root",
    LANG: "C.UTF-8",
    TERM: process.env["TERM"] ?? "dumb",
    RINGLINK_LAB: "1",
  };
  for (const [name, value] of Object.entries(process.env)) {
    const wanted = name.startsWith("RINGLINK_") || ["CI", "NO_COLOR", "FORCE_COLOR"].includes(name);
    if (wanted && value !== undefined) passed[name] ??= value;
  }
  return passed;
}

function listing(): string {
  const lines = [`cache: ${cacheFolder()}`];
  for (const { release, image, config } of cachedKernels()) {
    lines.push(`kernel ${release.match(/^\d+\.\d+/)?.[0]}: ${release}${existsSync(image) ? "" : ", image missing"}`);
    if (config !== undefined && !existsSync(config)) lines.push(`  (no configuration)`);
  }
  for (const { name, path } of cachedRoots()) {
    lines.push(`root ${name}: ${path}, made ${statSync(path).mtime.toISOString().slice(0, 10)}`);
  }
  if (lines.length === 1) lines.push("nothing yet");
  return `${lines.join("\n")}\n`;
}
