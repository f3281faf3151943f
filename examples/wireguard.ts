/**
 * WireGuard peers without `wg`. Needs CAP_NET_ADMIN.
 *
 *     npx tsx examples/wireguard.ts                                     all interfaces and their peers
 *     npx tsx examples/wireguard.ts add wg0 KEY 10.8.0.2/32 [ENDPOINT]  adds a peer, or gives it other addresses
 *     npx tsx examples/wireguard.ts remove wg0 KEY                      removes one, and touches no other
 *     npx tsx examples/wireguard.ts expire wg0 30                       removes those not heard of for 30 days
 *     npx tsx examples/wireguard.ts keys                                a key pair and a preshared key
 */
import {
  Genl,
  type GenlOptions,
  generatePresharedKey,
  generatePrivateKey,
  publicKey,
  type WireguardPeer,
} from "../src/genl/index.js";

const DAY_MS = 86_400_000;

function age(date: Date | undefined): string {
  if (date === undefined) return "never";
  const seconds = Math.round((Date.now() - date.getTime()) / 1000);
  return seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
}

function describePeer(peer: WireguardPeer): string {
  const { endpoint = "no endpoint", allowedIps, lastHandshake, rxBytes, txBytes } = peer;
  return `  ${peer.publicKey}  ${endpoint}  ${allowedIps.join(",") || "no addresses"}  handshake ${age(lastHandshake)}  ${rxBytes} B in, ${txBytes} B out`;
}

async function list(genl: Genl): Promise<string[]> {
  const devices = await genl.wireguard.list();
  return devices.flatMap(({ name, publicKey: key, listenPort, peers }) => [
    `${name}  ${key ?? "no key"}  port ${listenPort}  peers: ${peers.length}`,
    ...peers.map(describePeer),
  ]);
}

async function expire(genl: Genl, device: string, days: number): Promise<string[]> {
  // Without a number of days every peer would be too old.
  if (!(days > 0)) throw new Error("expire: say after how many days");
  const limit = Date.now() - days * DAY_MS;
  const { peers } = await genl.wireguard.get(device);
  const idle = peers.filter(({ lastHandshake }) => (lastHandshake?.getTime() ?? 0) < limit);
  // One request for all of them; other peers keep their sessions.
  await genl.wireguard.set(device, { peers: idle.map(({ publicKey: key }) => ({ publicKey: key, remove: true })) });
  return [`removed ${idle.length} of ${peers.length} peers`];
}

function keys(): string[] {
  const privateKey = generatePrivateKey();
  return [`private ${privateKey}`, `public ${publicKey(privateKey)}`, `preshared ${generatePresharedKey()}`];
}

/** Does what the words say; gives the lines to print. */
export async function main(words: readonly string[], options: GenlOptions = {}): Promise<string[]> {
  const [verb = "list", device = "", key = "", addresses = "", endpoint] = words;
  if (verb === "keys") return keys();
  await using genl = await Genl.open(options);
  switch (verb) {
    case "list":
      return await list(genl);
    case "add": {
      const allowedIps = addresses.split(",");
      await genl.wireguard.setPeer(device, { publicKey: key, allowedIps, replaceAllowedIps: true, endpoint });
      return [];
    }
    case "remove":
      await genl.wireguard.removePeer(device, key);
      return [];
    case "expire":
      return await expire(genl, device, Number(key));
    default:
      throw new Error(`unknown verb ${JSON.stringify(verb)}; known: list, add, remove, expire, keys`);
  }
}

if (import.meta.filename === process.argv[1]) {
  try {
    for (const line of await main(process.argv.slice(2))) console.log(line);
  } catch (error) {
    console.error(String(error));
    process.exitCode = 1;
  }
}
