/**
 * Programs of the work tree that tests start as processes of their own. Each becomes one file of JavaScript first: a process
 * that compiles some two hundred modules takes half a minute on an emulated processor, and worker threads of Node 20 do not
 * inherit a loader of TypeScript.
 */
import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Inside the work tree, so that packages are found from there. */
const FOLDER = join(ROOT, ".cache/programs");

const made = new Map<string, Promise<string>>();

async function bundle(name: string, input: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    ...{ ...input, absWorkingDir: ROOT, write: false, outfile: join(FOLDER, `${name}.mjs`) },
    ...{ bundle: true, platform: "node", format: "esm", target: "node20", external: ["koffi", "esbuild"] },
    sourcemap: "inline",
  });
  mkdirSync(FOLDER, { recursive: true });
  // Others may be reading or making the same file.
  const path = join(FOLDER, `${name}.mjs`);
  writeFileSync(`${path}.${process.pid}`, outputFiles![0]!.contents);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

function once(key: string, name: string, input: BuildOptions): Promise<string> {
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 12);
  const path = made.get(key) ?? bundle(`${name}-${hash}`, input);
  made.set(key, path);
  return path;
}

/** A program of the work tree as one file of JavaScript; the path of that. */
export function compileProgram(program: URL): Promise<string> {
  const path = fileURLToPath(program);
  return once(path, basename(path, ".ts"), { entryPoints: [path] });
}

/** The same of a text in TypeScript, whose imports are relative to the root of the work tree: `./src/index.js`. */
export function compileText(contents: string): Promise<string> {
  return once(`text ${contents}`, "text", { stdin: { contents, resolveDir: ROOT, loader: "ts" } });
}
