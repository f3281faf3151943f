/**
 * Which way out? The default route with its gateway, interface and source address; needs no privilege.
 *
 *     npx tsx examples/way-out.ts             IPv4, or IPv6 where there is no IPv4
 *     npx tsx examples/way-out.ts inet6
 *     npx tsx examples/way-out.ts 192.0.2.7   the way to an address, policy rules included
 */
import { Rtnl, type RtnlOptions } from "../src/rtnl/index.js";

async function toAddress(rtnl: Rtnl, address: string): Promise<string> {
  const { gateway, oif, prefsrc } = await rtnl.routes.lookup(address);
  const dev = oif === undefined ? undefined : (await rtnl.links.get(oif)).ifname;
  return `${address} by ${gateway ?? "the link itself"} on ${dev ?? "no interface"} from ${prefsrc ?? "any address"}`;
}

/** Answers in a line. */
export async function main([word]: readonly string[], options: RtnlOptions = {}): Promise<string> {
  await using rtnl = await Rtnl.open(options);
  if (word !== undefined && word !== "inet" && word !== "inet6") return await toAddress(rtnl, word);
  const route = await rtnl.routes.default(word);
  if (route === undefined) return "no way out";
  const ways = route.nexthops.map(({ gateway, via, dev, weight, linkdown }) => {
    const router = gateway ?? via?.addr ?? "the link itself";
    return `${router} on ${dev}${route.nexthops.length > 1 ? `, weight ${weight}` : ""}${linkdown ? ", no carrier" : ""}`;
  });
  return `${route.family}: ${ways.join("; ")}; from ${route.source ?? "any address"}; metric ${route.metric}`;
}

if (import.meta.filename === process.argv[1]) {
  try {
    console.log(await main(process.argv.slice(2)));
  } catch (error) {
    console.error(String(error));
    process.exitCode = 1;
  }
}
