/** What the schemas cover, and their types against the specifications'. */
import { beforeAll, describe, expect, it } from "vitest";
import { attr, attrs, struct, u8, u32 } from "../../src/codec/index.js";
import { ListedOracle, loadListedOracle } from "../support/coverage-uapi.js";
import { type Declared, readDeclared } from "./declared.js";
import { main, namesOf, report } from "./main.js";
import { measure, type Row } from "./measure.js";
import { printReport, type Report } from "./print.js";
import { subjectOfSet } from "./subjects.js";
import { VALUES } from "./values.js";
import { readSpecs, type YnlSpec } from "./ynl.js";
import { numberProblems, typeProblems } from "./ynl-compare.js";
import { NUMBERS, sift, TYPES, type YnlException } from "./ynl-exceptions.js";

let declared: Declared;
let oracle: ListedOracle;
/** Undefined without the specifications, which this repository does not contain. */
let specs: YnlSpec[] | undefined;
let measured: Report;

beforeAll(async () => {
  declared = readDeclared();
  oracle = loadListedOracle(namesOf(declared));
  specs = await readSpecs();
  measured = await report();
  if (specs === undefined) console.log("no YAML netlink specifications: nothing to compare types with");
}, 300_000);

/** Exceptions of a list that no sentence used. */
function unused(list: readonly YnlException[], used: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return list.flatMap(({ problems }) =>
    Object.entries(problems).flatMap(([spec, keys]) => keys.filter((key) => used.get(spec)?.has(key) !== true)),
  );
}

describe("the specifications", () => {
  function check(list: readonly YnlException[], problems: (spec: YnlSpec) => Iterable<string>): void {
    const used = new Map<string, Set<string>>();
    const unexplained: string[] = [];
    for (const spec of specs ?? []) {
      const result = sift(list, spec.name, problems(spec));
      unexplained.push(...result.unexplained.map((problem) => `${spec.name}: ${problem}`));
      used.set(spec.name, result.used);
    }
    expect(unexplained).toEqual([]);
    if (specs !== undefined) expect(unused(list, used)).toEqual([]);
  }

  it("are there in numbers when they are there", () => {
    if (specs === undefined) return;
    const attributes = specs.flatMap((spec) => spec.sets.flatMap((set) => set.attributes));
    expect(specs.length).toBeGreaterThan(30);
    expect(attributes.length).toBeGreaterThan(3000);
    const known = attributes.filter(({ cName }) => declared.attributes.has(cName));
    expect(known.length).toBeGreaterThan(2000);
  });

  it("have the numbers of the headers, known errors aside", () => {
    // Headers that are older than the specifications lack names.
    if (!oracle.partial) check(NUMBERS, (spec) => numberProblems(spec, oracle));
  });

  it("have the widths, signs and byte orders of the schemas, known errors aside", () => {
    check(TYPES, (spec) => typeProblems(spec, declared.attributes));
  });

  it("are excepted with reasons", () => {
    for (const { reason } of [...NUMBERS, ...TYPES]) expect(reason.length).toBeGreaterThan(20);
  });
});

describe("the coverage", () => {
  it("is measured on both sides, and what there is is not lost", () => {
    const { ringlink, headers, ynl } = measured.totals;
    expect(ringlink.messages).toBeGreaterThan(550);
    expect(ringlink.attributes).toBeGreaterThan(3500);
    expect(headers.attributes.have).toBeGreaterThan(oracle.partial ? 500 : 3500);
    expect(headers.members.have).toBeGreaterThan(oracle.partial ? 100 : 1200);
    if (specs === undefined) expect(ynl?.attributes.all).toBe(0);
    else expect(ynl?.attributes.have).toBeGreaterThan(2500);
    for (const row of measured.rows) {
      for (const shares of [row.headers, row.ynl ?? row.headers]) {
        for (const { have, all, missing } of Object.values(shares)) expect(have + missing.length).toBe(all);
      }
    }
  });

  it("leaves values out for good reasons", () => {
    const firsts = oracle.enumerations.map((enumeration) => ({
      names: [...enumeration.keys()],
      subject: subjectOfSet([...enumeration.keys()]),
    }));
    for (const [name, reason] of Object.entries(VALUES)) {
      expect(reason.length).toBeGreaterThan(7);
      const found = firsts.find(({ names }) => names.includes(name));
      // Without a subject the enumeration would be left out anyway.
      if (!oracle.partial) expect(found?.subject, name).toBeDefined();
    }
  });

  it("prints a table and what is missing, or JSON", async () => {
    let text = "";
    expect(await main([], (part) => (text += part))).toBe(0);
    expect(text).toMatch(/^ROUTE {6}link .* 13 /m);
    expect(text).toContain("Missing:");
    let json = "";
    expect(await main(["--json"], (part) => (json += part))).toBe(0);
    expect((JSON.parse(json) as Report).totals).toEqual(measured.totals);
    let usage = "";
    expect(await main(["--nonsense"], (part) => (usage += part))).toBe(2);
    expect(usage).toMatch(/--nonsense is no option\nusage:/);
  });

  it("says so when there are no specifications", () => {
    const text = printReport({ ...measured, specs: undefined }, false);
    expect(text).toMatch(/^No YAML netlink specifications .* columns are left out\.$/m);
    expect(text).not.toContain("specifications have");
  });
});

