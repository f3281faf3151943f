/** `--check` on every capture that was recorded, and `--fixture`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { capture, captures, hexFile, lines, netlinkMessage, run } from "./support.js";

interface Counts {
  readonly datagrams: number;
  readonly messages: number;
  readonly bytes: number;
  readonly mismatches: number;
  readonly malformed: number;
  readonly undecoded: number;
  readonly unknownAttributes: number;
  readonly unknownByPath: Readonly<Record<string, number>>;
}

async function check(args: readonly string[], stdin = ""): Promise<Counts & { status: number; problems: string[] }> {
  const { status, stdout } = await run(["--check", ...args], { stdin });
  const all = stdout.trimEnd().split("\n");
  const counts = JSON.parse(all.at(-1)!) as Counts;
  return { ...counts, status, problems: all.slice(0, -1) };
}

/** Messages that a recording sends malformed on purpose. */
const MALFORMED: Readonly<Record<string, number>> = { "error-extack.txt": 10 };

describe("--check", () => {
  it.each(captures)("%s", async (name) => {
    const { status, problems, ...counts } = await check([capture(name)]);
    const malformed = MALFORMED[name] ?? 0;
    expect(counts.mismatches).toBe(0);
    expect(counts.malformed).toBe(malformed);
    expect(problems).toHaveLength(malformed);
    expect(status).toBe(malformed === 0 ? 0 : 1);
    expect(counts.datagrams).toBeGreaterThan(0);
    expect(counts.messages).toBeGreaterThanOrEqual(counts.datagrams);
    const sum = Object.values(counts.unknownByPath).reduce((a, b) => a + b, 0);
    expect(sum).toBe(counts.unknownAttributes);
    // What rtnetlink and generic netlink carry is known; other protocols may be among the recordings.
    if (/^(?:link|addr|route|neigh|rule|tc)-?/.test(name)) expect(counts.undecoded).toBe(0);
  });

  it("adds up several files", async () => {
    const [a, b] = [await check([capture("link-vlan.txt")]), await check([capture("genl-wireguard.txt")])];
    const both = await check([capture("link-vlan.txt"), capture("genl-wireguard.txt")]);
    expect(both.messages).toBe(a.messages + b.messages);
    expect(both.bytes).toBe(a.bytes + b.bytes);
  });

  it("counts what it does not know", async () => {
    const header = new Array(16).fill(0);
    const unknown = netlinkMessage(18, [...header, 12, 0, 18, 0x80, 8, 0, 99, 0, 1, 2, 3, 4]);
    const info = [9, 0, 1, 0, 0x66, 0x6f, 0x6f, 0x6f, 0, 0, 0, 0, 8, 0, 2, 0x80, 1, 2, 3, 4];
    const kind = netlinkMessage(18, [...header, 4 + info.length, 0, 18, 0x80, ...info]);
    const type = netlinkMessage(999, [1, 2, 3, 4]);
    const found = await check(["--protocol", "ROUTE"], hexFile(unknown, kind, type));
    expect(found).toMatchObject({ status: 0, messages: 3, undecoded: 1, unknownAttributes: 2, malformed: 0 });
    expect(found.unknownByPath).toEqual({
      "RTM_GETLINK › IFLA_LINKINFO › 99": 1,
      "RTM_GETLINK › IFLA_LINKINFO › IFLA_INFO_DATA": 1,
    });
  });

  it("counts malformed values and leftovers, and says which", async () => {
    const bad = netlinkMessage(18, [...new Array(16).fill(0), 7, 0, 13, 0, 1, 2, 3, 0]);
    const one = await check(["--protocol", "ROUTE"], hexFile(bad));
    expect(one).toMatchObject({ status: 1, malformed: 1, mismatches: 0 });
    expect(one.problems).toEqual([expect.stringMatching(/^malformed: #1 request RTM_GETLINK › IFLA_TXQLEN: /)]);
    const rest = await check(["--protocol", "ROUTE"], `${hexFile(netlinkMessage(18, new Array(16).fill(0)))} 01 02 03`);
    expect(rest).toMatchObject({ status: 1, malformed: 1, mismatches: 0, messages: 1 });
  });

  it("reproduces padding and leftovers of whole datagrams", async () => {
    const odd = netlinkMessage(18, [1]);
    const line = (bytes: readonly number[]) =>
      `1 sendto(3<NETLINK:[ROUTE:1]>, "${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}", ${bytes.length}, 0, NULL, 0) = ${bytes.length}\n`;
    const text = [[...odd], [...odd, 0, 0, 0, ...odd], [...odd, 9, 8, 7, ...odd], [...odd, 0, 0, 0, 0, 0, 0, 0, 0]];
    const found = await check([], text.map(line).join(""));
    expect(found).toMatchObject({ datagrams: 4, messages: 6, mismatches: 0, malformed: 0, status: 0 });
    expect(found.bytes).toBe(17 + 37 + 37 + 25);
  });

  it("looks at the messages of a filter only", async () => {
    const all = await check([capture("error-extack.txt")]);
    const some = await check(["--filter", "CTRL_CMD_GETFAMILY", capture("error-extack.txt")]);
    expect(some.messages).toBeLessThan(all.messages);
    expect(some.malformed).toBe(1);
  });
});

describe("--fixture", () => {
  const folder = mkdtempSync(join(tmpdir(), "ringlink-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const read = (name: string) => readFileSync(join(folder, name), "utf8");

  it("writes annotated hex and JSON for each message", async () => {
    const { status, stdout } = await run(["--fixture", folder, capture("link-vlan.txt")]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+ fixtures in /);
    const files = readdirSync(folder);
    expect(files).toContain("RTM_NEWLINK.request.vlan.hex");
    expect(files).toContain("RTM_NEWLINK.request.vlan.json");
    expect(files).toContain("RTM_NEWLINK.request.vlan-2.hex");
    expect(files).toContain("NLMSG_ERROR.reply.EEXIST.hex");
    expect(files.filter((name) => name.endsWith(".hex")).length).toBe(files.length / 2);
    const hex = read("RTM_NEWLINK.request.vlan.hex");
    expect(hex).toMatch(
      /^# RTM_NEWLINK request\n# kernel: \S+\n# command: ip link add link eth0 name eth0\.100 .*\n# tool: /,
    );
    expect(hex).toContain("# direction: request\n# protocol: ROUTE\n# byte order: little-endian\n");
    expect(JSON.parse(read("RTM_NEWLINK.request.vlan.json"))).toMatchObject({
      typeName: "RTM_NEWLINK",
      direction: "request",
      value: { ifname: "eth0.100" },
      canonical: expect.any(Boolean),
    });
  });

  it("a fixture is read back", async () => {
    const again = lines(await run(["--json", join(folder, "RTM_NEWLINK.request.vlan.hex")]));
    expect(again).toHaveLength(1);
    expect(again[0]).toMatchObject({ direction: "request", protocol: "ROUTE", value: { ifname: "eth0.100" } });
  });

  it("writes identical messages once, also when it runs again", async () => {
    const before = readdirSync(folder);
    const bytes = before.map(read);
    await run(["--fixture", folder, capture("link-vlan.txt"), capture("link-vlan.txt")]);
    expect(readdirSync(folder)).toEqual(before);
    expect(before.map(read)).toEqual(bytes);
  });

  it("notes go into the header", async () => {
    const into = join(folder, "noted");
    const notes = ["--note", "command=by hand", "--note", "kernel=9.9", "--note", "author=somebody"];
    await run(["--fixture", into, ...notes, "--filter", "RTM_NEWLINK", capture("link-vlan.txt")]);
    const hex = readFileSync(join(into, "RTM_NEWLINK.request.vlan.hex"), "utf8");
    expect(hex).toMatch(/^# RTM_NEWLINK request\n# kernel: 9\.9\n# command: by hand\n# tool: .*\n# author: somebody\n/);
  });

  it("names of the wire do not leave the folder", async () => {
    const kind = [...Buffer.from("../../x\0")];
    const info = [4 + kind.length, 0, 1, 0, ...kind];
    const bytes = netlinkMessage(16, [...new Array(16).fill(0), 4 + info.length, 0, 18, 0x80, ...info]);
    const into = join(folder, "wire");
    await run(["--fixture", into, "--protocol", "ROUTE"], { stdin: hexFile(bytes) });
    expect(readdirSync(into)).toEqual(["RTM_NEWLINK.request.______x.hex", "RTM_NEWLINK.request.______x.json"]);
  });

  it("says when it cannot write", async () => {
    const file = join(folder, "RTM_NEWLINK.request.vlan.hex");
    const { status, stderr } = await run(["--fixture", file, capture("link-vlan.txt")]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^decoder: .*RTM_NEWLINK\.request\.vlan\.hex: .*\n$/);
  });
});
