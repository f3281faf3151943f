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

it("says what a kernel lacks for a route or a bridge", () => {
  const route = (value: unknown, message?: string) =>
    refusalHint({ operation: "RTM_NEWROUTE", code: "EOPNOTSUPP", message, value });
  expect(route({ family: "mpls" })).toBe("this kernel lacks CONFIG_MPLS_ROUTING, module mpls_router");
  expect(route({ family: 28 })).toMatch("mpls_router");
  expect(route({ family: 2 })).toBeUndefined();
  const words = "lwt encapsulation type not supported";
  expect(route({ encapType: 1 }, words)).toBe("this kernel lacks CONFIG_MPLS_IPTUNNEL, module mpls_iptunnel");
  expect(route({ multipath: [{}, { encapType: "rpl" }] }, words)).toMatch("CONFIG_IPV6_RPL_LWTUNNEL");
  expect(route({}, words)).toBeUndefined();
  const bridge = { linkinfo: { kind: "bridge", data: { vlanFiltering: 1 } } };
  expect(refused("EOPNOTSUPP", undefined, bridge)).toMatch("CONFIG_BRIDGE_VLAN_FILTERING");
  expect(refused("EINVAL", undefined, bridge)).toBeUndefined();
});

it("does not guess", () => {
  expect(refused("ENOENT")).toBeUndefined();
  expect(refused("EINVAL", "Unknown device type")).toBeUndefined();
  expect(refused("EOPNOTSUPP", "Unknown device type", { linkinfo: { kind: "a\u001bb" } })).toBeUndefined();
  expect(refused("EPERM", "Not yours")).toBeUndefined();
  expect(refused("EPERM")).toMatch("CAP_NET_ADMIN");
});
