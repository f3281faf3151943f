/** Which module imports which, read by the TypeScript parser. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Import {
  /** As written: `./x.js`, `node:fs`, `koffi`. */
  readonly specifier: string;
  /** Path from the repository's root, for relative ones. */
  readonly file: string | undefined;
  /** It exists for the type checker only. */
  readonly typeOnly: boolean;
}

export interface Module {
  readonly file: string;
  readonly text: string;
  readonly source: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** Whether an import or export leaves nothing at run time. */
function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

function importsOf(source: ts.SourceFile, file: string): Import[] {
  const imports: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    const isRelative = specifier.startsWith(".");
    const target = isRelative ? posix.join(dirname(file), specifier).replace(/\.js$/, ".ts") : undefined;
    imports.push({ specifier, file: target, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      add((node.moduleSpecifier as ts.StringLiteral).text, isTypeOnly(node));
    } else if (ts.isCallExpression(node)) {
      const [argument] = node.arguments;
      const name = ts.isIdentifier(node.expression) ? node.expression.text : "";
      const loads = node.expression.kind === ts.SyntaxKind.ImportKeyword || name === "require";
      if (loads && argument !== undefined && ts.isStringLiteralLike(argument)) add(argument.text, false);
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      add(node.argument.literal.text, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

/** The TypeScript modules below a folder of the repository. */
export function modulesIn(folder: string): Module[] {
  let names: string[];
  try {
    names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return names
    .filter((name) => /\.ts$/.test(name))
    .sort()
    .map((name) => {
      const path = join(ROOT, folder, name);
      const file = relative(ROOT, path);
      const text = readFileSync(path, "utf8");
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
      return { file, text, source, imports: importsOf(source, file) };
    });
}
