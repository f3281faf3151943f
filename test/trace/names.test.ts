// The tables of names against the kernel's headers.
import { describe, expect, it } from "vitest";
import * as nfnetlink from "../../src/trace/strace/names/nfnetlink.js";
import * as protocols from "../../src/trace/strace/names/protocols.js";
import { ADDRESS_FAMILIES, ERRNO } from "../../src/trace/strace/names/system.js";
import * as types from "../../src/trace/strace/names/types.js";
import { hasFlag, parseFlags, parseNumber, parseProtocol } from "../../src/trace/strace/numbers.js";
import { loadOracle } from "../support/oracle.js";

/** Names that the newest headers no longer have, or that are not in uapi headers. */
const OUTSIDE = new Set([
  ...["NETLINK_W1", "NETLINK_DNRTMSG", "NETLINK_INET_DIAG", "NFNL_SUBSYS_NONE", "nlctrl", "GENL_ID_CTRL"],
  ...["SELNL_MSG_SETENFORCE", "SELNL_MSG_POLICYLOAD", "NLMSG_NOOP", "NLMSG_ERROR", "NLMSG_DONE", "NLMSG_OVERRUN"],
]);

describe("tables of names", () => {
  const tables = Object.entries({ ...nfnetlink, ...protocols, ...types });
  const oracle = loadOracle(new Set(tables.flatMap(([, table]) => Object.keys(table))));

  it.each(tables)("%s", (_, table) => {
    for (const [name, value] of Object.entries(table)) {
      const number = oracle.value(name);
      if (number === undefined && (OUTSIDE.has(name) || oracle.partial)) continue;
      expect(number, name).toBe(value);
    }
  });

  it("most names are in the headers", () => {
    const names = tables.flatMap(([, table]) => Object.keys(table));
    expect(names.filter((name) => oracle.value(name) !== undefined).length).toBeGreaterThan(names.length * 0.8);
  });

  it("no name means two numbers", () => {
    const seen = new Map<string, number>();
    for (const table of Object.values({ ...nfnetlink, ...types })) {
      for (const [name, value] of Object.entries(table)) {
        expect(seen.get(name) ?? value, name).toBe(value);
        seen.set(name, value);
      }
    }
  });
});

describe("numbers", () => {
  it("reads what strace prints", () => {
    expect(parseNumber("0x301")).toBe(0x301);
    expect(parseNumber("-1030709259")).toBe(-1030709259);
    expect(parseNumber("2505<ip>")).toBe(2505);
    expect(parseNumber("12 /* 3338 in strace's PID NS */")).toBe(12);
    expect(parseNumber("0644")).toBe(0o644);
    expect(parseNumber("NAME")).toBeUndefined();
    expect(parseNumber("")).toBeUndefined();
    expect(parseFlags("A|0x40|2<<8 /* B */", (name) => (name === "A" ? 1 : undefined))).toBe(0x241);
    expect(parseFlags("A|constructor", (name) => (name === "A" ? 1 : undefined))).toBeUndefined();
    expect(parseProtocol("NETLINK_ROUTE")).toBe(0);
    expect(parseProtocol("constructor")).toBeUndefined();
    expect(parseProtocol("GENERIC")).toBe(16);
    expect(hasFlag("0x22 /* MSG_PEEK|MSG_TRUNC */", "MSG_PEEK", 2)).toBe(true);
    expect(hasFlag("MSG_DONTWAIT|0x2", "MSG_PEEK", 2)).toBe(true);
    expect(hasFlag("0", "MSG_PEEK", 2)).toBe(false);
  });

  it("knows the families and errors that everything has", () => {
    expect([ADDRESS_FAMILIES["AF_INET"], ADDRESS_FAMILIES["AF_INET6"], ADDRESS_FAMILIES["AF_BRIDGE"]]).toEqual([
      2, 10, 7,
    ]);
    expect([ERRNO["EPERM"], ERRNO["ENODEV"], ERRNO["EOPNOTSUPP"], ERRNO["EINVAL"]]).toEqual([1, 19, 95, 22]);
  });
});
