/**
 * The machine's own kernel headers (linux-libc-dev) as an oracle: a C compiler lays the structs out, and its debugging
 * information says where everything is.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OracleMember, OracleStruct, Uapi } from "./oracle.js";

const INCLUDE = "/usr/include/linux";
const HEADERS_PER_UNIT = 16;

interface Die {
  readonly tag: string;
  readonly attributes: Map<string, string>;
  readonly children: Die[];
}

/** Reads `readelf --debug-dump=info` into a tree of debugging information entries, and an index by offset. */
function parseDwarf(dump: string): Map<number, Die> {
  const dies = new Map<number, Die>();
  const parents: Die[] = [];
  let current: Die | undefined;
  for (const line of dump.split("\n")) {
    const head = /^ *<([0-9a-f]+)><([0-9a-f]+)>: Abbrev Number: \d+(?: \((DW_TAG_\w+)\))?/.exec(line);
    if (head !== null) {
      // Abbreviation 0 ends a list of siblings.
      if (head[3] === undefined) continue;
      const depth = Number.parseInt(head[1]!, 16);
      current = { tag: head[3], attributes: new Map(), children: [] };
      parents[depth] = current;
      parents.length = depth + 1;
      parents[depth - 1]?.children.push(current);
      dies.set(Number.parseInt(head[2]!, 16), current);
      continue;
    }
    const attribute = /^ *<[0-9a-f]+> +(DW_AT_\w+) *: (.*)$/.exec(line);
    if (attribute !== null && current !== undefined) {
      // Newer readelf names the form first: `(strp) (offset: 0x1f): name`, `(data1) 4`.
      const value = attribute[2]!
        .replace(/^(?:\([a-z0-9_]+\) )?(?:\((?:indirect|indexed|alt|offset)[^)]*\): )?/, "")
        .trim();
      current.attributes.set(attribute[1]!, value);
    }
  }
  return dies;
}

class Reader {
  readonly #dies: Map<number, Die>;
  constructor(dies: Map<number, Die>) {
    this.#dies = dies;
  }

  *all(tag: string): Generator<Die> {
    for (const die of this.#dies.values()) if (die.tag === tag) yield die;
  }

  name(die: Die): string {
    return die.attributes.get("DW_AT_name") ?? "";
  }

  number(die: Die, attribute: string): number {
    return Number(/-?(?:0x)?[0-9a-f]+/.exec(die.attributes.get(attribute) ?? "0")?.[0] ?? 0);
  }

  #target(die: Die): Die | undefined {
    const reference = /<0x([0-9a-f]+)>/.exec(die.attributes.get("DW_AT_type") ?? "")?.[1];
    return reference === undefined ? undefined : this.#dies.get(Number.parseInt(reference, 16));
  }

