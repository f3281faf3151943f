/** `ip monitor`: what changes, as it changes. */
import type { RtnlEvent } from "../../src/rtnl/index.js";
import type { Context, Names } from "./context.js";
import { jsonText } from "./context.js";
import { Output, oneLine } from "./output.js";
import { addressLine } from "./show-address.js";
import { type LinksByIndex, linkOutput } from "./show-link.js";
import { neighbourOutput } from "./show-neighbour.js";
import { nexthopOutput } from "./show-nexthop.js";
import { routeOutput } from "./show-route.js";
import { ruleOutput } from "./show-rule.js";
import { choose, type Words } from "./words.js";

const GROUPS = {
  link: ["link"],
  address: ["ipv4-ifaddr", "ipv6-ifaddr"],
  route: ["ipv4-route", "ipv6-route", "mpls-route"],
  rule: ["ipv4-rule", "ipv6-rule"],
  neighbour: ["neigh"],
  nexthop: ["nexthop"],
  nsid: ["nsid"],
} as const;
type Monitored = (typeof GROUPS)[keyof typeof GROUPS][number];
type Event = RtnlEvent<
  "link" | "address" | "route" | "rule" | "neighbour" | "nexthop" | "nexthopBucket" | "namespaceId"
>;

function outputOf(event: Event, links: LinksByIndex, names: Names): Output {
  switch (event.object) {
    case "link":
      return linkOutput(event.link, links, { what: "link" });
    case "address":
      return addressLine(event.address, names(event.address.index));
    case "route":
      return routeOutput(event.route, names);
    case "rule":
      return ruleOutput(event.rule);
    case "neighbour":
      return neighbourOutput(event.neighbour, names, false, false);
    case "nexthop":
      return nexthopOutput(event.nexthop, names);
    case "nexthopBucket":
      return nexthopOutput(event.nexthopBucket, names);
    case "namespaceId":
      return new Output().put("nsid", event.namespaceId.nsid ?? -1, `nsid ${event.namespaceId.nsid} `).say("\n");
    default:
      break;
  }
  if (event.type === "lost") return new Output().put("lost", event.count ?? 0, "events were lost\n");
  if (event.type === "malformed") return new Output().put("malformed", event.name, `malformed ${event.name}\n`);
  return new Output().put("message", event.name, `${event.name}\n`);
}

export async function monitor(context: Context, words: Words): Promise<void> {
  const objects: (keyof typeof GROUPS)[] = [];
  const names = Object.fromEntries(Object.keys(GROUPS).map((name) => [name, name])) as Record<
    string,
    keyof typeof GROUPS
  >;
  while (!words.done) {
    const word = words.next("an object");
    if (word === "all") continue;
    objects.push(choose(word, names, "object"));
  }
  const chosen = objects.length === 0 ? (Object.keys(GROUPS) as (keyof typeof GROUPS)[]) : objects;
  const groups: readonly Monitored[] = chosen.flatMap((object) => GROUPS[object]);
  const events = context.rtnl.events({ groups, signal: context.signal });
  const links = new Map((await context.rtnl.links.list({ inet6Stats: false })).map((link) => [link.index, link]));
  const name: Names = (index) => links.get(index)?.ifname ?? `if${index}`;
  for await (const event of events) {
    if (event.object === "link" && event.action === "new") links.set(event.link.index, event.link);
    const { json, text } = outputOf(event, links, name);
    const gone = event.object !== undefined && event.action === "delete";
    if (context.json) {
      context.write(`${jsonText(context, { event: event.type, ...json })}\n`);
    } else {
      const label = chosen.length > 1 && event.object !== undefined ? `[${event.object.toUpperCase()}]` : "";
      const whole = `${label}${gone ? "Deleted " : ""}${text}`;
      context.write(context.oneline ? oneLine(whole) : whole);
    }
    if (event.object === "link" && gone) links.delete(event.link.index);
  }
}
