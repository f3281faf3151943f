/** `ip route`: routes. */
import { flagNames } from "../../src/index.js";
import { type Route, RouteFlags, RouteMetrics, type RouteNexthop } from "../../src/rtnl/index.js";
import { type Names, scopeText } from "./context.js";
import { type Json, Output, safe } from "./output.js";

const BITS: Readonly<Record<string, number>> = { inet: 32, inet6: 128, mpls: 20 };

/** `default`, an address that stands for itself alone, or a prefix. */
function prefixText(address: string | undefined, length: number, family: Route["family"]): string {
  const bits = BITS[String(family)] ?? 32;
  if (address === undefined) return length === 0 ? "default" : `0/${length}`;
  return length === bits ? address : `${address}/${length}`;
}

/** RTNH_F_* and the RTM_F_* that are printed like them, in iproute2's order. */
const FLAGS = [
  ["dead", "dead"],
  ["onlink", "onlink"],
  ["pervasive", "pervasive"],
  ["nexthop_offload", "offload"],
  ["nexthop_trap", "trap"],
  ["notify", "notify"],
  ["linkdown", "linkdown"],
  ["unresolved", "unresolved"],
  ["offload", "rt_offload"],
  ["trap", "rt_trap"],
  ["offload_failed", "rt_offload_failed"],
] as const;

export function flagWords(flags: number): string[] {
  return FLAGS.filter(([key]) => (flags & RouteFlags[key]) !== 0).map(([, word]) => word);
}

function jsonOf(value: unknown): Json {
  if (typeof value === "bigint") return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([key, member]) => member !== undefined && key !== "unknown");
    return Object.fromEntries(entries.map(([key, member]) => [key, jsonOf(member)]));
  }
  return value as Json;
}

/** A segment routing header as it is written down: its segments are in the order in which they are passed. */
function seg6Of(encap: unknown): object {
  const { mode, srh } = (encap as { srh?: { mode?: unknown; srh?: { segments?: readonly string[] } } }).srh ?? {};
  return { mode, segs: [...(srh?.segments ?? [])].reverse() };
}

/** Members of an IP tunnel in iproute2's order, without flags that are not set. */
function ipOf(encap: object): object {
  const { id, src, dst, flags, ...rest } = encap as Record<string, unknown>;
  return { id, src, dst, ...rest, flags: flags === 0 ? undefined : flags };
}

/** A tunnel in a route: its type, and what the schema knows of it. */
export function putEncap(output: Output, type: Route["encapType"], encap: unknown): void {
  if (type === undefined) return;
  output.put("encap", String(type), ` encap ${type} `);
  const members = jsonOf(type === "seg6" ? seg6Of(encap) : ipOf(encap ?? {}));
  if (typeof members !== "object" || members === null || Array.isArray(members)) return;
  for (const [key, value] of Object.entries(members)) {
    if (key === "segs" && Array.isArray(value)) {
      output.put(key, value, `segs ${value.length} [ ${value.join(" ")} ] `);
      continue;
    }
    const text = typeof value === "object" ? JSON.stringify(value) : safe(String(value));
    output.put(key in output.json ? `encap_${key}` : key, value, `${key} ${text} `);
  }
}

function putVia(output: Output, via: Route["via"]): void {
  if (via === undefined) return;
  const { family, addr } = via;
  output.put("via", { family: String(family), host: addr }, `via ${family} ${addr} `);
}

const METRIC_WORDS: Readonly<Record<string, string>> = {
  rtoMin: "rto_min",
  ccAlgo: "congestion",
  fastopenNoCookie: "fastopen_no_cookie",
};
const METRIC_TEXT: Readonly<Record<string, string>> = { congestion: "congctl" };

function putMetrics(output: Output, metrics: NonNullable<Route["metrics"]>): void {
  const inner = new Output();
  for (const [key, { id }] of Object.entries(RouteMetrics.fields)) {
    const value = metrics[key as "mtu"] as number | string | undefined;
    if (value === undefined || key === "lock") continue;
    if (key === "features") {
      const { names } = flagNames({ ecn: 1, tcp_usec_ts: 16 }, Number(value));
      inner.say("features ");
      for (const name of names) inner.put(name, null, `${name} `);
      continue;
    }
    const word = METRIC_WORDS[key] ?? key;
    const locked = ((metrics.lock ?? 0) & (1 << id)) !== 0 ? "lock " : "";
    const scaled = key === "rtt" ? Number(value) / 8 : key === "rttvar" ? Number(value) / 4 : value;
    const unit = key.startsWith("rt") ? "ms" : "";
    inner.put(word, scaled, `${METRIC_TEXT[word] ?? word} ${locked}${safe(String(scaled))}${unit} `);
  }
  output.put("metrics", [inner.json], inner.text);
}

