/** `ip address`: addresses under their links. */
import { type Address, AddressFlags } from "../../src/rtnl/index.js";
import { scopeText } from "./context.js";
import { Output, safe } from "./output.js";

const FOREVER = 0xffff_ffff;

/** IFA_F_* in iproute2's order. `permanent` counts the other way round, and is printed when the bit is not set. */
const FLAGS = [
  ["secondary", "secondary"],
  ["nodad", "nodad"],
  ["optimistic", "optimistic"],
  ["dadfailed", "dadfailed"],
  ["homeaddress", "home"],
  ["deprecated", "deprecated"],
  ["tentative", "tentative"],
  ["permanent", "dynamic"],
  ["managetempaddr", "mngtmpaddr"],
  ["noprefixroute", "noprefixroute"],
  ["mcautojoin", "autojoin"],
  ["stable_privacy", "stable-privacy"],
] as const;

const lifetime = (seconds: number): string => (seconds === FOREVER ? "forever" : `${seconds}sec`);

export function addressOutput(address: Address, linkName: string): Output {
  const output = new Output();
  const flags = address.flags ?? address.ifaFlags;
  output.put("family", String(address.family), `    ${address.family} `);
  const local = address.local ?? address.address;
  if (local !== undefined) {
    const peer = address.address === local ? undefined : address.address;
    output.put("local", local, peer === undefined ? `${local}/${address.prefixlen} ` : `${local} `);
    if (peer !== undefined) output.put("address", peer, `peer ${peer}/${address.prefixlen} `);
    output.put("prefixlen", address.prefixlen, "");
  }
  if (address.rtPriority) output.put("metric", address.rtPriority, `metric ${address.rtPriority} `);
  if (address.broadcast) output.put("broadcast", address.broadcast, `brd ${address.broadcast} `);
  if (address.anycast) output.put("anycast", address.anycast, `any ${address.anycast} `);
  output.put("scope", scopeText(address.scope), `scope ${scopeText(address.scope)} `);
  for (const [key, word] of FLAGS) {
    const isSet = (flags & AddressFlags[key]) !== 0;
    const name = key === "secondary" && address.family === "inet6" ? "temporary" : word;
    if (isSet !== (key === "permanent")) output.put(name, true, `${name} `);
  }
  if (address.proto !== undefined && address.proto !== 0 && address.proto !== "unspec") {
    output.put("protocol", String(address.proto), `proto ${address.proto} `);
  }
  if (address.label !== undefined) output.put("label", address.label, safe(address.label));
  else if (address.family === "inet") output.say(linkName);
  if (address.cacheinfo !== undefined) {
    const { valid, prefered } = address.cacheinfo;
    output.put("valid_life_time", valid, `\n       valid_lft ${lifetime(valid)} `);
    output.put("preferred_life_time", prefered, `preferred_lft ${lifetime(prefered)}`);
  }
  return output.say("\n");
}

/** An address that stands by itself, with its link. */
export function addressLine(address: Address, linkName: string): Output {
  const { json, text } = addressOutput(address, linkName);
  const output = new Output();
  output.put("index", address.index, `${address.index}: `).put("dev", linkName, safe(linkName)).say(text);
  Object.assign(output.json, json);
  return output;
}
