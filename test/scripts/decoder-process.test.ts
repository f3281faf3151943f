/** The program as a process: standard streams, pipes that break, commands under strace, long inputs. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { OutStream } from "../../scripts/decoder/io.js";
import { main } from "../../scripts/decoder/main.js";
import { Progress } from "../../scripts/decoder/progress.js";
import { capture, hexFile, netlinkMessage, run, SCRIPT, Sink } from "./support.js";

const NODE = [process.execPath, "--import", "tsx", SCRIPT];
const folder = mkdtempSync(join(tmpdir(), "ringlink-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function decoder(args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}) {
  const { status, stdout, stderr } = spawnSync(NODE[0]!, [...NODE.slice(1), ...args], {
    encoding: "utf8",
    input: options.input ?? "",
    env: { ...process.env, ...options.env },
    timeout: 60_000,
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

const PROCESS = 60_000;

describe("process", () => {
  it("reads standard input and says where it ends", { timeout: PROCESS }, () => {
    const input = hexFile(netlinkMessage(18, new Array(16).fill(0)));
    const ran = decoder(["--json", "--protocol", "ROUTE"], { input });
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(ran.stdout)).toMatchObject({ n: 1, typeName: "RTM_GETLINK" });
  });

  it("wrong use is one line and status 2", { timeout: PROCESS }, () => {
    const ran = decoder(["--nosuch"]);
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toMatch(/^decoder: [^\n]+\n$/);
  });

  it("ends quietly when the reader of its output has gone", { timeout: PROCESS }, () => {
    const large = join(folder, "large.txt");
    writeFileSync(large, readFileSync(capture("genl-wireguard.txt"), "utf8").repeat(30));
    const command = `"$@" ${large} 2>${folder}/stderr | head -n 1; echo "status \${PIPESTATUS[0]}"`;
    const text = execFileSync("bash", ["-c", command, "bash", ...NODE], { encoding: "utf8" });
    expect(text).toMatch(/^#1 .*\nstatus (?:0|141)\n$/);
    expect(readFileSync(join(folder, "stderr"), "utf8")).toBe("");
  });
});

/** strace is a package of its own; without it there is nothing to run a command under. */
const hasStrace = spawnSync("strace", ["-V"]).status === 0;
if (!hasStrace) console.warn("decoder run: not tested, because strace is not installed (apt install strace)");

describe.runIf(hasStrace)("run", { timeout: PROCESS }, () => {
  /** Asks the kernel for the loopback interface with nothing but a shell and iproute2. */
  const ip = ["ip", "link", "show", "lo"];

  it("decodes what a command says, and leaves its output and status alone", () => {
    const ran = decoder(["run", "--filter", "GETLINK", "--", ...ip]);
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain("LOOPBACK,UP");
    expect(ran.stdout).toMatch(/^#\d+ {2}pid \d+ {2}fd \d+ {2}ROUTE {2}→ RTM_GETLINK /m);
    expect(ran.stderr).toBe("");
  });

  it("follows children, passes standard input on, and ends with the command's status", () => {
    const script = `read word; echo "got $word"; (${ip.join(" ")} >&2) & wait; exit 7`;
    const ran = decoder(["run", "--json", "--", "sh", "-c", script], { input: "hello\n" });
    expect(ran.status).toBe(7);
    expect(ran.stdout).toMatch(/^got hello$/m);
    expect(ran.stdout).toContain('"typeName":"RTM_GETLINK"');
    expect(ran.stderr).toContain("LOOPBACK");
  });

  it("ends with 128 and the signal's number when a signal ended the command", () => {
    expect(decoder(["run", "--", "sh", "-c", "kill -TERM $$"]).status).toBe(128 + 15);
  });

  it("--check at the end of a run does not hide the status", () => {
    const ran = decoder(["run", "--check", "--", ...ip]);
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.stdout.trimEnd().split("\n").at(-1)!)).toMatchObject({ mismatches: 0, malformed: 0 });
  });

  it("a reader that goes away does not disturb the command", () => {
    const script = `for i in 1 2 3 4 5 6 7 8; do ${ip.join(" ")} >/dev/null; done; echo finished >&2; exit 3`;
    const line = `"$@" run -- sh -c '${script}' 2>${folder}/stderr | head -n 1; echo "status \${PIPESTATUS[0]}"`;
    const text = execFileSync("bash", ["-c", line, "bash", ...NODE], { encoding: "utf8" });
    expect(text).toMatch(/^#1 .*\nstatus 3\n$/);
    expect(readFileSync(join(folder, "stderr"), "utf8")).toBe("finished\n");
  });

  it("passes a signal on", () => {
    const line = `"$@" run -- sleep 30 & pid=$!; sleep 3; kill -TERM $pid; wait $pid; echo "status $?"`;
    const started = performance.now();
    expect(execFileSync("bash", ["-c", line, "bash", ...NODE], { encoding: "utf8" })).toBe("status 143\n");
    expect(performance.now() - started).toBeLessThan(25_000);
  });

  it("does not wait for ever when the command does not exist", () => {
    const ran = decoder(["run", "--", "/nonexistent/command"]);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain("/nonexistent/command");
  });
});