function putRealms(output: Output, flow: number | undefined): void {
  if (!flow) return;
  const [from, to] = [flow >>> 16, flow & 0xffff];
  const json = { ...(from === 0 ? {} : { from: String(from) }), to: String(to) };
  output.put("flow", json, `realm${from === 0 ? "" : "s"} ${from === 0 ? to : `${from}/${to}`} `);
}

function nexthopOutput(nexthop: RouteNexthop, names: Names): Output {
  const output = new Output().say("\tnexthop ");
  putEncap(output, nexthop.encapType, nexthop.encap);
  if (nexthop.newdst !== undefined) output.put("to", nexthop.newdst, `as to ${nexthop.newdst} `);
  if (nexthop.gateway !== undefined) output.put("gateway", nexthop.gateway, `via ${nexthop.gateway} `);
  putVia(output, nexthop.via);
  if (nexthop.ifindex !== 0) output.put("dev", names(nexthop.ifindex), `dev ${safe(names(nexthop.ifindex))} `);
  output.put("weight", nexthop.hops + 1, `weight ${nexthop.hops + 1} `);
  putRealms(output, nexthop.flow);
  return output.flags(flagWords(nexthop.flags)).say("\n");
}

/** What is printed: nothing that was asked for. */
const ALL = { table: true, dev: true, gateway: true, protocol: true, scope: true };

export function routeOutput(route: Route, names: Names, shown = ALL): Output {
  const { family } = route;
  const output = new Output();
  if (route.type !== "unicast") output.put("type", String(route.type));
  output.put("dst", prefixText(route.dst, route.dstLen, family));
  const isLookup = (route.flags & RouteFlags.cloned) !== 0;
  if (route.src !== undefined) {
    const src = prefixText(route.src, route.srcLen, family);
    output.put("from", src, `from ${src} `);
  } else if (route.srcLen !== 0) output.put("from", `0/${route.srcLen}`, `from 0/${route.srcLen} `);
  if (route.newdst !== undefined) output.put("to", route.newdst, `as to ${route.newdst} `);
  putEncap(output, route.encapType, route.encap);
  output.tos(route.tos);
  output.maybe("nhid", route.nhId);
  if (route.gateway !== undefined && shown.gateway) output.put("gateway", route.gateway, `via ${route.gateway} `);
  putVia(output, route.via);
  if (route.oif && shown.dev) output.put("dev", names(route.oif), `dev ${safe(names(route.oif))} `);
  if (!isLookup) {
    const table = route.table ?? route.rtmTable;
    if (table !== "main" && shown.table) output.put("table", String(table), `table ${table} `);
    if (route.protocol !== "boot" && shown.protocol)
      output.put("protocol", String(route.protocol), `proto ${route.protocol} `);
    if (route.scope !== "universe" && shown.scope)
      output.put("scope", scopeText(route.scope), `scope ${scopeText(route.scope)} `);
  }
  if (route.prefsrc !== undefined) output.put("prefsrc", route.prefsrc, `src ${route.prefsrc} `);
  output.maybe("metric", route.priority);
  output.flags(flagWords(route.flags));
  if (route.mark) output.maybe("mark", route.mark);
  putRealms(output, route.flow);
  output.maybe("uid", route.uid);
  if (route.metrics !== undefined) putMetrics(output, route.metrics);
  const expires = route.cacheinfo?.expires ?? 0;
  if (family === "inet" && isLookup) output.put("cache", [], "\n    cache ");
  // Clock ticks of user space, a hundred each second.
  if (family === "inet6" && expires > 0) {
    output.put("expires", Math.floor(expires / 100), `expires ${Math.floor(expires / 100)}sec `);
  }
  if (route.iif) output.put("iif", names(route.iif), `iif ${safe(names(route.iif))} `);
  if (route.pref !== undefined) output.put("pref", String(route.pref), `pref ${route.pref}`);
  if (route.multipath !== undefined) {
    const nexthops = route.multipath.map((nexthop) => nexthopOutput(nexthop, names));
    output.put(
      "nexthops",
      nexthops.map(({ json }) => json),
      `\n${nexthops.map(({ text }) => text).join("")}`,
    );
    output.text = output.text.replace(/\n$/, "");
  }
  if (route.ttlPropagate !== undefined) {
    output.put(
      "ttl-propogate",
      route.ttlPropagate !== 0,
      `ttl-propagate ${route.ttlPropagate ? "enabled" : "disabled"}`,
    );
  }
  return output.say("\n");
}
