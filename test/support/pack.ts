/** Packs the package as it would be published, and installs it as a stranger would. */
import { type ExecFileException, execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever its exit status; stdin is empty. */
export function run(
  file: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env, maxBuffer: 64 << 20, timeout: 300_000 };
    const child = execFile(file, args, options, (error: ExecFileException | null, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end();
  });
}

/** Runs a program that has to succeed. */
export async function must(file: string, args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<Ran> {
  const ran = await run(file, args, cwd, env);
  if (ran.status !== 0) throw new Error(`${file} ${args.join(" ")}: exit ${ran.status}\n${ran.stdout}${ran.stderr}`);
  return ran;
}

/** What `npm run …` set is about this repository, not about the project that is made here. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?:lifecycle|package|config_local_prefix)/.test(name)),
  );
}

export interface Installed {
  /** A project that has nothing but the package in it. */
  readonly project: string;
  /** The package in that project. */
  readonly package: string;
  readonly tarball: string;
  /** Paths inside the tarball, without the leading `package/`. */
  readonly files: readonly string[];
  remove(): void;
}

/** What the build reads. The tree is copied, so that no build of the repository is disturbed. */
const INPUTS = ["package.json", "tsconfig.json", "tsconfig.build.json", "src", "scripts", "LICENSE", "README.md"];
/** What must not be published, put where it could slip in. */
const STRAYS = ["test/stray.test.ts", "dist/stale.js", ".env", "scripts/notes.sh"];

export async function installPackage(): Promise<Installed> {
  const directory = mkdtempSync(join(tmpdir(), "ringlink-pack-"));
  const source = join(directory, "source");
  const project = join(directory, "project");
  mkdirSync(project);
  mkdirSync(source);
  for (const name of INPUTS)
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(source, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(source, "node_modules"));
  for (const name of STRAYS) {
    mkdirSync(join(source, name, ".."), { recursive: true });
    writeFileSync(join(source, name), "");
  }
  const env = cleanEnvironment();
  // `prepare` builds.
  await must("npm", ["pack", "--pack-destination", directory], source, env);
  const name = readdirSync(directory).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error("npm pack made no tarball");
  const tarball = join(directory, name);
  const { stdout } = await must("tar", ["-tzf", tarball], directory);
  const files = stdout
    .trim()
    .split("\n")
    .map((path) => path.replace(/^package\//, ""));

  writeFileSync(join(project, "package.json"), '{ "name": "stranger", "private": true, "type": "module" }\n');
  const quiet = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"];
  await must("npm", ["install", ...quiet, tarball], project, env);
  return {
    project,
    package: join(project, "node_modules/ringlink"),
    tarball,
    files,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
