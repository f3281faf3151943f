/** Errors that name the option. */
import { expect, it } from "vitest";
import { z } from "zod";
import { checkOptions, isOptionError, nearest, OptionError, shownValue } from "../../src/options/index.js";

const schema = z.strictObject({
  name: z.string().min(1),
  mtu: z.int().min(68).max(65535).optional(),
  mode: z.enum(["bridge", "private", "vepa"]).optional(),
  fixed: z.literal(7).optional(),
  delayMs: z.number().positive().optional(),
  dev: z.union([z.int(), z.string()]).optional(),
  where: z.union([z.strictObject({ pid: z.int() }), z.strictObject({ path: z.string() })]).optional(),
  hops: z
    .array(z.strictObject({ gateway: z.string(), weight: z.int().max(256).optional() }))
    .max(2)
    .optional(),
});

function failure(value: unknown): OptionError {
  try {
    checkOptions(schema, value, "things.add");
  } catch (error) {
    if (isOptionError(error)) return error;
    throw error;
  }
  throw new Error("was accepted");
}

it("what is right passes, as the schema makes it", () => {
  const value = { name: "a", mtu: 1500, mode: "vepa", hops: [{ gateway: "x" }] };
  expect(checkOptions(schema, value, "things.add")).toEqual(value);
  expect(checkOptions(z.string().transform(Number), "5", "things.add")).toBe(5);
});

it.each([
  [undefined, "things.add: the options are missing"],
  [5, "things.add: expected object, got 5"],
  [{}, "things.add: name: is missing"],
  [{ name: 5 }, "things.add: name: expected string, got 5"],
  [{ name: "" }, 'things.add: name: expected at least 1 characters, got ""'],
  [{ name: "a", mtu: 10 }, "things.add: mtu: expected at least 68, got 10"],
  [{ name: "a", mtu: 70000 }, "things.add: mtu: expected at most 65535, got 70000"],
  [{ name: "a", delayMs: 0 }, "things.add: delayMs: expected more than 0, got 0"],
  [{ name: "a", mtu: 70.5 }, "things.add: mtu: expected int, got 70.5"],
  [{ name: "a", mtuu: 1 }, 'things.add: mtuu: unknown option; did you mean "mtu"?'],
  [{ name: "a", xyzzy: 1 }, "things.add: xyzzy: unknown option"],
  [
    { name: "a", mode: "brigde" },
    'things.add: mode: expected one of "bridge", "private", "vepa", got "brigde"; did you mean "bridge"?',
  ],
  [{ name: "a", fixed: 8 }, "things.add: fixed: expected 7, got 8"],
  [{ name: "a", dev: null }, "things.add: dev: expected number or string, got null"],
  [{ name: "a", where: { pid: "x" } }, 'things.add: where.pid: expected number, got "x"'],
  [{ name: "a", where: 5 }, "things.add: where: expected object, got 5"],
  [{ name: "a", hops: [{ gateway: "x" }, { gatway: "y" }] }, "things.add: hops[1].gateway: is missing"],
  [{ name: "a", hops: [{ gateway: "x", weight: 300 }] }, "things.add: hops[0].weight: expected at most 256, got 300"],
  [
    { name: "a", hops: [{ gateway: "x" }, { gateway: "x" }, { gateway: "x" }] },
    "things.add: hops: expected at most 2 elements, got an array of 3",
  ],
])("%j", (value, message) => {
  expect(failure(value).message.split("\n")[0]).toBe(message);
});

it.each<[z.ZodObject, string, string]>([
  [z.strictObject({ priority: z.int().optional(), metrics: z.unknown() }), "metric", "priority"],
  [z.strictObject({ metrics: z.unknown() }), "mtu", "metrics.mtu"],
  [z.strictObject({ txqlen: z.int().optional() }), "txqueuelen", "txqlen"],
  [z.strictObject({ dev: z.string().optional() }), "device", "dev"],
  [z.strictObject({ port: z.unknown() }), "bridgePort", "port"],
  [z.strictObject({ from: z.string().optional() }), "src", "from"],
])("what other tools call an option: %#", (other, given, meant) => {
  expect(() => checkOptions(other, { [given]: 1 }, "x.add")).toThrow(
    `x.add: ${given}: unknown option; did you mean "${meant}"?`,
  );
});

it("no guess where nothing is near", () => {
  const other = z.strictObject({ mtu: z.int().optional(), up: z.boolean().optional() });
  for (const name of ["numTxQueues", "upside", "multicast", "x"])
    expect(() => checkOptions(other, { [name]: 1 }, "x.add")).toThrow(/unknown option$/);
});

it("a signal in the place of the options is told so", () => {
  const waits = z.strictObject({ signal: z.instanceof(AbortSignal).optional() });
  expect(() => checkOptions(waits, new AbortController().signal, "x.wait")).toThrow(
    "x.wait: expected an object of options, got an AbortSignal, which goes in as { signal }",
  );
});

it("of many words the first are listed, and the one that is meant", () => {
  const words = Array.from({ length: 30 }, (_, i) => `word-${i}`);
  const groups = z.strictObject({ group: z.union([z.enum(["neigh", ...words]), z.int()]) });
  expect(() => checkOptions(groups, { group: "neighbour" }, "x")).toThrow(
    /^x: group: expected "neigh" or "word-0" or (?:"word-\d+" or ){9}"word-10" … or number, got "neighbour"; did you mean "neigh"\?$/,
  );
});

it("an error is a TypeError that lists every wrong option", () => {
  const error = failure({ name: 5, hops: [{ gatewai: 1 }], mtu: "x" });
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ name: "OptionError", code: "ERR_RINGLINK_OPTION", call: "things.add" });
  expect(error.options).toEqual(["name", "mtu", "hops[0].gateway", "hops[0].gatewai"]);
  expect(error.message.split("\n")).toHaveLength(4);
  expect(error.message).toContain('hops[0].gatewai: unknown option; did you mean "gateway"?');
});

it("errors are told apart, also those of another copy of the package", () => {
  expect(isOptionError(new OptionError("x", []))).toBe(true);
  expect(isOptionError(Object.assign(new Error("x"), { code: "ERR_RINGLINK_OPTION" }))).toBe(true);
  expect(isOptionError(new TypeError("x"))).toBe(false);
  expect(isOptionError(undefined)).toBe(false);
});

it.each([
  [5n, "5n"],
  [new Uint8Array(4), "4 bytes"],
  [[1, 2], "an array of 2"],
  [() => 1, "a function"],
  [{}, "an object"],
  [null, "null"],
  ["a\nb", '"a\\nb"'],
  ["x".repeat(100), `"${"x".repeat(56)}…`],
])("%s in a message", (value, text) => {
  expect(shownValue(value)).toBe(text);
});

it("the nearest word is one that a slip of the finger makes of it", () => {
  const words = ["mtu", "address", "master"];
  expect(nearest("adress", words)).toBe("address");
  expect(nearest("MASTER", words)).toBe("master");
  expect(nearest("mut", words)).toBe(undefined);
  expect(nearest("mtuu", words)).toBe("mtu");
  expect(nearest("something", words)).toBe(undefined);
});
