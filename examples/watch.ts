/**
 * Watches the network: first what is there, then what changes, also through bursts that overflow the socket. Needs no
 * privilege; ctrl-C ends it.
 *
 *     npx tsx examples/watch.ts
 */
import { Rtnl, type RtnlOptions } from "../src/rtnl/index.js";

export interface WatchOptions extends RtnlOptions {
  readonly signal: AbortSignal;
  print(line: string): void;
}

export async function main({ signal, print, ...options }: WatchOptions): Promise<void> {
  await using rtnl = await Rtnl.open(options);
  await using mirror = rtnl.mirror({ objects: ["links", "addresses", "routes"], signal });
  await mirror.ready;
  for (const { ifname, operstate, mtu } of mirror.links.values()) print(`${ifname}: ${operstate}, mtu ${mtu}`);
  print(`${mirror.addresses.size} addresses, ${mirror.routes.size} routes; watching`);
  try {
    for await (const change of mirror) {
      if ("key" in change) print(`${change.type} ${change.key}`);
      else if (change.type === "resync") print("events were lost; the tables have been read again");
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

if (import.meta.filename === process.argv[1]) {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  await main({ signal: stop.signal, print: console.log });
}
