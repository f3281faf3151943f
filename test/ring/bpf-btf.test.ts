/** The kernel's type information: whole, of either byte order, with kinds of later kernels, and damaged. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Btf, kernelFunctionIds } from "../../src/ring/bpf/index.js";

const FUNC = 12;
/** Every kind of Linux 6.18 with a number of elements, and the 32-bit words that follow it then. */
const KINDS: readonly (readonly [kind: number, elements: number, words: number])[] = [
  [1, 0, 1],
  [2, 0, 0],
  [3, 0, 3],
  [4, 3, 9],
  [5, 2, 6],
  [6, 4, 8],
  [7, 0, 0],
  [8, 0, 0],
  [9, 0, 0],
  [10, 0, 0],
  [11, 0, 0],
  [13, 3, 6],
  [14, 0, 1],
  [15, 2, 6],
  [16, 0, 0],
  [17, 0, 1],
  [18, 0, 0],
  [19, 2, 6],
];

interface Type {
  readonly name?: string;
  readonly kind: number;
  readonly elements?: number;
  /** Words behind the type. */
  readonly words?: number;
}

interface Shape {
  readonly littleEndian?: boolean;
  /** Sizes by kind, as the layout section has them. */
  readonly layout?: readonly (readonly [number, number])[];
  /** Bytes between the sections. */
  readonly gap?: number;
}

/** A file with these types, of which the first is number 1. */
function btf(types: readonly Type[], shape: Shape = {}): Uint8Array {
  const { littleEndian = true, layout, gap = 0 } = shape;
  const strings = `\0${types.map(({ name }) => (name === undefined ? "" : `${name}\0`)).join("")}`;
  const words: number[] = [];
  let place = 1;
  for (const { name, kind, elements = 0, words: behind = 0 } of types) {
    words.push(name === undefined ? 0 : place, ((kind << 24) | elements) >>> 0, 0);
    for (let i = 0; i < behind; i++) words.push(0xffff_ffff);
    if (name !== undefined) place += name.length + 1;
  }
  const header = layout === undefined ? 24 : 32;
  const typesAt = gap;
  const layoutAt = typesAt + words.length * 4 + gap;
  const stringsAt = layoutAt + (layout?.length ?? 0) * 4 + gap;
  const bytes = new Uint8Array(header + stringsAt + strings.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xeb9f, littleEndian);
  view.setUint8(2, 1);
  const numbers = [header, typesAt, words.length * 4, stringsAt, strings.length];
  if (layout !== undefined) numbers.push(layoutAt, layout.length * 4);
  for (const [i, number] of numbers.entries()) view.setUint32(4 + i * 4, number, littleEndian);
  for (const [i, word] of words.entries()) view.setUint32(header + typesAt + i * 4, word, littleEndian);
  for (const [i, [once, each]] of (layout ?? []).entries()) bytes.set([once, each], header + layoutAt + i * 4);
  bytes.set(new TextEncoder().encode(strings), header + stringsAt);
  return bytes;
}

const SAMPLE: readonly Type[] = [
  ...KINDS.map(([kind, elements, words]) => ({ name: `kind${kind}`, kind, elements, words })),
  { name: "rx_hash", kind: FUNC, elements: 1 },
  { name: "prefix_rx_hash", kind: FUNC },
  { name: "rx_hash", kind: FUNC },
  { name: "rx_hash_of", kind: FUNC },
];
const FIRST = KINDS.length + 1;

const errorOf = (message: RegExp) =>
  expect.objectContaining({ code: "ERR_RINGLINK_BTF", message: expect.stringMatching(message) });

describe.each([true, false])("little endian: %s", (littleEndian) => {
  it("finds functions behind every kind of type, and no others", () => {
    const file = new Btf(btf(SAMPLE, { littleEndian }));
    expect(file.functions(["rx_hash_of", "rx_hash", "kind4", "hash", "missing", ""])).toEqual(
      new Map([
        ["rx_hash", FIRST],
        ["rx_hash_of", FIRST + 3],
      ]),
    );
    expect(file.functions([]).size).toBe(0);
  });

  it("finds sections that are apart, in a buffer with other things", () => {
    const bytes = btf(SAMPLE, { littleEndian, gap: 7 });
    const around = new Uint8Array(bytes.length + 40).fill(0xaa);
    around.set(bytes, 13);
    const file = new Btf(around.subarray(13, 13 + bytes.length));
    expect(file.functions(["prefix_rx_hash"])).toEqual(new Map([["prefix_rx_hash", FIRST + 1]]));
  });
});

