/** A network namespace that lives as long as a test, and commands in it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCapture, straceArguments } from "../../../src/trace/index.js";
import { type Finished, finish } from "./process.js";
import { Trace } from "./trace.js";

const IS_ROOT = process.getuid?.() === 0;

/** Own /sys for the namespace's devices, own /run/netns for `ip netns`. The shell ends when its standard input does. */
const HOLDER = `
mount -t sysfs none /sys 2>/dev/null
mount -t tmpfs none /run 2>/dev/null && mkdir -p /run/netns
echo ready
exec cat >/dev/null
`;

export class Namespace {
  readonly #holder: ChildProcess;
  readonly #scratch: string;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
    this.#scratch = mkdtempSync(join(tmpdir(), "ringlink-live-"));
  }

  /** A new network namespace, and a user namespace around it when we are not root. */
  static async open(): Promise<Namespace> {
    const user = IS_ROOT ? [] : ["--map-root-user"];
    const holder = spawn("unshare", [...user, "--net", "--mount", "--", "sh", "-c", HOLDER], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    holder.stdin!.on("error", () => {});
    const [first] = (await Promise.race([
      once(holder.stdout!, "data"),
      once(holder, "exit").then(() => ["ended"]),
    ])) as [unknown];
    if (!String(first).startsWith("ready")) throw new Error("unshare: no new network namespace");
    return new Namespace(holder);
  }

  /** A process in here. This one can enter its network namespace as root only: see the feature `enterNetns`. */
  get pid(): number {
    return this.#holder.pid!;
  }

  /** Arguments that run a command in here. */
  #enter(command: readonly string[]): string[] {
    const user = IS_ROOT ? [] : ["--user", "--preserve-credentials"];
    return ["nsenter", "--target", String(this.#holder.pid), ...user, "--net", "--mount", "--", ...command];
  }

  /** Runs a command, whatever its exit status. */
  attempt(...command: string[]): Promise<Finished> {
    return finish(this.#enter(command));
  }

  /** Runs a command and gives its standard output; fails with what it said when its exit status is not 0. */
  async run(...command: string[]): Promise<string> {
    const { status, stdout, stderr } = await this.attempt(...command);
    if (status !== 0) throw new Error(`${command.join(" ")}: exit status ${status}: ${stderr.trim()}`);
    return stdout;
  }

  /** Runs lines of shell; the first failure ends them. */
  async script(text: string): Promise<void> {
    await this.run("sh", "-ec", text);
  }

  /** Runs a command and reads the JSON that it prints; nothing printed counts as an empty list. */
  async json<T>(...command: string[]): Promise<T> {
    return parseOutput<T>(await this.run(...command));
  }

  /**
   * Runs a command under strace: its output, and its netlink traffic, of which every byte has been checked.
   *
   * @param expected exit status
   */
  async trace(command: readonly string[], expected = 0): Promise<Trace> {
    const output = join(this.#scratch, "capture.txt");
    rmSync(output, { force: true });
    const { status, stdout, stderr } = await this.attempt("strace", ...straceArguments({ output, command }));
    if (status !== expected) throw new Error(`${command.join(" ")}: exit status ${status}: ${stderr.trim()}`);
    return new Trace(command.join(" "), stdout, readCapture(readFileSync(output)));
  }

  /** Starts a command that goes on until the namespace closes. */
  background(...command: string[]): void {
    const [program, ...args] = this.#enter(command);
    const child = spawn(program!, args, { stdio: "ignore" });
    child.once("error", () => {});
    this.#holder.once("exit", () => child.kill("SIGKILL"));
  }

  /** Ends what was started in it; the kernel then removes its devices. */
  async close(): Promise<void> {
    rmSync(this.#scratch, { recursive: true, force: true });
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    const gone = once(this.#holder, "exit");
    this.#holder.stdin!.end();
    const timer = setTimeout(() => this.#holder.kill("SIGKILL"), 5000);
    await gone;
    clearTimeout(timer);
  }
}

export function parseOutput<T>(text: string): T {
  try {
    return JSON.parse(text.trim() === "" ? "[]" : text) as T;
  } catch (error) {
    throw new Error(`no JSON (${String(error)}): ${text.slice(0, 300)}`);
  }
}
