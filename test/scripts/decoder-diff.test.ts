/** `decoder diff`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { align } from "../../scripts/decoder/align.js";
import { capture, hexFile, netlinkMessage, run } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "ringlink-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, ...messages: readonly Uint8Array[]): string {
  const path = join(folder, name);
  writeFileSync(path, hexFile(...messages));
  return path;
}

const link = (index: number, mtu: number | undefined, seq = 1, port = 0) => {
  const attributes = mtu === undefined ? [] : [8, 0, 4, 0, mtu & 0xff, mtu >> 8, 0, 0];
  return netlinkMessage(16, [0, 0, 0, 0, index, 0, 0, 0, ...new Array(8).fill(0), ...attributes], { seq, port });
};
const address = netlinkMessage(20, [2, 24, 0, 0, 1, 0, 0, 0, 8, 0, 1, 0, 10, 0, 0, 1]);

const diff = (a: string, b: string, ...more: readonly string[]) => run(["diff", "--protocol", "ROUTE", ...more, a, b]);

describe("diff", () => {
  it("finds a capture equal to itself", async () => {
    for (const name of ["link-vlan.txt", "genl-wireguard.txt", "error-extack.txt"]) {
      const { status, stdout } = await run(["diff", capture(name), capture(name)]);
      expect(status, name).toBe(0);
      expect(stdout).not.toMatch(/ [|<>] /);
    }
  });

  it("does not look at sequence numbers, ports and statistics", async () => {
    const a = file("a.hex", link(1, 1500, 1, 11), address);
    const b = file("b.hex", link(1, 1500, 2, 22), address);
    expect((await diff(a, b)).status).toBe(0);
    const counted = (changes: number) => netlinkMessage(16, [...new Array(16).fill(0), 8, 0, 35, 0, changes, 0, 0, 0]);
    expect((await diff(file("a.hex", counted(1)), file("b.hex", counted(2)))).status).toBe(0);
    const { stdout } = await run(["--hex", capture("link-vlan.txt")]);
    const [same, moved] = [join(folder, "same.hex"), join(folder, "moved.hex")];
    writeFileSync(same, stdout);
    // The same recording at another time: iproute2 begins to count with the clock.
    writeFileSync(moved, stdout.replace(/^((?:[0-9a-f]{2} ){3})[0-9a-f]{2}( +# 0008 nlmsg_seq)/gm, "$1ee$2"));
    expect(readFileSync(moved, "utf8")).not.toBe(stdout);
    expect((await run(["diff", same, moved])).status).toBe(0);
  });

  it("marks a value that differs", async () => {
    const { status, stdout } = await diff(file("a.hex", link(1, 1500)), file("b.hex", link(1, 1400)));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^ {2}IFLA_MTU 1500 bytes +\| {3}IFLA_MTU 1400 bytes$/m);
    expect(stdout).toMatch(/^ {2}ifi_family AF_UNSPEC.* {3,}ifi_family AF_UNSPEC/m);
  });

  it("marks attributes and messages that only one side has", async () => {
    const a = file("a.hex", link(1, 1500), address);
    const b = file("b.hex", link(1, undefined));
    const { stdout } = await diff(a, b);
    expect(stdout).toMatch(/^ {2}IFLA_MTU 1500 bytes +<$/m);
    expect(stdout).toMatch(/^#2 → RTM_NEWADDR +<$/m);
    const turned = (await diff(b, a)).stdout;
    expect(turned).toMatch(/^ +> {3}IFLA_MTU 1500 bytes$/m);
    expect(turned).toMatch(/^ +> #2 → RTM_NEWADDR$/m);
  });

  it("aligns what belongs together", async () => {
    const a = file("a.hex", link(1, 1500), link(2, 1500), link(3, 1500));
    const b = file("b.hex", link(2, 1500), link(3, 1500), address);
    const { stdout } = await diff(a, b);
    expect(stdout).toMatch(/^#1 → RTM_NEWLINK +<$/m);
    expect(stdout).toMatch(/^#2 → RTM_NEWLINK +#1 → RTM_NEWLINK$/m);
    expect(stdout).toMatch(/^#3 → RTM_NEWLINK +#2 → RTM_NEWLINK$/m);
    expect(stdout).toMatch(/^ +> #3 → RTM_NEWADDR$/m);
  });

  it("keeps to the width and loses nothing", async () => {
    const args = ["diff", capture("link-vlan.txt"), capture("link-veth.txt")];
    const { stdout } = await run(args, { columns: 80 });
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const wide = await run(args, { columns: 4000 });
    const text = (all: string) => all.replace(/[\s|<>]+/g, "");
    expect(text(stdout).length).toBe(text(wide.stdout).length);
  });

  it("reads one side from standard input, filters, and colours", async () => {
    const a = file("a.hex", link(1, 1500), address);
    const ran = await run(["diff", "--protocol", "ROUTE", "--filter", "NEWADDR", a, "-"], { stdin: hexFile(address) });
    expect(ran.status).toBe(0);
    const b = file("b.hex", link(1, 1400));
    expect((await diff(a, b, "--color", "always")).stdout).toContain("\x1b[");
  });
});

describe("align", () => {
  const same = (a: string, b: string): number => (a === b ? 1 : 0);

  it("pairs a longest common subsequence, and keeps every element in order", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 30 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const pairs = align(a, b, same);
        expect(pairs.flatMap(([i]) => (i === undefined ? [] : [i]))).toEqual(a.map((_, i) => i));
        expect(pairs.flatMap(([, j]) => (j === undefined ? [] : [j]))).toEqual(b.map((_, j) => j));
        const paired = pairs.filter(([i, j]) => i !== undefined && j !== undefined);
        expect(paired.every(([i, j]) => a[i!] === b[j!])).toBe(true);
        expect(paired.length).toBe(longest(a, b));
      }),
    );
  });

  it("takes long sequences piece by piece", () => {
    const a = Array.from({ length: 8000 }, (_, i) => `${i}`);
    const b = a.filter((_, i) => i % 7 !== 0);
    const pairs = align(a, b, same);
    expect(pairs.filter(([i, j]) => i !== undefined && j !== undefined)).toHaveLength(b.length);
    expect(pairs).toHaveLength(a.length);
  });
});

/** Length of the longest common subsequence, the slow and obvious way. */
function longest(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const above = Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : above;
    }
  }
  return table[a.length]![b.length]!;
}