describe("kinds of later kernels", () => {
  const types = [
    { kind: 22, elements: 70_000, words: 2 + 70_000 * 3 },
    { name: "f", kind: FUNC },
  ];

  it("are passed over where the file tells their size", () => {
    const layout = Array.from({ length: 23 }, (_, kind) => (kind === 22 ? ([8, 12] as const) : ([0, 0] as const)));
    expect(new Btf(btf(types, { layout })).functions(["f"])).toEqual(new Map([["f", 2]]));
    // A table that does not have them.
    expect(() => new Btf(btf(types, { layout: layout.slice(0, 5) })).functions(["f"])).toThrow(errorOf(/kind 22/));
  });

  it("are an error where it does not", () => {
    expect(() => new Btf(btf(types)).functions(["f"])).toThrow(errorOf(/type 1 at 24: kind 22 is not known/));
  });
});

describe("damage", () => {
  const changed = (change: (bytes: Uint8Array, view: DataView) => void): Uint8Array => {
    const bytes = btf(SAMPLE);
    change(bytes, new DataView(bytes.buffer));
    return bytes;
  };

  it.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(0), /0 bytes, the header alone has 24/],
    ["something else", changed((bytes) => bytes.set([0x7f, 0x45])), /begins with 0x457f, not 0xeb9f/],
    ["another version", changed((bytes) => bytes.set([2], 2)), /version 2; version 1 is known/],
    ["a short header", changed((_, view) => view.setUint32(4, 20, true)), /a header of 20 bytes/],
    ["a long header", changed((_, view) => view.setUint32(4, 0xffff_fff0, true)), /a header of 4294967280 bytes/],
    [
      "types beyond the end",
      changed((_, view) => view.setUint32(12, 0xffff_ffff, true)),
      /types from 24 to 4294967319/,
    ],
    ["strings beyond the end", changed((_, view) => view.setUint32(16, 9e6, true)), /strings from 9000024 to/],
    ["no strings", changed((_, view) => view.setUint32(20, 0, true)), /the strings have no end/],
    ["strings without an end", changed((bytes) => bytes.set([65], bytes.length - 1)), /the strings have no end/],
  ])("%s", (_, bytes, message) => {
    expect(() => new Btf(bytes)).toThrow(errorOf(message));
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["a type that has no kind", changed((_, view) => view.setUint32(28, 0, true)), /type 1 at 24: kind 0 is not known/],
    [
      "a type cut off",
      changed((_, view) => view.setUint32(12, 12 + 4 + 8, true)),
      /type 2 at 40: the section ends at 48/,
    ],
    [
      "more elements than there is room for",
      changed((_, view) => view.setUint32(28, 0x04ff_ffff, true)),
      /type 1 at 24: ends at 201326616, the section at/,
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => new Btf(bytes).functions(["missing"])).toThrow(errorOf(message));
  });

  it("a name outside of the strings", () => {
    const bytes = btf([{ name: "f", kind: FUNC }]);
    new DataView(bytes.buffer).setUint32(24, 1000, true);
    expect(() => new Btf(bytes).functions(["f"])).toThrow(
      errorOf(/type 1: its name is at 1000, of strings of 3 bytes/),
    );
  });

  const read = (bytes: Uint8Array): void => {
    try {
      new Btf(bytes).functions(["rx_hash", "missing"]);
    } catch (error) {
      expect(error).toMatchObject({ code: "ERR_RINGLINK_BTF" });
    }
  };

  it("of every length gives an error that says so, or an answer", () => {
    const bytes = btf(SAMPLE);
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.slice(0, length);
      expect(() => new Btf(cut)).toThrow(errorOf(/./));
      read(cut);
    }
  });

  it("of any kind gives an error that says so, or an answer", () => {
    const whole = btf(SAMPLE, { layout: KINDS.map(([, , words]) => [words * 4, 0] as const) });
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        read(bytes);
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), read));
  });
});

describe("the kernel's file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "btf-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is read from a path", () => {
    const path = join(folder, "vmlinux");
    writeFileSync(path, btf(SAMPLE));
    expect(kernelFunctionIds(["rx_hash", "missing"], path)).toEqual(new Map([["rx_hash", FIRST]]));
  });

  it("may not be there", () => {
    expect(() => kernelFunctionIds(["rx_hash"], join(folder, "none"))).toThrow(
      errorOf(/none cannot be read: the kernel is built without CONFIG_DEBUG_INFO_BTF, or \/sys is not mounted/),
    );
  });
});
