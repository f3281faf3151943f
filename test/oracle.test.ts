/** Every number, name and layout in the schemas against the kernel's own headers. */
import { beforeAll, describe, expect, it } from "vitest";
import { kernelName } from "../src/codec/index.js";
import { GROWING, NAMES, NOT_DECLARED, STRUCTS } from "./oracle.exceptions.js";
import { missingPackage, readHeaders } from "./support/headers.js";
import { compareStruct, flatten, loadOracle, Oracle, sameNumber } from "./support/oracle.js";
import { type Found, type Roots, sourceRoots, walk } from "./support/walk.js";

let roots: Roots;
let found: Found[];
let oracle: Oracle;
/** This machine's own headers, for names that the recorded oracle does not have. */
let machine: Oracle | undefined;
const used = new Set<string>();
const notDeclaredUsed = new Set<string>();

/** Names of constants with the number that the schemas give them. */
function* numbers(): Generator<{ name: string; value: number; path: string }> {
  for (const f of found) {
    if (f.what === "attribute" || f.what === "pad") yield { name: f.name, value: f.id, path: f.path };
    if (f.what === "constants") yield* tableNumbers(f.table, f.path);
  }
  const walked = new Set(found.flatMap((f) => (f.what === "constants" ? [f.table] : [])));
  for (const { table, path } of roots.tables) if (!walked.has(table)) yield* tableNumbers(table, path);
  for (const { name, type, path } of roots.commands) yield { name, value: type, path };
}

function* tableNumbers(table: Readonly<Record<string, number>>, path: string) {
  for (const [name, value] of Object.entries(table)) yield { name: kernelName(table, name), value, path };
}

/** The exception for a name: its own, or the longest one that ends in `*` and fits. */
function exceptionFor(name: string): string | undefined {
  if (Object.hasOwn(NAMES, name)) return name;
  const fitting = Object.keys(NAMES).filter((key) => key.endsWith("*") && name.startsWith(key.slice(0, -1)));
  return fitting.sort((x, y) => y.length - x.length)[0];
}

/** Whether an excepted number follows from the kernel's in the way that its exception says. */
function explained(key: string, theirs: number, ours: number): boolean {
  const form = NAMES[key]!.form;
  if (form === "bit number") return ours === 2 ** theirs;
  if (form === "attribute bit") return ours === 2 ** (theirs - 1);
  return form === "swapped" && ours === (((theirs & 0xff) << 8) | ((theirs >> 8) & 0xff));
}

/** What is wrong with one constant, in words. */
function checkNumber(name: string, ours: number): string | undefined {
  const theirs = oracle.value(name);
  const key = exceptionFor(name);
  if (theirs === undefined) {
    if (oracle.partial) return undefined;
    const here = machine?.value(name);
    if (here !== undefined && !sameNumber(here, ours)) return `is ${here} on this machine, not ${ours}`;
    if (key === undefined || NAMES[key]!.form !== undefined) return "is no name of the kernel's";
    used.add(key);
    return undefined;
  }
  if (sameNumber(theirs, ours) || (oracle.partial && Object.hasOwn(GROWING, name))) return undefined;
  if (key === undefined || !explained(key, theirs, ours)) return `is ${theirs}, not ${ours}`;
  used.add(key);
  return undefined;
}

beforeAll(async () => {
  roots = await sourceRoots();
  found = [...walk(roots.schemas)];
  const names = [...numbers()].map(({ name }) => name);
  const structs = found.flatMap((f) => (f.what === "struct" ? [f.type.name.split(".")[0]!] : []));
  oracle = loadOracle(new Set([...names, ...structs]));
  const absent = names.filter((name) => oracle.value(name) === undefined);
  if (!oracle.partial && missingPackage() === undefined) {
    machine = new Oracle(readHeaders(new Set(absent)), "/usr/include/linux", true);
  }
}, 300_000);

