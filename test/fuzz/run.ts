/**
 * The long run: `npm run fuzz -- [--seed N] [--count N] [--only N]`.
 * Exits with 1 and a case to repeat when something does not hold.
 */
import { parseArgs } from "node:util";
import { readCorpus } from "./corpus.js";
import { Failure, fuzz } from "./fuzz.js";

const { values } = parseArgs({
  options: { seed: { type: "string" }, count: { type: "string", default: "1000000" }, only: { type: "string" } },
});

function whole(text: string, option: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`--${option} takes a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}

const seed = values.seed === undefined ? Date.now() % 2 ** 31 : whole(values.seed, "seed");
const from = values.only === undefined ? 0 : whole(values.only, "only");
const to = values.only === undefined ? whole(values.count, "count") : from + 1;

const corpus = readCorpus();
console.log(`seed ${seed}; ${corpus.samples.length} samples; cases ${from} to ${to - 1}`);
const start = performance.now();
const onProgress = (done: number): void => {
  const seconds = (performance.now() - start) / 1000;
  process.stderr.write(`\r${done.toLocaleString("en-US")} cases, ${Math.round(done / seconds)} each second `);
};

try {
  const report = fuzz(corpus, { seed, from, to, timed: true, ...(process.stderr.isTTY ? { onProgress } : {}) });
  if (process.stderr.isTTY) process.stderr.write("\n");
  const { cases, decoded, encoded } = report;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${cases} cases held in ${seconds} s; ${decoded} had a value, ${encoded} disturbed values were encoded`);
} catch (error) {
  if (process.stderr.isTTY) process.stderr.write("\n");
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