describe("the measurement", () => {
  const uapi = {
    kernel: "0",
    enums: {
      "wireguard.h": [
        {
          name: null,
          values: { WGDEVICE_A_UNSPEC: 0, WGDEVICE_A_IFINDEX: 1, WGDEVICE_A_IFNAME: 2, WGDEVICE_A_ALIAS: 1 },
        },
        { name: null, values: { WGPEER_A_UNSPEC: 0, WGPEER_A_FLAGS: 1, __WGPEER_A_LAST: 2 } },
        { name: "wg_cmd", values: { WG_CMD_GET_DEVICE: 0, WG_CMD_SET_DEVICE: 1, __WG_CMD_MAX: 2 } },
        { name: null, values: { WG_COLOUR_RED: 0, WG_COLOUR_MAX: 1 } },
      ],
    },
    defines: {},
    structs: {
      wg_header: {
        header: "wireguard.h",
        size: 8,
        members: [
          { name: "wg_kind", type: "__u32", offset: 0, size: 4 },
          { name: "wg_more", type: "__u32", offset: 4, size: 4 },
        ],
      },
    },
  };
  const Device = attrs({ ifindex: attr(1, "WGDEVICE_A_IFINDEX", u32), extra: attr(9, "WGDEVICE_A_EXTRA", u8) });
  const Header = struct("wg_header", 4, { kind: u32 }, { prefix: "wg_" });
  const at = { protocol: "GENERIC", subject: "wireguard" };
  const little: Declared = {
    messages: [{ name: "WG_CMD_GET_DEVICE", ...at }],
    sets: [{ type: Device, ...at }],
    structs: [{ type: Header, ...at }],
    attributes: new Map([["WGDEVICE_A_IFINDEX", [Device.fields["ifindex"]!]]]),
    pads: new Set(),
    kinds: new Map(),
  };

  function wireguard(rows: readonly Row[]): Row {
    return rows.find(({ subject }) => subject === "wireguard")!;
  }

  it("counts what is there and lists what is not", () => {
    const row = wireguard(measure(little, new ListedOracle(uapi, "made up", false), undefined));
    expect(row.ringlink).toEqual({ messages: 1, sets: 1, attributes: 2, kinds: 0, members: 1 });
    expect(row.headers).toEqual({
      messages: { have: 1, all: 2, missing: ["WG_CMD_SET_DEVICE"] },
      sets: { have: 1, all: 2, missing: ["WGPEER_A_FLAGS …"] },
      attributes: { have: 1, all: 3, missing: ["WGDEVICE_A_IFNAME", "WGPEER_A_FLAGS"] },
      kinds: { have: 0, all: 0, missing: [] },
      members: { have: 1, all: 2, missing: ["wg_header.wg_more"] },
    });
    expect(row.ynl).toBeUndefined();
  });

  it("counts against a specification", () => {
    const attribute = {
      type: "u32",
      bigEndian: false,
      repeated: false,
      subType: undefined,
      struct: undefined,
      hint: undefined,
    };
    const spec: YnlSpec = {
      name: "wireguard",
      protocol: 16,
      sets: [
        {
          name: "wgdevice",
          subset: false,
          attributes: [
            { ...attribute, id: 0, cName: "WGDEVICE_A_UNSPEC", type: "unused" },
            { ...attribute, id: 1, cName: "WGDEVICE_A_IFINDEX" },
            { ...attribute, id: 2, cName: "WGDEVICE_A_IFNAME" },
          ],
        },
      ],
      structs: [
        {
          cName: "wg_header",
          members: [
            { cName: "kind", type: "u32" },
            { cName: "more", type: "u32" },
          ],
        },
      ],
      messages: [{ cName: "WG_CMD_GET_DEVICE", request: 0, reply: 0 }],
      kinds: new Map(),
    };
    const row = wireguard(measure(little, new ListedOracle(uapi, "made up", false), [spec]));
    expect(row.ynl).toEqual({
      messages: { have: 1, all: 1, missing: [] },
      sets: { have: 1, all: 1, missing: [] },
      attributes: { have: 1, all: 2, missing: ["WGDEVICE_A_IFNAME"] },
      kinds: { have: 0, all: 0, missing: [] },
      members: { have: 1, all: 2, missing: ["wg_header.more"] },
    });
  });
});
