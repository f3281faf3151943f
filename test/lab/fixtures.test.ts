import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LabError } from "./arguments.js";
import { compareCaptures, select } from "./fixtures.js";
import { steadyText, VOLATILE_ATTRIBUTES } from "./volatile.js";

const capture = readFileSync(new URL("../fixtures/captures/link-veth.txt", import.meta.url), "utf8");

describe("which recordings", () => {
  const names = ["addr", "link-bond", "link-vlan", "tc-htb"];
  test("all, some by pattern, each once and in order", () => {
    expect(select(names, [])).toEqual(names);
    expect(select(names, ["tc-htb", "link-*", "*vlan"])).toEqual(["link-bond", "link-vlan", "tc-htb"]);
  });

  test("a pattern that matches nothing is a mistake; dots are dots", () => {
    expect(() => select(names, ["link.bond"])).toThrow(new LabError("no recording is called link.bond"));
  });
});

describe("a new capture against the old one", () => {
  test("the same bytes are the same", () => {
    expect(compareCaptures(capture, capture)).toEqual({ state: "same", lines: 0 });
    expect(compareCaptures(undefined, capture).state).toBe("new");
  });

  test("sequence numbers, process ids and strace's own text do not count", () => {
    // nlmsg_seq and nlmsg_pid of every request and reply are bytes 8 to 15 of the first line of its dump.
    const other = capture.replace(
      /^( \| 00000 {2}(?:[0-9a-f]{2} ){8} )((?:[0-9a-f]{2} ){8})/gm,
      (_, head: string) => `${head}aa bb cc dd 00 00 00 00 `,
    );
    expect(other).not.toBe(capture);
    expect(compareCaptures(capture, other)).toEqual({ state: "same", lines: 0 });
  });

  test("another command, and another value, count", () => {
    expect(compareCaptures(capture, capture.replace("numtxqueues 2", "numtxqueues 3")).state).toBe("changed");
    const text = steadyText(capture).join("\n");
    expect(text).toMatch(/IFLA_MTU.* 1400/);
    expect(text).toContain("IFLA_STATS64");
  });

  test("what is listed exists, once", () => {
    const all = Object.values(VOLATILE_ATTRIBUTES).flat();
    expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
    const sources = fileURLToPath(new URL("../../src/", import.meta.url));
    const files = readdirSync(sources, { recursive: true }).map(String);
    const text = files.filter((file) => file.endsWith(".ts")).map((file) => readFileSync(join(sources, file), "utf8"));
    const declared = new Set(text.join("\n").match(/"[A-Z][A-Z0-9]*_\w+"/g));
    expect(all.filter((name) => !declared.has(`"${name}"`))).toEqual([]);
  });
});
