/** `npm run fixtures`: records captures again in the lab, and keeps what says something new. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { LabError } from "./arguments.js";
import { main as lab } from "./lab.js";
import { steadyText } from "./volatile.js";

const WORK_TREE = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const FIXTURES = join(WORK_TREE, "test/fixtures");
const RECORDER = "scripts/record-captures.sh";
const GOLDEN = join(WORK_TREE, "scripts/golden.ts");

const USAGE = `usage: npm run fixtures -- [--kernel 7.2|6.1] [--dry-run] [PATTERN…]

Records test/fixtures/recordings/PATTERN.sh again (* stands for any text; all when there is no pattern) and writes captures and
golden fixtures that differ in more than sequence numbers, times, counters and the like.`;

interface Target {
  /** The name that --kernel takes. */
  readonly name: string;
  /** Arguments of the lab. */
  readonly lab: readonly string[];
  /** Between the subject and .txt in the names of captures. */
  readonly suffix: string;
  readonly subjects: (all: readonly string[]) => readonly string[];
}

/** Subjects whose structs and sets of attributes were shorter on 6.1. */
const SHORTER = "diag-inet diag-other genl-ethtool genl-nlctrl monitor tc-fq".split(" ");

/** 7.2 is the lab's default where a kernel with everything built in is at hand, as some subjects need what Debian leaves out. */
function targets(): Target[] {
  const full = join(WORK_TREE, "../shared/lab/bzImage-7.2.13");
  const kernel = process.env["RINGLINK_KERNEL"] ?? (existsSync(full) ? full : "7.2");
  return [
    { name: "7.2", lab: ["--kernel", kernel], suffix: "", subjects: (all) => all },
    {
      name: "6.1",
      lab: ["--kernel", "6.1"],
      suffix: "-6.1",
      subjects: (all) => all.filter((subject) => SHORTER.includes(subject)),
    },
  ];
}

/** Names that match any of the patterns; every pattern must match something. */
export function select(names: readonly string[], patterns: readonly string[]): string[] {
  if (patterns.length === 0) return [...names];
  const found = new Set<string>();
  for (const pattern of patterns) {
    const regex = new RegExp(`^${pattern.replace(/[\\^$.+?()[\]{}|]/g, "\\$&").replaceAll("*", ".*")}$`);
    const matching = names.filter((name) => regex.test(name));
    if (matching.length === 0) throw new LabError(`no recording is called ${pattern}`);
    for (const name of matching) found.add(name);
  }
  return names.filter((name) => found.has(name));
}

/** What became of a capture; `lines` counts those that differ. */
export function compareCaptures(
  old: string | undefined,
  fresh: string,
): { state: "new" | "same" | "changed"; lines: number } {
  if (old === undefined) return { state: "new", lines: 0 };
  const [before, after] = [steadyText(old), steadyText(fresh)];
  const count = (list: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const line of list) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const [a, b] = [count(before), count(after)];
  let lines = 0;
  for (const line of new Set([...a.keys(), ...b.keys()])) lines += Math.abs((a.get(line) ?? 0) - (b.get(line) ?? 0));
  // The order of a dump is that of the kernel's hash tables, whose seeds are random.
  return { state: lines === 0 ? "same" : "changed", lines };
}

/** Runs the command line and gives the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await refresh(argv);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(`fixtures: ${error.message}\n`);
    return 2;
  }
}

async function refresh(argv: readonly string[]): Promise<number> {
  const patterns: string[] = [];
  const kernels: string[] = [];
  let isDry = false;
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at]!;
    if (argument === "--help") {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    if (argument === "--dry-run") isDry = true;
    else if (argument === "--kernel") kernels.push(argv[++at] ?? "");
    else if (argument.startsWith("-")) throw new LabError(`unknown option ${argument}; --help tells more`);
    else patterns.push(argument);
  }
  const known = targets();
  for (const kernel of kernels) {
    if (!known.some(({ name }) => name === kernel)) throw new LabError(`--kernel ${kernel}: 7.2 or 6.1 is wanted`);
  }
  const recordings = readdirSync(join(FIXTURES, "recordings")).filter((file) => file.endsWith(".sh"));
  const wanted = select(recordings.map((file) => file.slice(0, -3)).sort(), patterns);
  let status = 0;
  let changes = 0;
  for (const target of known.filter(({ name }) => kernels.length === 0 || kernels.includes(name))) {
    const subjects = target.subjects(wanted);
    if (subjects.length === 0) continue;
    const result = await record(target, subjects, isDry);
    changes += result.changes;
    status ||= result.status;
    if (result.status > 128) return result.status;
  }
  // Also where a recording failed: captures and golden fixtures say the same.
  const golden = changes > 0 && !isDry ? writeGolden() : 0;
  return status === 0 ? golden : status;
}

async function record(
  target: Target,
  subjects: readonly string[],
  isDry: boolean,
): Promise<{ status: number; changes: number }> {
  const scratch = mkdtempSync(join(tmpdir(), "ringlink-fixtures-"));
  const discard = () => rmSync(scratch, { recursive: true, force: true });
  process.once("exit", discard);
  try {
    process.stdout.write(`== ${subjects.length} recordings on ${target.name}\n`);
    const status = await lab([
      ...[...target.lab, "--root", "sid", "--write", scratch, "--timeout", "3600", "--"],
      ...["sh", RECORDER, "-o", scratch, ...subjects],
    ]);
    let changes = 0;
    for (const subject of subjects) {
      const fresh = join(scratch, `${subject}.txt`);
      if (!existsSync(fresh)) {
        process.stdout.write(`${subject}: not recorded\n`);
        continue;
      }
      const kept = join(FIXTURES, "captures", `${subject}${target.suffix}.txt`);
      const old = existsSync(kept) ? readFileSync(kept, "utf8") : undefined;
      const { state, lines } = compareCaptures(old, readFileSync(fresh, "utf8"));
      process.stdout.write(`${relative(WORK_TREE, kept)}: ${state}${state === "changed" ? ` (${lines} lines)` : ""}\n`);
      if (state === "same") continue;
      changes++;
      if (isDry) continue;
      copyFileSync(fresh, kept);
    }
    return { status, changes };
  } finally {
    discard();
    process.off("exit", discard);
  }
}

/** Golden fixtures follow from the captures. */
function writeGolden(): number {
  process.stdout.write("== golden fixtures\n");
  const { status } = spawnSync(process.execPath, ["--import", "tsx", GOLDEN], { cwd: WORK_TREE, stdio: "inherit" });
  return status ?? 1;
}
