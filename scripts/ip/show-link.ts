/** `ip link`, `ip address`: links. */
import { type Link, LinkFlags } from "../../src/rtnl/index.js";
import type { Context } from "./context.js";
import { Output, safe } from "./output.js";

const ORDER = [
  ["loopback", "LOOPBACK"],
  ["broadcast", "BROADCAST"],
  ["pointopoint", "POINTOPOINT"],
  ["multicast", "MULTICAST"],
  ["noarp", "NOARP"],
  ["allmulti", "ALLMULTI"],
  ["promisc", "PROMISC"],
  ["master", "MASTER"],
  ["slave", "SLAVE"],
  ["debug", "DEBUG"],
  ["dynamic", "DYNAMIC"],
  ["automedia", "AUTOMEDIA"],
  ["portsel", "PORTSEL"],
  ["notrailers", "NOTRAILERS"],
  ["up", "UP"],
  ["lower_up", "LOWER_UP"],
  ["dormant", "DORMANT"],
  ["echo", "ECHO"],
] as const;

/** IFF_* in iproute2's order, with its two words of its own. */
function flagWords(flags: number, parentIsDown: boolean): string[] {
  const words: string[] = [];
  if ((flags & LinkFlags.up) !== 0 && (flags & LinkFlags.running) === 0) words.push("NO-CARRIER");
  let left = flags & ~LinkFlags.running;
  for (const [key, word] of ORDER) {
    if ((left & LinkFlags[key]) === 0) continue;
    words.push(word);
    left &= ~LinkFlags[key];
  }
  if (left !== 0) words.push((left >>> 0).toString(16));
  if (parentIsDown) words.push("M-DOWN");
  return words;
}

/** Names of ARPHRD_* in iproute2 that differ from ours. */
const TYPES: Readonly<Record<string, string>> = {
  tunnel: "ipip",
  ipgre: "gre",
  ip6gre: "gre6",
  ieee80211: "ieee802.11",
  ieee80211_prism: "ieee802.11/prism",
  ieee80211_radiotap: "ieee802.11/radiotap",
};

/** Hardware addresses of tunnels over IP are IP addresses. */
export function hardwareText(type: Link["type"], address: string): string {
  const bytes = address.split(":").map((byte) => Number.parseInt(byte, 16));
  if (bytes.length === 4 && ["tunnel", "sit", "ipgre"].includes(String(type))) return bytes.join(".");
  if (bytes.length === 16 && ["tunnel6", "ip6gre"].includes(String(type))) {
    const words = address.split(":").join("").match(/.{4}/g)!;
    return new URL(`http://[${words.join(":")}]`).hostname.slice(1, -1);
  }
  return address;
}

/** Least widths of counters in iproute2. */
const COLUMNS = [10, 7, 6, 7, 7, 7];

function counters(output: Output, stats: NonNullable<Link["stats64"]>): void {
  const { rxBytes, rxPackets, rxErrors, rxDropped, rxOverErrors, rxMissedErrors, multicast } = stats;
  const { txBytes, txPackets, txErrors, txDropped, txCarrierErrors, collisions } = stats;
  const rx = [rxBytes, rxPackets, rxErrors, rxDropped, rxMissedErrors, multicast];
  const tx = [txBytes, txPackets, txErrors, txDropped, txCarrierErrors, collisions];
  const widths = COLUMNS.map((least, i) => Math.max(least, `${rx[i]}`.length, `${tx[i]}`.length));
  const row = (values: readonly (number | string)[], indent = 0) =>
    values.map((value, i) => String(value).padStart(widths[i]! - (i === 0 ? indent : 0))).join(" ");
  // The names stand where the numbers do, after a word of four characters.
  const text = [
    `    RX: ${row(["bytes", "packets", "errors", "dropped", "missed", "mcast"], 4)}           `,
    `    ${row(rx)} `,
    `    TX: ${row(["bytes", "packets", "errors", "dropped", "carrier", "collsns"], 4)}           `,
    `    ${row(tx)} `,
  ];
  const json = {
    rx: {
      bytes: rxBytes,
      packets: rxPackets,
      errors: rxErrors,
      dropped: rxDropped,
      over_errors: rxOverErrors,
      multicast,
    },
    tx: {
      bytes: txBytes,
      packets: txPackets,
      errors: txErrors,
      dropped: txDropped,
      carrier_errors: txCarrierErrors,
      collisions,
    },
  };
  output.put("stats64", json, `\n${text.join("\n")}`);
}

