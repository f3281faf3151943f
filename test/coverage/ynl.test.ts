/** The reader of YAML netlink specifications, on specifications that are made up. */
import { expect, it } from "vitest";
import {
  attr,
  be16,
  be32,
  cstring,
  flag,
  ip,
  mac,
  repeated,
  s32,
  struct,
  u16,
  u32,
  uint,
} from "../../src/codec/index.js";
import { ListedOracle } from "../support/coverage-uapi.js";
import { readSpec, type YnlAttribute } from "./ynl.js";
import { numberProblems, typeProblem } from "./ynl-compare.js";
import { sift } from "./ynl-exceptions.js";

const sample = {
  name: "made-up",
  "attribute-sets": [
    {
      name: "made-up",
      attributes: [
        { name: "unspec", type: "unused", value: 0 },
        { name: "if-index", type: "u32" },
        { name: "name", type: "string", value: 5 },
        { name: "port", type: "u16", "byte-order": "big-endian" },
        { name: "entry", type: "nest", "nested-attributes": "entry", "multi-attr": true, "name-prefix": "other-" },
      ],
    },
    { name: "entry", attributes: [{ name: "key", type: "binary", struct: "made-up-key" }] },
    { name: "part", "subset-of": "made-up", attributes: [{ name: "port" }, { name: "if-index", type: "s32" }] },
  ],
  definitions: [
    {
      name: "made-up-key",
      type: "struct",
      members: [
        { name: "dst-len", type: "u8" },
        { name: "pad", type: "pad", len: 3 },
      ],
    },
  ],
  operations: {
    list: [
      { name: "unspec" },
      { name: "get", do: { request: {}, reply: {} }, dump: { reply: {} } },
      { name: "new-ntf", notify: "get" },
      { name: "set", value: 9, do: { request: {} } },
    ],
  },
};

it("numbers attributes and derives their names", () => {
  const { sets, structs, protocol } = readSpec(sample, "sample.yaml");
  expect(protocol).toBe(16);
  expect(sets.map((set) => set.attributes.map(({ cName, id }) => `${cName}=${id}`))).toEqual([
    ["MADE_UP_A_UNSPEC=0", "MADE_UP_A_IF_INDEX=1", "MADE_UP_A_NAME=5", "MADE_UP_A_PORT=6", "OTHER_ENTRY=7"],
    ["MADE_UP_A_ENTRY_KEY=1"],
    ["MADE_UP_A_PORT=6", "MADE_UP_A_IF_INDEX=1"],
  ]);
  const [port, index] = sets[2]!.attributes;
  expect([port!.type, port!.bigEndian, index!.type]).toEqual(["u16", true, "s32"]);
  expect(structs).toEqual([{ cName: "made_up_key", members: [{ cName: "dst_len", type: "u8" }] }]);
});

it("numbers the messages of both directions together, or apart", () => {
  const numbers = (value: object) =>
    readSpec(value, "sample.yaml").messages.map(({ cName, request, reply }) => [cName, request, reply]);
  expect(numbers(sample)).toEqual([
    ["MADE_UP_CMD_GET", 2, 2],
    ["MADE_UP_CMD_NEW_NTF", 3, 3],
    ["MADE_UP_CMD_SET", 9, 9],
  ]);
  const [, get, notification] = sample.operations.list;
  const list = [
    get,
    notification,
    { name: "set", do: { request: { value: 9 } } },
    { name: "put", dump: { reply: {} } },
  ];
  expect(numbers({ ...sample, operations: { "enum-model": "directional", list } })).toEqual([
    ["MADE_UP_CMD_GET", 1, 1],
    ["MADE_UP_CMD_NEW_NTF", undefined, 2],
    ["MADE_UP_CMD_SET", 9, undefined],
    ["MADE_UP_CMD_PUT", 10, 3],
  ]);
});

