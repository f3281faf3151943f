/** How the decoder is called: options, wrong uses, colours. */
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { STRACE_RECIPE } from "../../src/trace/index.js";
import { capture, run } from "./support.js";

const FILE = capture("link-vlan.txt");

describe("wrong use is one line and status 2", () => {
  it.each([
    [["--nosuch"], /Unknown option '--nosuch'/],
    [["--json=yes"], /--json/],
    [["--fixture"], /--fixture/],
    [["--protocol", "NOSUCH", FILE], /--protocol: "NOSUCH" is neither a number nor one of ROUTE, /],
    [["--protocol", "300", FILE], /--protocol: "300"/],
    [["--family", "wireguard", FILE], /--family wants NAME=ID, not "wireguard"/],
    [["--family", "wireguard=x", FILE], /--family wireguard: "x" is no message type/],
    [["--family", "wireguard=70000", FILE], /--family wireguard: "70000"/],
    [["--format", "elf", FILE], /--format: "elf" is none of strace, pcap, pcapng, hex, raw/],
    [["--color", "sometimes", FILE], /--color: "sometimes" is none of auto, always, never/],
    [["--filter", "NOSUCH", FILE], /--filter: no message type or family "NOSUCH"/],
    [["--note", "kernel=1", FILE], /--note goes with --fixture/],
    [["--fixture", "/nowhere", "--note", "kernel", FILE], /--note wants KEY=VALUE, not "kernel"/],
    [["--fixture", "/nowhere", "--note", "a=b\nc", FILE], /--note wants one line/],
    [["--json", "--hex", FILE], /--hex and --json exclude each other/],
    [["--check", "--json", FILE], /--check and --json exclude each other/],
    [["--schema", "NEWLINK", FILE], /--schema reads no input/],
    [["diff", FILE], /diff wants two captures, 1 given/],
    [["diff", FILE, FILE, FILE], /diff wants two captures, 3 given/],
    [["diff", "-", "-"], /only once/],
    [["diff", "--json", FILE, FILE], /diff does not take --json/],
    [["run"], /run wants its command behind --/],
    [["run", "ip", "link"], /run wants its command behind --/],
    [["run", "ip", "--", "link"], /run: "ip" stands in front of --/],
    [["run", "--"], /run: no command behind --/],
    [["/nonexistent/capture.txt"], /^decoder: \/nonexistent\/capture\.txt: no such file or directory\n$/],
    [["diff", FILE, "/nonexistent"], /^decoder: \/nonexistent: no such file or directory\n$/],
    [[tmpdir()], /: is a directory\n$/],
  ])("%j", async (args, message) => {
    const { status, stdout, stderr } = await run(args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^decoder: [^\n]+\n$/);
  });

  it("escapes what it repeats", async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
    expect((await run(["/nonexistent/\x1b[31m"])).stderr).not.toMatch(/\x1b/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
    expect((await run(["--filter", "\x1b[31m"])).stderr).not.toMatch(/\x1b/);
  });

  it("a file that is missing does not keep the others from being read", async () => {
    const { status, stdout, stderr } = await run(["--json", "/nonexistent", FILE]);
    expect(status).toBe(2);
    expect(stdout).toContain("RTM_NEWLINK");
    expect(stderr).toBe("decoder: /nonexistent: no such file or directory\n");
  });
});

it("--help shows every option, examples and how to record", async () => {
  const { status, stdout, stderr } = await run(["--help"]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(STRACE_RECIPE);
  for (const option of [
    "json",
    "tree",
    "hex",
    "check",
    "fixture",
    "note",
    "filter",
    "protocol",
    "family",
    "big-endian",
  ])
    expect(stdout).toContain(`--${option}`);
  for (const option of ["format", "schema", "color", "help", "version"]) expect(stdout).toContain(`--${option}`);
  for (const line of stdout.split("\n"))
    if (!line.includes(STRACE_RECIPE)) expect(line.length).toBeLessThanOrEqual(120);
  expect((await run(["-h"])).stdout).toBe(stdout);
});

it("--version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(await run(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});

it("a file may be called like a command, and begin with a dash", async () => {
  expect((await run(["./diff"])).stderr).toContain("./diff: no such file");
  expect((await run(["--", "--json"])).stderr).toContain("decoder: --json: no such file");
});

describe("colour", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  const colored = async (...call: Parameters<typeof run>) => /\x1b\[/.test((await run(...call)).stdout);

  it("is for terminals", async () => {
    expect(await colored([FILE])).toBe(false);
    expect(await colored([FILE], { isTTY: true })).toBe(true);
    expect(await colored([FILE], { isTTY: true, env: { TERM: "dumb" } })).toBe(false);
  });

  it("obeys NO_COLOR and FORCE_COLOR", async () => {
    expect(await colored([FILE], { isTTY: true, env: { NO_COLOR: "1" } })).toBe(false);
    expect(await colored([FILE], { isTTY: true, env: { NO_COLOR: "" } })).toBe(true);
    expect(await colored([FILE], { env: { FORCE_COLOR: "1" } })).toBe(true);
    expect(await colored([FILE], { isTTY: true, env: { FORCE_COLOR: "0" } })).toBe(false);
    expect(await colored([FILE], { env: { NO_COLOR: "1", FORCE_COLOR: "1" } })).toBe(false);
  });

  it("obeys --color before all", async () => {
    expect(await colored(["--color", "always", FILE], { env: { NO_COLOR: "1" } })).toBe(true);
    expect(await colored(["--color", "never", FILE], { isTTY: true, env: { FORCE_COLOR: "1" } })).toBe(false);
  });

  it("changes nothing but the colours", async () => {
    const plain = (await run([FILE])).stdout;
    const painted = (await run(["--color", "always", FILE])).stdout;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken away
    const bare = painted.replace(/\x1b\[[\d;]*m/g, "");
    expect(bare).toBe(plain);
  });

  it("is not for JSON", async () => {
    expect(await colored(["--json", "--color", "always", FILE])).toBe(false);
  });
});
