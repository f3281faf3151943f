/**
 * Why did it fail? What the kernel says of requests that it refuses, with the attribute that was wrong. Run it in a namespace
 * of its own, which needs no privilege:
 *
 *     unshare -rn npx tsx examples/why.ts
 */
import { isNetlinkError, NewFlags, operation } from "../src/netlink/index.js";
import { Link, Rtnl, type RtnlOptions } from "../src/rtnl/index.js";

/** Makes requests that cannot succeed, and gives what came of them. */
export async function main(options: RtnlOptions = {}): Promise<string[]> {
  await using rtnl = await Rtnl.open(options);
  await rtnl.links.set("lo", { up: true });
  const metrics = { ccAlgo: "warp" };
  const attempts: readonly [string, () => Promise<unknown>][] = [
    ["a route with a metric that no kernel has", () => rtnl.routes.add({ dst: "192.0.2.0/24", dev: "lo", metrics })],
    ["an interface that is not there", () => rtnl.links.set("eth99", { up: true })],
    [
      "a kind that no kernel has",
      () => rtnl.connection.request(newLink, { linkinfo: { kind: "warp" } }, { flags: NewFlags.create }),
    ],
    ["a gateway that cannot be reached", () => rtnl.routes.add({ dst: "192.0.2.0/24", gateway: "198.51.100.1" })],
    ["an address with too long a prefix", () => rtnl.addresses.add({ address: "192.0.2.1/33", dev: "lo" })],
  ];
  const lines: string[] = [];
  for (const [what, attempt] of attempts) {
    try {
      await attempt();
      lines.push(`${what}: it worked`);
    } catch (error) {
      lines.push(`${what}: ${(error as Error).message}`);
      // The parts, for programs.
      if (isNetlinkError(error)) {
        const { code, operation, extack } = error;
        const where = extack?.attribute.join(" › ") || "no attribute";
        lines.push(`    ${code} of ${operation}; the kernel points at ${where}`);
      }
    }
  }
  return lines;
}

const newLink = operation("RTM_NEWLINK", 16, Link);

if (import.meta.filename === process.argv[1]) console.log((await main()).join("\n"));
