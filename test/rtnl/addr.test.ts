import { describe, expect, it } from "vitest";
import { flagNames } from "../../src/codec/index.js";
import { Address, AddressFlags } from "../../src/rtnl/addr.js";
import { AddressLabel } from "../../src/rtnl/addrlabel.js";
import { pick, present, values } from "./route-captures.js";

const NEWADDR = 20;

describe("addresses", () => {
  it("reads an IPv4 address with label and broadcast", () => {
    const address = pick(values("addr", NEWADDR, "reply", Address), (a) => a.local === "10.0.0.1");
    expect(address).toMatchObject({
      family: "inet",
      prefixlen: 24,
      scope: "universe",
      address: "10.0.0.1",
      broadcast: "10.0.0.255",
      label: "eth0:web",
      cacheinfo: { prefered: 4294967295, valid: 4294967295 },
    });
    expect(address).not.toHaveProperty("unknown");
    expect(flagNames(AddressFlags, address.flags!)).toEqual({ names: ["permanent"], rest: 0 });
  });

  it("reads peer, metric and lifetimes in seconds", () => {
    const replies = values("addr", NEWADDR, "reply", Address);
    const address = pick(replies, (a) => a.local === "10.1.0.1");
    expect(address).toMatchObject({ address: "10.1.0.2", prefixlen: 32, scope: "link", rtPriority: 77 });
    expect(address.cacheinfo!.valid).toBeGreaterThan(3590);
    expect(address.cacheinfo!.valid).toBeLessThanOrEqual(3600);
    expect(address.cacheinfo!.prefered).toBeLessThanOrEqual(1800);
  });

  it("keeps flags that do not fit the header apart from those that do", () => {
    const address = pick(
      values("addr", NEWADDR, "request", Address),
      (a) => a.address === "2001:db8::1" && a.flags !== undefined && a.flags > 0xff,
    );
    expect(flagNames(AddressFlags, address.flags!).names).toEqual(["nodad", "homeaddress", "managetempaddr"]);
    const replies = values("addr", NEWADDR, "reply", Address);
    expect(replies.map((a) => a.ifaFlags)).toEqual(replies.map((a) => a.flags! & 0xff));
    expect(replies.some((a) => a.flags! > 0xff)).toBe(true);
  });

  it("reads the protocol, by name where the kernel has one", () => {
    const requests = values("addr-proto", NEWADDR, "request", Address).map(present);
    expect(pick(requests, (a) => a.local === "2001:db8:2::2").proto).toBe("kernel_ll");
    expect(pick(requests, (a) => a.local === "10.3.0.1").proto).toBe(0x80);
  });

  it("reads labels of source address selection", () => {
    const label = pick(values("addr", 72, "request", AddressLabel), () => true);
    expect(present(label)).toMatchObject({ family: "inet6", prefixlen: 32, address: "2001:db8::", label: 99 });
  });
});
