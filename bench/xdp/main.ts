/** The AF_XDP measurements alone: `npx tsc -p bench/tsconfig.json && node .cache/bench/bench/xdp/main.js [--quick]`. */
import { XDP_HEAD, xdpRows, xdpTargets } from "./report.js";
import { benchXdp } from "./run.js";

const results = await benchXdp(process.argv.includes("--quick"));
if (results !== undefined) {
  for (const row of [XDP_HEAD, ...xdpRows(results)]) {
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(46) : cell.padStart(20))).join(""));
  }
  for (const { what, value, limit, most, unit } of xdpTargets(results)) {
    console.log(`${what}: ${value.toPrecision(3)} ${unit}, wanted ${most ? "≤" : "≥"} ${limit}`);
  }
}
