/** The comparison itself: what it has to find, on policies that are made up. */
import { expect, it } from "vitest";
import {
  attr,
  attrs,
  be16,
  constants,
  cstring,
  enumOf,
  fixedBytes,
  flag,
  flagsOf,
  indexed,
  mac,
  message,
  nested,
  u8,
  u16,
  u32,
  uint,
} from "../../src/codec/index.js";
import { GenlHeader, genericFamily } from "../../src/netlink/index.js";
import type { PolicyAttrs as AttributePolicy } from "../../src/netlink/policy.js";
import { compareFamily } from "./compare.js";
import { type KernelFamily, parseKernel } from "./kernel.js";

function policy(fields: Partial<AttributePolicy>): AttributePolicy {
  const none = {
    minValueS: undefined,
    maxValueS: undefined,
    minValueU: undefined,
    maxValueU: undefined,
    minLength: undefined,
    maxLength: undefined,
    policyIdx: undefined,
    policyMaxtype: undefined,
    bitfield32Mask: undefined,
    mask: undefined,
    unknown: undefined,
  };
  return { ...none, type: undefined, ...fields };
}

type Table = Record<number, Partial<AttributePolicy>>;

function family(tables: readonly Table[], extra: Partial<KernelFamily> = {}): KernelFamily {
  const toMap = (table: Table) =>
    new Map(Object.entries(table).map(([id, fields]) => [Number(id), policy(fields)] as const));
  return {
    name: "made-up",
    version: 1,
    headerSize: 0,
    operations: new Set([1]),
    groups: [],
    policies: new Map(tables.map((table, index) => [index, toMap(table)] as const)),
    checks: new Map([[1, { do: 0, dump: undefined, unknown: undefined }]]),
    refused: undefined,
    ...extra,
  };
}

const Modes = constants("MODE_", { off: 0, on: 1 });
const Inner = attrs({ port: attr(1, "A_PORT", be16), address: attr(2, "A_ADDRESS", mac) });
const Sample = attrs(
  {
    index: attr(1, "A_INDEX", u32),
    name: attr(2, "A_NAME", cstring),
    mode: attr(3, "A_MODE", enumOf(u8, Modes)),
    flags: attr(4, "A_FLAGS", flagsOf(u32, { one: 1, two: 2 })),
    inner: attr(5, "A_INNER", nested(Inner)),
    list: attr(6, "A_LIST", nested(indexed(nested(Inner)))),
    key: attr(7, "A_KEY", fixedBytes(16)),
    quiet: attr(8, "A_QUIET", flag),
    size: attr(9, "A_SIZE", uint),
  },
  { pad: { A_PAD: 10 } },
);
const ours = genericFamily("made-up", { MADE_UP: [1, message(GenlHeader, Sample)] }, { groups: ["news"] });

const right: readonly Table[] = [
  {
    1: { type: "u32", minValueU: 1n, maxValueU: 0xffff_ffffn },
    2: { type: "nul_string", maxLength: 15 },
    3: { type: "u8", minValueU: 0n, maxValueU: 1n },
    4: { type: "u32", mask: 3n },
    5: { type: "nested", policyIdx: 1 },
    6: { type: "nested_array", policyIdx: 1 },
    7: { type: "binary", minLength: 16, maxLength: 16 },
    8: { type: "flag" },
    9: { type: "uint" },
    10: { type: "u32" },
  },
  { 1: { type: "u16" }, 2: { type: "binary", minLength: 6, maxLength: 6 } },
];

it("finds nothing where there is nothing", () => {
  const { problems, compared } = compareFamily(ours, family(right, { groups: ["news"] }));
  expect([...problems.keys()]).toEqual([]);
  expect(compared).toBe(11);
});

it.each<[string, Table, Table, string]>([
  ["a width", { 1: { type: "u16" } }, {}, "A_INDEX is u32, the kernel has u16"],
  ["a sign", { 1: { type: "s32" } }, {}, "A_INDEX is u32, the kernel has s32"],
  ["a string that is a number", { 2: { type: "u32" } }, {}, "A_NAME is text, the kernel has u32"],
  [
    "a value without a name",
    { 3: { type: "u8", minValueU: 0n, maxValueU: 2n } },
    {},
    "A_MODE has no name for the value 2",
  ],
  ["a bit without a name", { 4: { type: "u32", mask: 7n } }, {}, "A_FLAGS has no name for the bits 0x4"],
  ["a nest that is no nest", { 5: { type: "binary" } }, {}, "A_INNER is attrs, the kernel has binary"],
  [
    "a nest that is no array",
    { 5: { type: "nested_array", policyIdx: 1 } },
    {},
    "A_INNER is attrs, the kernel has nested_array",
  ],
  ["a width in a nest", {}, { 1: { type: "u32" } }, "A_PORT is be16, the kernel has u32"],
  ["an attribute of a nest", {}, { 3: { type: "flag" } }, "A_INNER lacks attribute 3, flag"],
  [
    "a long address",
    {},
    { 2: { type: "binary", minLength: 8, maxLength: 8 } },
    "A_ADDRESS is shorter than the 8 bytes that the kernel wants",
  ],
  [
    "a short key",
    { 7: { type: "binary", maxLength: 8 } },
    {},
    "A_KEY is longer than the 8 bytes that the kernel takes",
  ],
  ["a flag with content", { 8: { type: "u8" } }, {}, "A_QUIET is flag, the kernel has u8"],
  ["a sign of any width", { 9: { type: "sint" } }, {}, "A_SIZE is uint, the kernel has sint"],
  [
    "an attribute of the message",
    { 11: { type: "string", maxLength: 8 } },
    {},
    "MADE_UP lacks attribute 11, string ..8",
  ],
])("finds %s", (_, outer, inner, problem) => {
  const { problems } = compareFamily(
    ours,
    family([
      { ...right[0]!, ...outer },
      { ...right[1]!, ...inner },
    ]),
  );
  expect([...problems.keys()]).toEqual([problem]);
});

it("finds commands, groups, headers and missing flags of nests", () => {
  const plain = message(GenlHeader, attrs({ inner: attr(5, "A_INNER", Inner), short: attr(1, "A_INDEX", u16) }));
  const theirs = family([{ 5: { type: "nested", policyIdx: 1 } }, right[1]!], {
    operations: new Set([1, 2]),
    groups: ["news", "other"],
    headerSize: 4,
  });
  const { problems } = compareFamily(genericFamily("made-up", { MADE_UP: [1, plain] }, { groups: ["news"] }), theirs);
  expect([...problems.keys()]).toEqual([
    "the kernel has a family header of 4 bytes",
    "multicast group other is not declared",
    "A_INNER is sent without NLA_F_NESTED",
    "command 2 is not declared",
  ]);
});

it.each([
  ["policy none 00", /line 1: policy none 00/],
  ["kernel 1.0\nnonsense", /line 2: nonsense/],
  ["families 0000", /policy dump: 2 bytes|no line names the kernel/],
  ["", /no line|line 1/],
])("refuses the dump %j", (text, message) => {
  expect(() => parseKernel(text)).toThrow(message);
});