it("run says which package strace is in", { timeout: PROCESS }, () => {
  const node = join(folder, "bin");
  // A path with mkfifo, but without strace.
  execFileSync("sh", ["-c", 'mkdir "$1" && ln -s "$(command -v mkfifo)" "$1"/mkfifo', "sh", node]);
  const ran = decoder(["run", "--", "true"], { env: { PATH: node } });
  expect(ran).toEqual({ status: 127, stdout: "", stderr: "decoder: strace is not installed (apt install strace)\n" });
});

describe("streams", () => {
  it("does not depend on how the input is cut", async () => {
    const bytes = readFileSync(capture("link-vlan.txt"));
    const whole = await run(["--json"], { stdin: bytes });
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += 997) yield bytes.subarray(at, at + 997);
    };
    expect(await run(["--json"], { stdin: Readable.from(pieces()) })).toEqual(whole);
  });

  it("gives out what came before the input ends", async () => {
    const bytes = readFileSync(capture("link-vlan.txt"));
    const stdout = new Sink();
    let seen = "";
    const input = async function* () {
      yield bytes.subarray(0, bytes.length / 2);
      // By now the first half must have come out.
      await vi.waitFor(() => expect(stdout.text).toContain("RTM_GETLINK"));
      seen = stdout.text;
      yield bytes.subarray(bytes.length / 2);
    };
    await main(["--json"], { stdin: Readable.from(input()), stdout: stdout, stderr: new Sink(), env: {} });
    expect(seen.length).toBeGreaterThan(0);
    expect(stdout.text.length).toBeGreaterThan(seen.length);
  });

  it("waits for a slow reader: input is not read ahead of the output", async () => {
    const text = readFileSync(capture("link-vlan.txt"));
    let given = 0;
    const input = async function* () {
      for (let i = 0; i < 50; i++) {
        given++;
        yield text;
      }
    };
    const held: (() => void)[] = [];
    const slow = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void held.push(done) });
    const stdin = Readable.from(input(), { highWaterMark: 1 });
    const done = main(["--json"], { stdin, stdout: slow, stderr: new Sink(), env: {} });
    await vi.waitFor(() => expect(held.length).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(held.length).toBe(1);
    expect(given).toBeLessThan(5);
    slow._write = (_chunk, _encoding, callback) => callback();
    held[0]!();
    expect(await done).toBe(0);
    expect(given).toBe(50);
  });

  it("an output that fails otherwise is one line and status 1", async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(new Error("ENOSPC: no space left on device")),
    });
    const stderr = new Sink();
    const args = ["--json", capture("link-vlan.txt")];
    expect(await main(args, { stdin: Readable.from([]), stdout: full, stderr, env: {} })).toBe(1);
    expect(stderr.text).toBe("decoder: cannot write: ENOSPC: no space left on device\n");
  });

  it("a broken pipe ends without a word, and stops reading", async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
    });
    const stderr = new Sink();
    let given = 0;
    const input = async function* () {
      for (;;) {
        given++;
        yield readFileSync(capture("link-vlan.txt"));
      }
    };
    expect(await main(["--json"], { stdin: Readable.from(input()), stdout: gone, stderr, env: {} })).toBe(0);
    expect(stderr.text).toBe("");
    expect(given).toBeLessThan(50);
  });
});

describe("progress", () => {
  const terminal = () => Object.assign(new Sink(), { isTTY: true });

  function advance(stderr: Sink, stdout: Sink, size: number | undefined): void {
    const now = vi.spyOn(performance, "now").mockReturnValue(0);
    const progress = new Progress(stderr, stdout as OutStream);
    const count = progress.of("/some/capture.txt", size);
    now.mockReturnValue(100);
    count(1_000_000);
    now.mockReturnValue(2000);
    count(1_000_000);
    progress.clear();
    now.mockRestore();
  }

  it("is one line on a terminal, taken away at the end", () => {
    const stderr = terminal();
    advance(stderr, new Sink(), 8_000_000);
    expect(stderr.text).toBe("\r\x1b[Kcapture.txt: 2.0 MB of 8.0 MB, 25 %, 1.0 MB/s\r\x1b[K");
  });

  it("does without the size", () => {
    const stderr = terminal();
    advance(stderr, new Sink(), undefined);
    expect(stderr.text).toContain("capture.txt: 2.0 MB, 1.0 MB/s");
  });

  it("is nothing elsewhere", () => {
    const [file, shared] = [new Sink(), terminal()];
    advance(file, new Sink(), 8_000_000);
    advance(shared, terminal(), 8_000_000);
    expect([file.text, shared.text]).toEqual(["", ""]);
  });
});
