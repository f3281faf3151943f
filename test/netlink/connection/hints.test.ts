/** Help that is given, and none where it would be a guess. */
import { expect, it } from "vitest";
import { protocolHint, refusalHint } from "../../../src/netlink/connection/hints.js";

const refused = (code: string, message?: string, value?: unknown) =>
  refusalHint({ operation: "RTM_NEWQDISC", code, message, value });

it("says what a kernel lacks", () => {
  expect(refused("EOPNOTSUPP", "Unknown device type", { linkinfo: { kind: "vxlan" } })).toMatch("rtnl-link-vxlan");
  expect(refused("ENOENT", "Specified qdisc kind is unknown", { kind: "cake" })).toMatch("module sch_cake");
  expect(refused("ENOENT", "TC classifier not found", { kind: "flower" })).toMatch("module cls_flower");
  expect(protocolHint(16)).toBe("this kernel has no such netlink protocol");
  expect(protocolHint(4)).toMatch("CONFIG_INET_DIAG");
});

it("does not guess", () => {
  expect(refused("ENOENT")).toBeUndefined();
  expect(refused("EINVAL", "Unknown device type")).toBeUndefined();
  expect(refused("EOPNOTSUPP", "Unknown device type", { linkinfo: { kind: "a\u001bb" } })).toBeUndefined();
  expect(refused("EPERM", "Not yours")).toBeUndefined();
  expect(refused("EPERM")).toMatch("CAP_NET_ADMIN");
});