it.each([
  [{ ...sample, operations: undefined }, /sample\.yaml.*operations/s],
  [{ ...sample, "attribute-sets": [{ name: "x", attributes: [{ name: "y" }] }] }, /made-up: x\.y has no type/],
  [
    { ...sample, "attribute-sets": [{ name: "x", "subset-of": "z", attributes: [{ name: "y" }] }] },
    /made-up: x takes y from z, which does not have it/,
  ],
  ["no specification", /sample\.yaml/],
])("refuses %j", (value, message) => {
  expect(() => readSpec(value, "sample.yaml")).toThrow(message);
});

it("finds numbers and names that the headers do not have", () => {
  const values = { MADE_UP_A_UNSPEC: 0, MADE_UP_A_IF_INDEX: 1, MADE_UP_A_NAME: 5, MADE_UP_A_PORT: 7, OTHER_ENTRY: 7 };
  const commands = { MADE_UP_CMD_GET: 2, MADE_UP_CMD_NEW_NTF: 4, MADE_UP_CMD_SET: 9 };
  const enums = {
    "x.h": [
      { name: null, values },
      { name: null, values: commands },
    ],
  };
  const oracle = new ListedOracle({ kernel: "0", enums, defines: {}, structs: {} }, "made up", false);
  expect(new Set(numberProblems(readSpec(sample, "sample.yaml"), oracle))).toEqual(
    new Set([
      "MADE_UP_A_PORT is 6, the header has 7",
      "MADE_UP_A_ENTRY_KEY is no name of the kernel's",
      "MADE_UP_CMD_NEW_NTF is 3 or 3, the header has 4",
      "struct made_up_key is no struct of the kernel's",
    ]),
  );
});

function ynl(type: string, extra: Partial<YnlAttribute> = {}): YnlAttribute {
  const none = { bigEndian: false, repeated: false, subType: undefined, struct: undefined, hint: undefined };
  return { id: 1, cName: "A", type, ...none, ...extra };
}

it.each([
  [ynl("u32"), u32, undefined],
  [ynl("u32"), u16, "A is u32, ringlink has u16"],
  [ynl("u32"), s32, "A is u32, ringlink has s32"],
  [ynl("u16", { bigEndian: true }), be16, undefined],
  [ynl("u16"), be16, "A is u16, ringlink has big-endian u16"],
  [ynl("u32", { bigEndian: true }), u32, "A is big-endian u32, ringlink has u32"],
  [ynl("uint"), uint, undefined],
  [ynl("uint"), u32, "A is uint, ringlink has u32"],
  [ynl("flag"), flag, undefined],
  [ynl("string"), flag, "A is string, ringlink has flag"],
  [ynl("string"), cstring, undefined],
  [ynl("string", { repeated: true }), repeated(cstring), undefined],
  [ynl("string"), repeated(cstring), "A occurs once, ringlink lets it repeat"],
  [ynl("string", { repeated: true }), cstring, "A repeats, ringlink has it once"],
  [ynl("binary", { hint: "mac" }), mac, undefined],
  [ynl("binary", { hint: "ipv4" }), mac, "A is binary (ipv4), ringlink has lladdr"],
  [ynl("binary", { hint: "ipv4-or-v6" }), ip, undefined],
  [ynl("binary", { struct: "key" }), struct("key", 4, { value: be32 }), undefined],
  [
    ynl("binary", { struct: "key" }),
    struct("other", 4, { value: be32 }),
    "A is binary (struct key), ringlink has struct other",
  ],
  [ynl("nest"), u32, "A is nest, ringlink has u32"],
])("compares %j", (spec, type, problem) => {
  expect(typeProblem([spec], attr(1, "A", type))).toBe(problem);
});

it("takes any of the forms in which a specification lists a name", () => {
  expect(typeProblem([ynl("u16"), ynl("u32")], attr(1, "A", u32))).toBeUndefined();
  expect(typeProblem([ynl("pad")], attr(1, "A", u32))).toBeUndefined();
});

it("sifts what is explained", () => {
  const exceptions = [{ reason: "", problems: { x: ["A is 1", "B_*"], y: ["C is 3"] } }];
  const { unexplained, used } = sift(exceptions, "x", ["A is 1", "B_A is 2", "B_B is 3", "C is 3", "C is 3"]);
  expect(unexplained).toEqual(["C is 3"]);
  expect([...used]).toEqual(["A is 1", "B_*"]);
});
