/** Prints the AF_XDP measurements: `npx tsc -p bench/tsconfig.json && node --expose-gc .cache/bench/bench/xdp/main.js [--quick]`. */
import { benchXdp, type XdpMeasure } from "./bench.js";

const results = await benchXdp(process.argv.includes("--quick"));

function table(title: string, rows: readonly XdpMeasure[]): void {
  console.log(`\n${title.padEnd(34)} kpps  CPU ns/packet  dropped`);
  for (const { name, kpps, cpuNs, dropped } of rows) {
    const share = `${(dropped * 100).toFixed(2)} %`;
    console.log(
      `${name.padEnd(32)} ${kpps.toFixed(0).padStart(6)} ${cpuNs.toFixed(1).padStart(14)} ${share.padStart(8)}`,
    );
  }
}

table("receive", results.receive);
table("transmit", results.transmit);
console.log(`\nheap bytes per packet, cursor: ${results.bytesPerPacket?.toFixed(3) ?? "run node with --expose-gc"}`);
console.log(JSON.stringify(results));