describe("the schemas against the kernel's headers", () => {
  it("there is something to compare, on both sides", () => {
    expect(found.filter((f) => f.what === "attribute").length).toBeGreaterThan(500);
    expect(oracle.constants).toBeGreaterThan(500);
  });

  it("every attribute, constant, message and command has the kernel's name and number", () => {
    const problems = new Set<string>();
    let known = 0;
    let all = 0;
    for (const { name, value, path } of numbers()) {
      all++;
      if (oracle.value(name) !== undefined) known++;
      const problem = checkNumber(name, value);
      if (problem !== undefined) problems.add(`${name} ${problem} (${path})`);
    }
    expect([...problems]).toEqual([]);
    expect(known).toBeGreaterThan(all / 2);
  });

  it("every struct has the kernel's size and members", () => {
    const problems: string[] = [];
    const structs = found.filter((f) => f.what === "struct");
    let known = 0;
    for (const { type, path } of structs) {
      const theirs = oracle.struct(type.name);
      if (theirs !== undefined) known++;
      else if (oracle.partial) continue;
      const texts =
        theirs === undefined ? ["is no struct of the kernel's"] : compareStruct(type, theirs, oracle.partial);
      for (const text of texts) {
        const key = [`${type.name}: ${text}`, type.name].find((name) => Object.hasOwn(STRUCTS, name));
        if (key === undefined) problems.push(`struct ${type.name}: ${text} (${path})`);
        else used.add(key);
      }
    }
    expect(problems).toEqual([]);
    expect(known).toBeGreaterThan(structs.length / 2);
  });

  it("no attribute of a set is forgotten", () => {
    const declared = new Map<ReadonlyMap<string, number>, Set<number>>();
    const names = new Set([...numbers()].map(({ name }) => name));
    for (const f of found) {
      if (f.what !== "attribute" && f.what !== "pad") continue;
      const enumeration = oracle.enumOf(f.name);
      if (enumeration === undefined) continue;
      const ids = declared.get(enumeration) ?? new Set();
      declared.set(enumeration, ids.add(f.id));
    }
    const forgotten: string[] = [];
    for (const [enumeration, ids] of declared) {
      for (const [name, value] of enumeration) {
        // The limits, and number 0, which most sets leave unused.
        if (/^__|^NUM_|_MAX$|(?:UNSPEC|INVALID|NONE|UNUSED)\d*$/.test(name) || ids.has(value) || names.has(name))
          continue;
        // Padding has been renamed over time.
        if (oracle.partial && name.endsWith("_PAD")) continue;
        if (Object.hasOwn(NOT_DECLARED, name)) notDeclaredUsed.add(name);
        else forgotten.push(`${name} = ${value}`);
      }
    }
    expect(forgotten).toEqual([]);
  });

  it("every exception is needed", () => {
    if (oracle.partial) return;
    expect([...Object.keys(NAMES), ...Object.keys(STRUCTS)].filter((key) => !used.has(key))).toEqual([]);
    expect(Object.keys(NOT_DECLARED).filter((key) => !notDeclaredUsed.has(key))).toEqual([]);
    for (const reason of [
      ...Object.values(NAMES).map((exception) => exception.reason),
      ...Object.values(STRUCTS),
      ...Object.values(NOT_DECLARED),
    ])
      expect(reason.length).toBeGreaterThan(10);
  });
});

describe("this machine's headers as an oracle", () => {
  it("say what a C compiler says, or which package is missing", () => {
    const missing = missingPackage();
    if (missing !== undefined) {
      expect(missing).toMatch(/^(?:linux-libc-dev|gcc|binutils)$/);
      return;
    }
    const uapi = readHeaders(
      new Set(["rtmsg", "IFLA_MTU", "RTM_F_CLONED", "IFLA_MAX", "AF_INET", "tc_u32_sel", "tcp_info"]),
    );
    const headers = new Oracle(uapi, "headers", true);
    const named = ["IFLA_MTU", "RTM_F_CLONED", "AF_INET", "RTM_NEWROUTE", "IFLA_MAX"].map((name) =>
      headers.value(name),
    );
    expect(named.slice(0, 4)).toEqual([4, 0x200, 2, 24]);
    expect(named[4]).toBeGreaterThan(50);
    const route = headers.struct("rtmsg")!;
    expect(route.size).toBe(12);
    expect(route.members.at(-1)).toEqual({ name: "rtm_flags", type: "unsigned int", offset: 8, size: 4 });
    expect(flatten(headers.struct("tc_u32_sel")!.members).find((m) => m.name === "hmask")).toMatchObject({
      name: "hmask",
      type: "__be32",
      offset: 12,
      size: 4,
    });
    expect(headers.struct("tcp_info")!.members.find((m) => m.name === "tcpi_rcv_wscale")).toEqual({
      name: "tcpi_rcv_wscale",
      type: "__u8",
      offset: 6,
      size: 1,
      bits: 4,
    });
  });
});