  /** The type's name as C spells it, its size in bytes, and its members when it has no name of its own. */
  type(die: Die | undefined): { type: string; size: number; members?: OracleMember[] } {
    if (die === undefined) return { type: "void", size: 0 };
    switch (die.tag) {
      case "DW_TAG_typedef":
        return { type: this.name(die), size: this.type(this.#target(die)).size };
      case "DW_TAG_const_type":
      case "DW_TAG_volatile_type":
        return this.type(this.#target(die));
      case "DW_TAG_pointer_type":
        return { type: "pointer", size: 8 };
      case "DW_TAG_array_type": {
        const element = this.type(this.#target(die));
        const counts = die.children.map((range) => {
          if (range.attributes.has("DW_AT_count")) return this.number(range, "DW_AT_count");
          return range.attributes.has("DW_AT_upper_bound") ? this.number(range, "DW_AT_upper_bound") + 1 : 0;
        });
        const size = counts.reduce((product, count) => product * count, element.size);
        return { ...element, type: `${element.type}${counts.map((count) => `[${count}]`).join("")}`, size };
      }
      case "DW_TAG_structure_type":
      case "DW_TAG_union_type": {
        const keyword = die.tag === "DW_TAG_union_type" ? "union" : "struct";
        const name = this.name(die);
        const size = this.number(die, "DW_AT_byte_size");
        if (name !== "") return { type: `${keyword} ${name}`, size };
        return { type: `${keyword} (anonymous)`, size, members: this.members(die) };
      }
      case "DW_TAG_enumeration_type":
        return { type: `enum ${this.name(die)}`, size: this.number(die, "DW_AT_byte_size") };
      default:
        return { type: this.name(die), size: this.number(die, "DW_AT_byte_size") };
    }
  }

  members(die: Die): OracleMember[] {
    return die.children
      .filter((child) => child.tag === "DW_TAG_member")
      .map((member) => {
        const { type, size, members } = this.type(this.#target(member));
        const bits = member.attributes.has("DW_AT_bit_size") ? this.number(member, "DW_AT_bit_size") : undefined;
        const at = this.number(member, "DW_AT_data_bit_offset");
        const offset = member.attributes.has("DW_AT_data_bit_offset")
          ? Math.floor(at / (size * 8)) * size
          : this.number(member, "DW_AT_data_member_location");
        return {
          name: this.name(member),
          type,
          offset,
          size,
          ...(bits === undefined ? {} : { bits }),
          ...(members === undefined ? {} : { members }),
        };
      });
  }
}

/** Compiles C and returns its debugging information, undefined when it does not compile. */
function compile(source: string, directory: string): Reader | undefined {
  const object = join(directory, "unit.o");
  const options = [
    "-g",
    "-gdwarf-4",
    "-gstrict-dwarf",
    "-fno-eliminate-unused-debug-types",
    "-w",
    "-x",
    "c",
    "-c",
    "-",
    "-o",
    object,
  ];
  try {
    execFileSync("gcc", options, { input: source, stdio: ["pipe", "ignore", "ignore"] });
  } catch {
    return undefined;
  }
  const dump = execFileSync("readelf", ["--debug-dump=info", "--wide", object], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  return new Reader(parseDwarf(dump));
}

/** Macros among `wanted` that the headers define, with their values as the compiler sees them. */
function evaluateMacros(includes: string, wanted: ReadonlySet<string>, directory: string): Record<string, number> {
  const listed = execFileSync("gcc", ["-E", "-dM", "-x", "c", "-"], {
    input: includes,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const names = [...listed.matchAll(/^#define (\w+) \S/gm)]
    .map((match) => match[1]!)
    .filter((name) => wanted.has(name));
  const values: Record<string, number> = {};
  const evaluate = (some: readonly string[]): void => {
    if (some.length === 0) return;
    const source = `${includes}${some.map((name) => `enum { ringlink_${name} = (long long)(${name}) };\n`).join("")}`;
    const reader = compile(source, directory);
    if (reader !== undefined) {
      for (const die of reader.all("DW_TAG_enumerator")) {
        const name = /^ringlink_(\w+)$/.exec(reader.name(die))?.[1];
        if (name !== undefined) values[name] = reader.number(die, "DW_AT_const_value");
      }
    } else if (some.length > 1) {
      // One of them is no integer: halve until it is alone.
      evaluate(some.slice(0, some.length >> 1));
      evaluate(some.slice(some.length >> 1));
    }
  };
  evaluate(names);
  return values;
}

/** Headers under /usr/include/linux that mention one of the words. */
function mentioning(wanted: ReadonlySet<string>): string[] {
  return readdirSync(INCLUDE, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".h"))
    .filter((file) => (readFileSync(join(INCLUDE, file), "utf8").match(/\w+/g) ?? []).some((word) => wanted.has(word)))
    .map((file) => `linux/${file}`)
    .sort();
}

function runs(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What this machine lacks for reading its headers, as the package to install; undefined when it lacks nothing. */
export function missingPackage(): string | undefined {
  try {
    readFileSync(join(INCLUDE, "rtnetlink.h"));
  } catch {
    return "linux-libc-dev";
  }
  if (!runs("gcc")) return "gcc";
  return runs("readelf") ? undefined : "binutils";
}

/** Reads the machine's headers, as far as they know the wanted names of constants and structs. */
export function readHeaders(wanted: ReadonlySet<string>): Uapi {
  const directory = mkdtempSync(join(tmpdir(), "ringlink-headers-"));
  const uapi: Uapi = { kernel: "this machine's headers", enums: {}, defines: {}, structs: {} };
  const read = (headers: readonly string[]): void => {
    const includes = ["errno.h", "sys/socket.h", ...headers].map((header) => `#include <${header}>\n`).join("");
    const reader = compile(includes, directory);
    if (reader === undefined) {
      // Some headers cannot be included together, some not at all.
      if (headers.length > 1) for (const header of headers) read([header]);
      return;
    }
    const group = headers.join(" ");
    uapi.enums[group] = [...reader.all("DW_TAG_enumeration_type")].map((die) => ({
      name: reader.name(die) === "" ? null : reader.name(die),
      values: Object.fromEntries(
        die.children.map((child) => [reader.name(child), reader.number(child, "DW_AT_const_value")]),
      ),
    }));
    for (const die of reader.all("DW_TAG_structure_type")) {
      const name = reader.name(die);
      if (name === "" || die.attributes.has("DW_AT_declaration")) continue;
      const struct: OracleStruct = {
        header: group,
        size: reader.number(die, "DW_AT_byte_size"),
        members: reader.members(die),
      };
      uapi.structs[name] = struct;
    }
    uapi.defines[group] = evaluateMacros(includes, wanted, directory);
  };
  try {
    const headers = mentioning(wanted);
    for (let i = 0; i < headers.length; i += HEADERS_PER_UNIT) read(headers.slice(i, i + HEADERS_PER_UNIT));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return uapi;
}
