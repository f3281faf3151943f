/** The coverage program: measures, prints. */
import { loadListedOracle } from "../support/coverage-uapi.js";
import type { Oracle } from "../support/oracle.js";
import { type Declared, readDeclared } from "./declared.js";
import { measure, type Row, type Shares, THINGS } from "./measure.js";
import { printReport, type Report } from "./print.js";
import { readSpecs, specFolder, type YnlSpec } from "./ynl.js";
import { numberProblems, typeProblems } from "./ynl-compare.js";
import { NUMBERS, sift, TYPES } from "./ynl-exceptions.js";

const USAGE = `usage: coverage-schema [--json] [--all]

How much of netlink the schemas declare, against the kernel's UAPI headers and its YAML specifications.

  --json   everything as JSON
  --all    do not shorten the lists of what is missing

RINGLINK_ORACLE  file with the facts of the headers; "headers": this machine's
RINGLINK_YNL     folder of the specifications
`;

function addShares(sum: Shares, shares: Shares): void {
  for (const thing of THINGS) {
    sum[thing].have += shares[thing].have;
    sum[thing].all += shares[thing].all;
  }
}

function totalOf(rows: readonly Row[]): Row {
  const zero = () =>
    Object.fromEntries(THINGS.map((thing) => [thing, { have: 0, all: 0, missing: [] }])) as unknown as Shares;
  const ringlink = { messages: 0, sets: 0, attributes: 0, kinds: 0, members: 0 };
  const total = { protocol: "total", subject: "", ringlink, headers: zero(), ynl: zero() };
  for (const row of rows) {
    for (const thing of THINGS) ringlink[thing] += row.ringlink[thing];
    addShares(total.headers, row.headers);
    if (row.ynl !== undefined) addShares(total.ynl, row.ynl);
  }
  return total;
}

/** Names of everything declared: what to look for in a machine's headers. */
export function namesOf(declared: Declared): Set<string> {
  const names = new Set([...declared.attributes.keys(), ...declared.pads]);
  for (const { name } of declared.messages) names.add(name);
  for (const { type } of declared.structs) names.add(type.name.split(".")[0]!);
  return names;
}

/** What the specifications say that headers or schemas contradict. */
export function contradictions(
  specs: readonly YnlSpec[],
  oracle: Oracle,
  declared: Declared,
): { readonly unexplained: string[]; readonly used: number } {
  const unexplained: string[] = [];
  let used = 0;
  for (const spec of specs) {
    const results = [sift(TYPES, spec.name, typeProblems(spec, declared.attributes))];
    // Headers that are older than the specifications lack names.
    if (!oracle.partial) results.push(sift(NUMBERS, spec.name, numberProblems(spec, oracle)));
    for (const result of results) {
      unexplained.push(...result.unexplained.map((problem) => `${spec.name}: ${problem}`));
      used += result.used.size;
    }
  }
  return { unexplained, used };
}

/** Measures the schemas of this repository. */
export async function report(): Promise<Report> {
  const declared = readDeclared();
  const oracle = loadListedOracle(namesOf(declared));
  const specs = await readSpecs();
  const rows = measure(declared, oracle, specs);
  const found = contradictions(specs ?? [], oracle, declared);
  return {
    headers: oracle.source,
    kernel: oracle.kernel,
    partial: oracle.partial,
    specs: specs === undefined ? undefined : specFolder(),
    rows,
    totals: totalOf(rows),
    contradictions: found.unexplained,
    explained: found.used,
  };
}

/** Runs the program. @returns its exit status */
export async function main(args: readonly string[], write: (text: string) => void): Promise<number> {
  const known = new Set(["--json", "--all", "--help"]);
  const wrong = args.find((arg) => !known.has(arg));
  if (wrong !== undefined || args.includes("--help")) {
    write(wrong === undefined ? USAGE : `coverage-schema: ${wrong} is no option\n${USAGE}`);
    return wrong === undefined ? 0 : 2;
  }
  const measured = await report();
  write(
    args.includes("--json") ? `${JSON.stringify(measured, null, 2)}\n` : printReport(measured, args.includes("--all")),
  );
  return 0;
}
