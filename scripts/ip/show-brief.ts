/** `ip -br link`, `ip -br address`: columns. */
import type { Address, Link } from "../../src/rtnl/index.js";
import { type Json, Output } from "./output.js";
import { hardwareText, type LinksByIndex, titleOf } from "./show-link.js";

/** Name and state, in iproute2's widths. */
function head(output: Output, link: Link, all: LinksByIndex): string[] {
  const { title, flags } = titleOf(output, link, all);
  output.say(`${title.padEnd(16)} `);
  if (link.operstate !== undefined) {
    const state = String(link.operstate).toUpperCase();
    output.put("operstate", state, `${state.padEnd(14)} `);
  }
  return flags;
}

export function briefLink(link: Link, all: LinksByIndex): Output {
  const output = new Output();
  const flags = head(output, link, all);
  if (link.address) output.put("address", hardwareText(link.type, link.address));
  return output.say(`<${flags.join(",")}> \n`);
}

/** A link with its addresses. */
export function briefAddresses(link: Link, addresses: readonly Address[], all: LinksByIndex): Output {
  const output = new Output();
  head(output, link, all);
  delete output.json["flags"];
  const info: Json[] = [];
  for (const { local, address, prefixlen, rtPriority } of addresses) {
    const one = new Output();
    const own = local ?? address;
    if (own !== undefined) {
      const isPeer = address !== undefined && address !== own;
      one.put("local", own, isPeer ? `${own} peer ` : own);
      if (isPeer) one.put("address", address, address);
      one.put("prefixlen", prefixlen, `/${prefixlen} `);
    }
    if (rtPriority) one.put("metric", rtPriority, `metric ${rtPriority} `);
    info.push(one.json);
    output.say(one.text);
  }
  return output.put("addr_info", info, "\n");
}
