/** pyroute2 in a process of its own, timed in turns with everything else. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Candidate } from "./measure.js";
import { ROOT } from "./messages.js";

export class Pyroute2 {
  readonly versions: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcessWithoutNullStreams, lines: AsyncIterator<string>, versions: string) {
    this.#child = child;
    this.#lines = lines;
    this.versions = versions;
  }

  /** Undefined where there is no pyroute2. The interpreter is $PYTHON, or the system's; -I keeps it from this folder. */
  static async start(): Promise<Pyroute2 | undefined> {
    const python = process.env["PYTHON"] ?? "/usr/bin/python3";
    const child = spawn(python, ["-I", join(ROOT, "bench/pyroute2.py")], { stdio: ["pipe", "pipe", "pipe"] });
    let trouble = "";
    child.stderr.on("data", (text: Buffer) => {
      trouble += text.toString();
    });
    child.on("error", (error) => {
      trouble = error.message;
    });
    child.stdin.on("error", () => {});
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done === true) {
      console.error(`no comparison with pyroute2: ${trouble.trim().split("\n").at(-1) ?? `${python} ended`}`);
      return undefined;
    }
    const { pyroute2, python: release } = JSON.parse(first.value) as { pyroute2: string; python: string };
    return new Pyroute2(child, lines, `pyroute2 ${pyroute2}, Python ${release}`);
  }

  async #ask(order: object): Promise<Record<string, number>> {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error("pyroute2 ended");
    return JSON.parse(value) as Record<string, number>;
  }

  /** A candidate that decodes these messages, headers included; and how many attributes it finds in the first. */
  async candidate(
    name: string,
    messages: readonly Uint8Array[],
  ): Promise<{ candidate: Candidate; attributes: number }> {
    const texts = messages.map((message) => Buffer.from(message).toString("hex"));
    const { attributes } = await this.#ask({ load: name, messages: texts });
    const time = async (n: number) => (await this.#ask({ time: name, n }))["ns"]!;
    return { candidate: { name, time }, attributes: attributes! };
  }

  stop(): void {
    this.#child.stdin.end();
  }
}
