/** What the schema language costs the type checker. The numbers are instantiations: they do not depend on the machine. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, expect, it } from "vitest";

/** Sixty messages of forty-one attributes each, with a nest of ten. */
const GENERATED_BUDGET = 86_000;
/** The schemas and the codec: what every importer pays for. */
const SCHEMA_BUDGET = 100_000;
/** With the verbs, whose options are checked with zod. */
const SOURCE_BUDGET = 450_000;

const MESSAGES = 60;
const ATTRIBUTES = 40;

const root = fileURLToPath(new URL("../../", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "ringlink-types-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function options(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  // The generated modules lie outside the repository.
  const { rootDir: _rootDir, outDir: _outDir, ...rest } = options;
  const typeRoots = [join(root, "node_modules/@types")];
  return { ...rest, typeRoots, noEmit: true, sourceMap: false, declarationMap: false };
}

/** Type-checks files and counts what the checker had to instantiate. */
function check(files: readonly string[]): { instantiations: number; errors: string[] } {
  const program = ts.createProgram(files, options());
  const errors = ts.getPreEmitDiagnostics(program).map((d) => ts.flattenDiagnosticMessageText(d.messageText, "\n"));
  return { instantiations: program.getInstantiationCount(), errors };
}

/** A module of the size of a real one: a header, a set, a nest chosen by kind, and a use of each in both directions. */
function generated(n: number): string {
  const types = ["u8", "u16", "u32", "u64", "cstring", "mac", "ip", "be16", "flag", "bytes"];
  const line = (i: number, prefix: string) =>
    `  ${prefix}${i}: attr(${i + 1}, "${prefix}_${n}_${i}", ${types[i % types.length]}),`;
  const lines = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => line(i, prefix)).join("\n");
  return `import { attr, attrs, be16, byKind, bytes, cstring, decode, encode, flag, type Infer, ip, mac, message, s32, struct, u8, u16, u32, u64 } from "${root}src/codec/index.js";

const One${n} = attrs({
${lines(10, "a")}
});
const Two${n} = attrs({
${lines(10, "b")}
});
const Info${n} = attrs({
  kind: attr(1, "KIND", cstring),
  data: attr(2, "DATA", byKind("kind", { one: One${n}, two: Two${n} })),
});
export const Message${n} = message(
  struct("header", 8, { family: u8, index: s32 }),
  attrs({
${lines(ATTRIBUTES, "x")}
  info: attr(100, "INFO", Info${n}),
}),
);
export interface Message${n} extends Infer<typeof Message${n}> {}

export function use${n}(data: Uint8Array): Uint8Array {
  const value = decode(Message${n}, data);
  const data1 = value.info?.kind === "one" ? value.info.data?.a0 : value.x0;
  return encode(Message${n}, { index: 1, x0: data1, info: { kind: "two", data: { b0: 1 } } });
}
`;
}

it("sixty message modules stay within their budget", { timeout: 300_000 }, () => {
  const files = Array.from({ length: MESSAGES }, (_, n) => {
    const file = join(directory, `message${n}.ts`);
    writeFileSync(file, generated(n));
    return file;
  });
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  const { instantiations, errors } = check(files);
  expect(errors).toEqual([]);
  // Nothing at all would mean that nothing was checked.
  expect(instantiations).toBeGreaterThan(1000);
  expect(instantiations).toBeLessThan(GENERATED_BUDGET);
});

it.each([
  ["the schemas", () => [join(root, "src/portable.ts")], SCHEMA_BUDGET],
  ["the library", () => ts.sys.readDirectory(join(root, "src"), [".ts"]), SOURCE_BUDGET],
] as const)("%s within the budget", { timeout: 300_000 }, (_, files, budget) => {
  const { instantiations } = check(files());
  console.log(`${instantiations} instantiations, of ${budget}`);
  expect(instantiations).toBeGreaterThan(1000);
  expect(instantiations).toBeLessThan(budget);
});
