/** `ip rule`: policy routing. */
import { type Rule, RuleFlags } from "../../src/rtnl/index.js";
import { Output, safe } from "./output.js";

const BITS: Readonly<Record<string, number>> = { inet: 32, inet6: 128 };

function putRange(output: Output, key: string, range: { start: number; end: number } | undefined): void {
  if (range === undefined) return;
  const { start, end } = range;
  if (start === end) {
    output.put(key, start, `${key} ${start} `);
    return;
  }
  output.put(`${key}_start`, start, "").put(`${key}_end`, end, `${key} ${start}-${end} `);
}

export function ruleOutput(rule: Rule): Output {
  const output = new Output();
  const bits = BITS[String(rule.family)] ?? 32;
  const priority = rule.priority ?? 0;
  output.put("priority", priority, `${priority}:\t`);
  output.mark("not", (rule.flags & RuleFlags.invert) !== 0);
  if (rule.src !== undefined) {
    output.put("src", rule.src, `from ${rule.src}${rule.srcLen === bits ? "" : `/${rule.srcLen}`} `);
    if (rule.srcLen !== bits) output.put("srclen", rule.srcLen, "");
  } else if (rule.srcLen !== 0) output.put("src", "0", `from 0/${rule.srcLen} `).put("srclen", rule.srcLen, "");
  else output.put("src", "all", "from all ");
  if (rule.dst !== undefined) {
    output.put("dst", rule.dst, `to ${rule.dst}${rule.dstLen === bits ? "" : `/${rule.dstLen}`} `);
    if (rule.dstLen !== bits) output.put("dstlen", rule.dstLen, "");
  } else if (rule.dstLen !== 0) output.put("dst", "0", `to 0/${rule.dstLen} `).put("dstlen", rule.dstLen, "");
  output.tos(rule.tos);
  if (rule.fwmark !== undefined || rule.fwmask !== undefined) {
    const fwmark = `0x${(rule.fwmark ?? 0).toString(16)}`;
    const { fwmask = 0xffff_ffff } = rule;
    output.put("fwmark", fwmark, `fwmark ${fwmark}`);
    if (fwmask !== 0xffff_ffff) output.put("fwmask", `0x${fwmask.toString(16)}`, `/0x${fwmask.toString(16)}`);
    output.say(" ");
  }
  if (rule.iifname !== undefined) {
    output.put("iif", rule.iifname, `iif ${safe(rule.iifname)} `);
    if ((rule.flags & RuleFlags.iif_detached) !== 0) output.put("iif_detached", null, "[detached] ");
  }
  if (rule.oifname !== undefined) {
    output.put("oif", rule.oifname, `oif ${safe(rule.oifname)} `);
    if ((rule.flags & RuleFlags.oif_detached) !== 0) output.put("oif_detached", null, "[detached] ");
  }
  if (rule.l3mdev) output.put("l3mdev", null, "lookup [l3mdev-table] ");
  if (rule.uidRange !== undefined) {
    const { start, end } = rule.uidRange;
    output.put("uid_start", start, "").put("uid_end", end, `uidrange ${start}-${end} `);
  }
  if (rule.ipProto !== undefined) output.put("ipproto", String(rule.ipProto), `ipproto ${rule.ipProto} `);
  putRange(output, "sport", rule.sportRange);
  putRange(output, "dport", rule.dportRange);
  if (rule.tunId !== undefined) output.put("tun_id", Number(rule.tunId), `tun_id ${rule.tunId} `);
  if (rule.dscp !== undefined) output.put("dscp", rule.dscp, `dscp ${rule.dscp} `);
  const table = rule.table ?? rule.hdrTable;
  if (table !== "unspec" && table !== 0 && rule.action === "to_tbl") {
    if (!rule.l3mdev) output.put("table", String(table), `lookup ${table} `);
    if (rule.suppressPrefixlen !== undefined && rule.suppressPrefixlen !== -1) {
      output.put("suppress_prefixlen", rule.suppressPrefixlen, `suppress_prefixlength ${rule.suppressPrefixlen} `);
    }
    if (rule.suppressIfgroup !== undefined && rule.suppressIfgroup !== 0xffff_ffff) {
      output.put("suppress_ifgroup", String(rule.suppressIfgroup), `suppress_ifgroup ${rule.suppressIfgroup} `);
    }
  }
  if (rule.flow) {
    const [from, to] = [rule.flow >>> 16, rule.flow & 0xffff];
    if (from !== 0) output.put("flow_from", String(from), "");
    output.put("flow_to", String(to), `realms ${from === 0 ? "" : `${from}/`}${to} `);
  }
  if (rule.action === "goto") output.put("goto", rule.goto ?? "none", `goto ${rule.goto ?? "none"} `);
  if ((rule.flags & RuleFlags.unresolved) !== 0) output.put("unresolved", null, "[unresolved] ");
  if (rule.action === "nop") output.put("nop", null, "nop ");
  else if (rule.action !== "to_tbl" && rule.action !== "goto") {
    output.put("action", String(rule.action), `${rule.action} `);
  }
  const { protocol } = rule;
  // Rules that the kernel made say nothing of it.
  if (protocol !== undefined && !["kernel", "unspec"].includes(String(protocol))) {
    output.put("protocol", String(protocol), `proto ${protocol} `);
  }
  output.text = output.text.trimEnd();
  return output.say("\n");
}
