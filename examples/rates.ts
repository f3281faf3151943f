/**
 * An interface dashboard: bytes and packets a second, drawn again each second. Needs no privilege; ctrl-C ends it.
 *
 *     npx tsx examples/rates.ts
 */
import { type LinkRates, Rtnl, type RtnlOptions } from "../src/rtnl/index.js";

function human(value: number): string {
  const units = ["", "k", "M", "G", "T"];
  let at = 0;
  let left = value;
  for (; left >= 1000 && at < units.length - 1; at++) left /= 1000;
  return `${left.toFixed(at === 0 ? 0 : 1)}${units[at]}`;
}

/** A table, a line for each interface. */
export function table({ rates }: LinkRates): string {
  const row = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(16) : cell.padStart(10))).join("");
  const head = row(["interface", "rx B/s", "rx pkt/s", "tx B/s", "tx pkt/s", "drops/s"]);
  const lines = [...rates.values()].map(({ ifname, perSecond }) => {
    const { rxBytes, rxPackets, txBytes, txPackets, rxDropped, txDropped } = perSecond;
    return row([ifname, ...[rxBytes, rxPackets, txBytes, txPackets, rxDropped + txDropped].map(human)]);
  });
  return [head, ...lines].join("\n");
}

export interface RatesOptions extends RtnlOptions {
  readonly signal: AbortSignal;
  readonly intervalMs?: number;
  draw(table: string): void;
}

export async function main({ signal, intervalMs = 1000, draw, ...options }: RatesOptions): Promise<void> {
  await using rtnl = await Rtnl.open(options);
  try {
    for await (const rates of rtnl.statistics.rates({ intervalMs, signal })) draw(table(rates));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

if (import.meta.filename === process.argv[1]) {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  await main({ signal: stop.signal, draw: (text) => console.log(`\x1b[2J\x1b[H${text}`) });
}
