/** `ip nexthop`. */
import { type Nexthop, nexthopWeight } from "../../src/rtnl/index.js";
import { type Names, scopeText } from "./context.js";
import { type Json, Output, safe } from "./output.js";
import { flagWords, putEncap } from "./show-route.js";

const seconds = (ticks: number): number => ticks / 100;

export function nexthopOutput(nexthop: Nexthop, names: Names): Output {
  const output = new Output();
  output.maybe("id", nexthop.id);
  if (nexthop.group !== undefined) {
    const members = nexthop.group.map((member) => ({ id: member.id, weight: nexthopWeight(member) }));
    const json: Json[] = members.map(({ id, weight }) => (weight === 1 ? { id } : { id, weight }));
    const text = members.map(({ id, weight }) => (weight === 1 ? `${id}` : `${id},${weight}`)).join("/");
    output.put("group", json, `group ${text} `);
  }
  if (nexthop.groupType === "res") output.put("type", "resilient", "type resilient ");
  if (nexthop.resGroup !== undefined) {
    const { buckets = 0, idleTimer = 0, unbalancedTimer = 0, unbalancedTime = 0 } = nexthop.resGroup;
    const args = {
      buckets,
      idle_timer: seconds(idleTimer),
      unbalanced_timer: seconds(unbalancedTimer),
      unbalanced_time: seconds(unbalancedTime),
    };
    const text = Object.entries(args).map(([key, value]) => `${key} ${value} `);
    output.put("resilient_args", args, text.join(""));
  }
  putEncap(output, nexthop.encapType, nexthop.encap);
  if (nexthop.gateway !== undefined) output.put("gateway", nexthop.gateway, `via ${nexthop.gateway} `);
  if (nexthop.oif) output.put("dev", names(nexthop.oif), `dev ${safe(names(nexthop.oif))} `);
  output.mark("blackhole", nexthop.blackhole === true);
  if (nexthop.scope !== "universe") output.put("scope", scopeText(nexthop.scope), `scope ${scopeText(nexthop.scope)} `);
  output.mark("fdb", nexthop.fdb === true);
  if (nexthop.protocol !== "unspec") output.put("protocol", String(nexthop.protocol), `proto ${nexthop.protocol} `);
  return output.flags(flagWords(nexthop.flags)).say("\n");
}
