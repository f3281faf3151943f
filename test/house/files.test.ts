/** What a file may look like. */
import ts from "typescript";
import { expect, it } from "vitest";
import { modulesIn } from "./imports.js";

const source = modulesIn("src");
const everything = [...source, ...modulesIn("scripts"), ...modulesIn("bench"), ...modulesIn("test")];

/** Long tables of numbers may be long files. */
const TABLES = /(?:^|\/)(?:constants|[a-z0-9-]+\.constants|oracle\.exceptions)\.ts$/;
const LONGEST = 400;

it("files have at most 400 lines, tables of constants aside", () => {
  const long = everything
    .filter(({ file }) => !TABLES.test(file))
    .map(({ file, text }) => ({ file, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > LONGEST)
    .map(({ file, lines }) => `${file}: ${lines} lines`);
  expect(long).toEqual([]);
});

it("files that are excused as tables declare nothing else", () => {
  const wrong = source
    .filter(({ file, text }) => TABLES.test(file) && text.split("\n").length - 1 > LONGEST)
    .filter(({ source: file }) => file.statements.some((s) => ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s)))
    .map(({ file }) => file);
  expect(wrong).toEqual([]);
});

it("index.ts files only re-export", () => {
  const wrong = source
    .filter(({ file }) => /(?:^|\/)index\.ts$/.test(file))
    .filter(
      ({ source: file }) => !file.statements.every((s) => ts.isExportDeclaration(s) && s.moduleSpecifier !== undefined),
    )
    .map(({ file }) => file);
  expect(wrong).toEqual([]);
});

it("there is no TypeScript enum and no namespace", () => {
  const wrong: string[] = [];
  for (const { file, source: tree } of everything) {
    const visit = (node: ts.Node): void => {
      const isNamespace = ts.isModuleDeclaration(node) && ts.isIdentifier(node.name) && node.name.text !== "global";
      if (ts.isEnumDeclaration(node) || isNamespace) wrong.push(file);
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  expect(wrong).toEqual([]);
});

it("no test is skipped, focused or left to write", () => {
  const word = /\b(?:it|test|describe)\.(?:only|todo|skip|fails)\b|\bx(?:it|describe)\(/;
  const wrong = everything
    .filter(({ file }) => /\.test(?:-d)?\.ts$/.test(file) && !file.startsWith("test/house/"))
    .filter(({ text }) => word.test(text))
    .map(({ file }) => file);
  expect(wrong).toEqual([]);
});

it("no type error is silenced outside type tests", () => {
  const wrong = everything
    .filter(({ file }) => !file.endsWith(".test-d.ts") && !file.startsWith("test/house/"))
    .filter(({ text }) => /@ts-(?:ignore|nocheck|expect-error)/.test(text))
    .map(({ file }) => file);
  expect(wrong).toEqual([]);
});
