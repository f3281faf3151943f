/** Rules against `ip -j rule`. */
import { describe, expect } from "vitest";
import { Rule } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";

describe("rules", () => {
  live("selectors, actions and the rules that every namespace has", ["multipleTables"], async (ns) => {
    await ns.script(`
      ip rule add pref 100 from 10.0.0.0/8 to 192.0.2.1 table 7
      ip rule add pref 101 fwmark 0x10/0xff iif lo lookup main suppress_prefixlength 0
      ip rule add pref 102 uidrange 0-0 ipproto tcp dport 80-90 blackhole
      ip rule add pref 103 not from all tos 0x10 goto 32766
    `);
    const trace = await ns.trace(["ip", "-j", "-d", "rule", "show"]);
    interface IpRule {
      priority: number;
      src?: string;
      srclen?: number;
      dst?: string;
      dstlen?: number;
      table?: string;
      fwmark?: string;
      fwmask?: string;
      iif?: string;
    }
    const expected = trace.json<IpRule[]>();
    const rules = trace.replies("RTM_NEWRULE", Rule);
    const prefix = (length: number) => (length === 0 || length === 32 ? undefined : length);
    const decoded = rules.map((rule) => ({
      ...{
        priority: rule.priority ?? 0,
        src: rule.src ?? "all",
        srclen: prefix(rule.srcLen),
        dst: rule.dst,
        iif: rule.iifname,
      },
      table: rule.action === "to_tbl" ? String(rule.table) : undefined,
      fwmark: rule.fwmark ? `0x${rule.fwmark.toString(16)}` : undefined,
      fwmask: rule.fwmark && rule.fwmask !== 0xffffffff ? `0x${rule.fwmask?.toString(16)}` : undefined,
    }));
    const wanted = expected.map(({ priority, src, srclen, dst, iif, table, fwmark, fwmask }) => {
      return { priority, src, srclen, dst, iif, table, fwmark, fwmask };
    });
    expect(decoded).toEqual(wanted);
    expect(rules.find(({ priority }) => priority === 101)).toMatchObject({ suppressPrefixlen: 0 });
    expect(rules.find(({ priority }) => priority === 102)).toMatchObject({
      ...{
        action: "blackhole",
        ipProto: "tcp",
        uidRange: { start: 0, end: 0 },
        dportRange: { start: 80, end: 90 },
      },
    });
    expect(rules.find(({ priority }) => priority === 103)).toMatchObject({ action: "goto", goto: 32766, tos: 0x10 });
  });

  live("DSCP", ["ruleDscp"], async (ns) => {
    await ns.script("ip rule add pref 100 dscp 10 table 7");
    const trace = await ns.trace(["ip", "-j", "rule", "show"]);
    expect(trace.replies("RTM_NEWRULE", Rule).find(({ priority }) => priority === 100)?.dscp).toBe(10);
  });
});
