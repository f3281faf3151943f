/** The README is true: its programs compile, run, and print what it says; its figures are those of the last benchmark. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tables } from "../bench/report.js";
import type { Results } from "../bench/results.js";
import { must, ROOT } from "./support/pack.js";

const README = readFileSync(join(ROOT, "README.md"), "utf8");
/** Inside the repository, so that the programs find its packages. */
const FOLDER = join(ROOT, ".cache/readme");

interface Block {
  readonly language: string;
  readonly text: string;
}

const blocks: Block[] = [...README.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => {
  return { language: language!, text: text! };
});

/** Programs, with the block of output that follows each. */
const programs = blocks.flatMap(({ language, text }, i) => {
  if (language !== "ts") return [];
  const next = blocks[i + 1];
  return [{ name: `program${i}.ts`, text, output: next?.language === "text" ? next.text : undefined }];
});
const commands = blocks.flatMap(({ language, text }) => {
  if (language !== "console") return [];
  const end = text.indexOf("\n");
  return [{ command: text.slice(2, end), prompt: text.slice(0, 2), output: text.slice(end + 1) }];
});

/** The package's name stands for the sources here. */
function local(text: string): string {
  return text.replace(/"ringlink(\/\w+)?"/g, (_, subpath: string | undefined) => {
    return JSON.stringify(`../../src${subpath ?? ""}/index.js`);
  });
}

const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, text } of programs) writeFileSync(join(FOLDER, name), local(text));
});
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe("programs", () => {
  it("there are some, one for each subpath, with their output", () => {
    const subpaths = new Set(programs.flatMap(({ text }) => text.match(/"ringlink(?:\/\w+)?"/g) ?? []));
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { exports: object };
    const wanted = Object.keys(manifest.exports).filter((name) => name !== "./package.json");
    expect([...subpaths].sort()).toEqual(wanted.map((name) => JSON.stringify(`ringlink${name.slice(1)}`)).sort());
    expect(programs.filter(({ output }) => output === undefined)).toEqual([]);
  });

  it.each(programs)("$name prints what the README says", async ({ name, output }) => {
    const { stdout } = await must(process.execPath, [tsx, join(FOLDER, name)], ROOT);
    expect(stdout).toBe(output);
  });

  it("they type-check", () => {
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
    const files = programs.map(({ name }) => join(FOLDER, name));
    const program = ts.createProgram(files, { ...options, noEmit: true });
    const found = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
    expect(found.map((d) => `${d.file?.fileName}: ${ts.flattenDiagnosticMessageText(d.messageText, "\n")}`)).toEqual(
      [],
    );
  });
});

describe("commands", () => {
  it("there are some", () => {
    expect(commands.length).toBeGreaterThan(1);
    expect(commands.filter(({ prompt }) => prompt !== "$ ")).toEqual([]);
  });

  it.each(commands)("$command prints what the README says", async ({ command, output }) => {
    const env = { ...process.env, NO_COLOR: "1" };
    const { stdout } = await must("bash", ["-c", command.replace(/^npx tsx/, `${process.execPath} ${tsx}`)], ROOT, env);
    expect(stdout).toBe(output);
  });
});

describe("figures", () => {
  it("are those of the committed results", () => {
    const results = JSON.parse(readFileSync(join(ROOT, "bench/results/node-20.json"), "utf8")) as Results;
    const found = /<!-- bench -->\n([\s\S]*?)<!-- \/bench -->/.exec(README)?.[1];
    expect(found?.trim()).toBe(tables(results));
  });
});

describe("links", () => {
  it("lead to files that exist", () => {
    const targets = [...README.matchAll(/\]\(((?!https?:)[^)]+)\)/g)].map(([, target]) => target!);
    expect(targets.length).toBeGreaterThan(1);
    for (const target of targets)
      expect(ts.sys.fileExists(join(ROOT, target)) || ts.sys.directoryExists(join(ROOT, target)), target).toBe(true);
  });
});
