import { describe, expect, it } from "vitest";
import { encode, flagNames } from "../../src/codec/index.js";
import { Rule, RuleFlags } from "../../src/rtnl/rule.js";
import { pick, present, values } from "./route-captures.js";

const NEWRULE = 32;

describe("rules", () => {
  const byPriority = (priority: number) =>
    pick(values("rule", NEWRULE, "reply", Rule), (r) => r.priority === priority && r.family === "inet");

  it("reads prefixes with the header's lengths and the table both ways", () => {
    expect(byPriority(1000)).toMatchObject({
      action: "to_tbl",
      hdrTable: 100,
      table: 100,
      src: "10.0.0.0",
      srcLen: 8,
      dst: "192.0.2.0",
      dstLen: 24,
    });
  });

  it("reads marks, realms and TOS", () => {
    const rule = byPriority(1002);
    expect(rule).toMatchObject({ fwmark: 0x10, fwmask: 0xff, tos: 0x10, table: "main", flow: (3 << 16) | 4 });
  });

  it("reads ranges", () => {
    expect(byPriority(1003)).toMatchObject({
      ipProto: "tcp",
      sportRange: { start: 1000, end: 2000 },
      dportRange: { start: 443, end: 443 },
    });
    expect(byPriority(1004).uidRange).toEqual({ start: 1000, end: 1999 });
    expect(byPriority(1005).tunId).toBe(77n);
  });

  it("reads suppression: a prefix length of -1 is none", () => {
    expect(byPriority(1007).suppressPrefixlen).toBe(0);
    expect(byPriority(1008)).toMatchObject({ suppressPrefixlen: -1, suppressIfgroup: 7 });
  });

  it("reads actions", () => {
    expect(byPriority(1009)).toMatchObject({ action: "goto", goto: 1010 });
    expect(flagNames(RuleFlags, byPriority(1013).flags).names).toContain("invert");
    expect(flagNames(RuleFlags, byPriority(1014).flags).names).toContain("unresolved");
    expect([1010, 1011, 1012, 1013].map((p) => byPriority(p).action)).toEqual([
      "nop",
      "blackhole",
      "unreachable",
      "prohibit",
    ]);
  });

  it("reads the selectors of newer kernels", () => {
    const requests = values("rule-new", NEWRULE, "request", Rule);
    const masked = pick(requests, (r) => r.priority === 1017);
    expect(present(masked)).toMatchObject({
      sportRange: { start: 0x100, end: 0x100 },
      sportMask: 0xff00,
      dportRange: { start: 80, end: 80 },
    });
    expect(pick(requests, (r) => r.priority === 1016)).toMatchObject({ dscp: 0x20, dscpMask: 0x30 });
    expect(pick(requests, (r) => r.priority === 2002)).toMatchObject({ flowlabel: 0x1234, flowlabelMask: 0xfffff });
  });

  it("writes flow labels in network order", () => {
    expect(encode(Rule, { flowlabel: 0x12345 }).slice(16)).toEqual(new Uint8Array([0, 1, 0x23, 0x45]));
  });
});
