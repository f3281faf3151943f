/**
 * Runs the benchmarks and writes bench/results/NAME.json and NAME.md.
 *
 *   npm run bench -- [--quick] [--name NAME] [--only decode,encode,trace,imports,connection,rings,xdp [--update]]
 *
 * The results of Node 20, the oldest that is supported, also go into the README.
 * --quick shows that everything runs; it writes nothing. --only runs some parts, and writes nothing either but with --update,
 * which leaves the other parts of the results as they are.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchDecode, benchEncode } from "./codec.js";
import { benchConnection } from "./connection/bench.js";
import { benchImports, runsBuilt } from "./imports.js";
import { FULL, QUICK } from "./measure.js";
import { ROOT } from "./messages.js";
import { Pyroute2 } from "./pyroute2.js";
import { report, tables } from "./report.js";
import type { Results } from "./results.js";
import { benchRings } from "./ring/run.js";
import { benchTrace } from "./trace.js";
import { benchXdp } from "./xdp/run.js";

/** The name of the results that the README shows. */
const README_RESULTS = "node-20";
const PARTS = ["decode", "encode", "trace", "imports", "connection", "rings", "xdp"] as const;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    name: { type: "string", default: `node-${process.versions.node.split(".")[0]}` },
    update: { type: "boolean", default: false },
    only: { type: "string", default: PARTS.join() },
  },
});
const parts = values.only.split(",");
const wrong = parts.filter((part) => !PARTS.some((known) => known === part));
if (wrong.length > 0) throw new Error(`no benchmark ${wrong.join()}; there are ${PARTS.join()}`);
if (!/^[\w.-]+$/.test(values.name)) throw new Error(`no name for a file: ${values.name}`);
if (!runsBuilt()) throw new Error("use `npm run bench`: the sources have to be built first");

const pace = values.quick ? QUICK : FULL;
const before = loadavg()[0]!;
const has = (part: (typeof PARTS)[number]): boolean => parts.includes(part);
const pyroute2 = has("decode") ? await Pyroute2.start() : undefined;
const folder = join(ROOT, "bench/results");
const file = join(folder, `${values.name}.json`);
const found = {
  decode: has("decode") ? await benchDecode(pace, pyroute2) : [],
  encode: has("encode") ? await benchEncode(pace) : [],
  trace: has("trace") ? await benchTrace(pace) : [],
  imports: has("imports") ? benchImports(values.quick ? 1 : 15) : [],
  connection: has("connection") ? benchConnection(values.quick) : undefined,
  rings: has("rings") ? await benchRings(values.quick) : undefined,
  xdp: has("xdp") ? await benchXdp(values.quick) : undefined,
};
pyroute2?.stop();

const processors = cpus();
const results: Results = {
  environment: {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    v8: process.versions.v8,
    kernel: release(),
    cpu: processors[0]?.model.trim() ?? "unknown processor",
    processors: processors.length,
    load: [before, loadavg()[0]!],
    pyroute2: pyroute2?.versions,
  },
  ...found,
};
if (values.update) {
  const old = JSON.parse(readFileSync(file, "utf8")) as Results;
  Object.assign(results, Object.fromEntries(PARTS.filter((part) => !has(part)).map((part) => [part, old[part]])));
}
const text = report(results);
console.log(text);
if (!values.quick && (values.update || parts.length === PARTS.length)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, `${values.name}.md`), text);
  if (values.name === README_RESULTS) {
    const readme = join(ROOT, "README.md");
    const marked = /(<!-- bench -->\n)[\s\S]*?(<!-- \/bench -->)/;
    const old = readFileSync(readme, "utf8");
    writeFileSync(
      readme,
      old.replace(marked, (_, open: string, close: string) => `${open}\n${tables(results)}\n\n${close}`),
    );
  }
  console.log(`written to bench/results/${values.name}.json and .md`);
}