function putHardware(output: Output, link: Link): void {
  const type = TYPES[String(link.type)] ?? (typeof link.type === "number" ? `[${link.type}]` : link.type);
  output.put("link_type", type, `\n    link/${type} `);
  if (link.address) {
    const address = hardwareText(link.type, link.address);
    output.put("address", address, address);
  }
  if (link.broadcast) {
    const isPeer = (link.flags & LinkFlags.pointopoint) !== 0;
    if (isPeer) output.json["link_pointtopoint"] = true;
    const broadcast = hardwareText(link.type, link.broadcast);
    output.put("broadcast", broadcast, ` ${isPeer ? "peer" : "brd"} ${broadcast}`);
  }
  if (link.permAddress && link.permAddress !== link.address) {
    output.put("permaddr", link.permAddress, ` permaddr ${link.permAddress}`);
  }
}

/** Links by index, of which parents and masters are named. */
export type LinksByIndex = ReadonlyMap<number, Link>;

export function linksByIndex(links: readonly Link[]): Map<number, Link> {
  return new Map(links.map((link) => [link.index, link]));
}

/** Puts name, parent and flags of a link into the JSON, and gives the text: `eth0@br0`, and words for the flags. */
export function titleOf(output: Output, link: Link, all: LinksByIndex): { title: string; flags: string[] } {
  const name = link.ifname ?? `if${link.index}`;
  let suffix = "";
  let parentIsDown = false;
  if (link.link !== undefined && link.link !== 0) {
    if (link.linkNetnsid !== undefined) {
      output.json["link_index"] = link.link;
      suffix = `@if${link.link}`;
    } else {
      const parent = all.get(link.link);
      const parentName = parent?.ifname ?? `if${link.link}`;
      output.json["link"] = parentName;
      suffix = `@${parentName}`;
      parentIsDown = ((parent?.flags ?? LinkFlags.up) & LinkFlags.up) === 0;
    }
  } else if (link.link === 0) {
    output.json["link"] = null;
    suffix = "@NONE";
  }
  const flags = flagWords(link.flags, parentIsDown);
  output.put("ifname", name, "").put("flags", flags, "");
  return { title: safe(name + suffix), flags };
}

/**
 * A link in iproute2's words.
 *
 * @param what `link` prints more than `address`
 */
export function linkOutput(
  link: Link,
  all: LinksByIndex,
  options: { readonly what: "link" | "address"; readonly stats?: boolean; readonly family?: Context["family"] },
): Output {
  const isLink = options.what === "link";
  const output = new Output();
  output.put("ifindex", link.index, `${link.index}: `);
  const { title, flags } = titleOf(output, link, all);
  output.say(`${title}: <${flags.join(",")}> `);
  output.maybe("mtu", link.mtu);
  // With -6 iproute2 asks for the links of that family, of which the kernel tells less.
  const isWhole = options.family !== "inet6";
  if (isWhole) output.maybe("qdisc", link.qdisc);
  if (link.master && isWhole) {
    const master = all.get(link.master)?.ifname ?? `if${link.master}`;
    output.put("master", master, `master ${safe(master)} `);
  }
  if (link.operstate !== undefined) {
    const state = String(link.operstate).toUpperCase();
    output.put("operstate", state, `state ${state} `);
  }
  if (isLink && link.linkmode !== undefined) {
    const mode = String(link.linkmode).toUpperCase();
    output.put("linkmode", mode, `mode ${mode} `);
  }
  if (link.group !== undefined && isWhole) {
    const group = link.group === 0 ? "default" : String(link.group);
    output.put("group", group, `group ${group} `);
  }
  if (link.txqlen) output.put("txqlen", link.txqlen, `qlen ${link.txqlen}`);
  if (options.family === undefined) putHardware(output, link);
  if (link.linkNetnsid !== undefined) {
    output.put(
      "link_netnsid",
      link.linkNetnsid,
      ` link-netnsid ${link.linkNetnsid < 0 ? "unknown" : link.linkNetnsid}`,
    );
  }
  if (link.protoDown) output.put("proto_down", true, " protodown on ");
  if (isLink && link.ifalias) output.put("ifalias", link.ifalias, `\n    alias ${safe(link.ifalias)}`);
  if (options.stats && link.stats64) counters(output, link.stats64);
  const altnames = link.propList?.altIfname ?? [];
  if (altnames.length > 0 && isWhole) {
    output.put("altnames", altnames, altnames.map((altname) => `\n    altname ${safe(altname)}`).join(""));
  }
  return output.say("\n");
}
