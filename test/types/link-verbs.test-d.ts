import { expectTypeOf, test } from "vitest";
import type { Link, LinkChange, LinkOptions, LinkSettings, Rtnl } from "../../src/rtnl/index.js";

declare const rtnl: Rtnl;

test("the kind tells which options there are", () => {
  expectTypeOf<{ kind: "vlan"; name: "v"; parent: "eth0"; id: 5; protocol: "8021ad" }>().toExtend<LinkOptions>();
  expectTypeOf<{ kind: "vlan"; id: "5" }>().not.toExtend<LinkOptions>();
  expectTypeOf<{ kind: "vlan"; protocol: "8021x" }>().not.toExtend<LinkOptions>();
  expectTypeOf<{ kind: "vxlan"; id: 5; data: { group: "239.1.1.1" }; parent: 3 }>().toExtend<LinkOptions>();
  expectTypeOf<{ kind: "vxlan"; group: "239.1.1.1" }>().not.toExtend<LinkOptions>();
  expectTypeOf<{ kind: "vxlan"; remote: "2001:db8::1" }>().toExtend<LinkOptions & LinkChange>();
  expectTypeOf<{ kind: "vxlan"; remote: 5 }>().not.toExtend<LinkOptions>();
  expectTypeOf<{ kind: "dummy"; up: true; mtu: 1400 }>().toExtend<LinkOptions>();
  expectTypeOf<{ kind: "nosuchkind" }>().not.toExtend<LinkOptions>();
  expectTypeOf<{ name: "x" }>().not.toExtend<LinkOptions>();
});

test("a misspelt option is an error where it stands", () => {
  // @ts-expect-error: it is id
  void rtnl.links.add({ kind: "vlan", name: "v", parent: "eth0", idd: 5 });
  // @ts-expect-error: a VLAN has no other end
  void rtnl.links.add({ kind: "vlan", name: "v", id: 5, remote: "192.0.2.1" });
  // @ts-expect-error: of another kind
  void rtnl.links.add({ kind: "bridge", name: "v", id: 5 });
  // @ts-expect-error: it is mtu
  void rtnl.links.set("eth0", { mtuu: 5 });
  // @ts-expect-error: a bond has no such
  void rtnl.links.change("bond0", { kind: "bond", vlanFiltering: 1 });
});

test("interfaces in data by name, the other end as a link", () => {
  expectTypeOf<{ kind: "hsr"; slave1: "eth0"; slave2: 5 }>().toExtend<LinkOptions>();
  expectTypeOf<{ kind: "bond"; primary: "eth0" }>().toExtend<LinkChange>();
  expectTypeOf<{ kind: "veth"; peer: { name: "v1"; netns: { pid: 5 }; mtu: 5 } }>().toExtend<LinkOptions>();
  expectTypeOf<{ kind: "netkit"; peer: { name: "v1" }; mode: "l3" }>().toExtend<LinkOptions>();
  expectTypeOf<{ kind: "veth"; peer: { name: 5 } }>().not.toExtend<LinkOptions>();
  expectTypeOf<{ port: { isolated: 1; backupPort: "eth1" } }>().toExtend<LinkSettings>();
  expectTypeOf<{ port: { queueId: 1 } }>().toExtend<LinkSettings>();
});

test("what comes back depends on where it was made and what was waited for", () => {
  expectTypeOf(rtnl.links.add({ kind: "dummy" })).toEqualTypeOf<Promise<Link>>();
  expectTypeOf(rtnl.links.add({ kind: "dummy", netns: "blue" })).toEqualTypeOf<Promise<Link | undefined>>();
  expectTypeOf(rtnl.links.waitFor("eth0", "up")).toEqualTypeOf<Promise<Link>>();
  expectTypeOf(rtnl.links.waitFor("eth0", "absent")).toEqualTypeOf<Promise<undefined>>();
  expectTypeOf(rtnl.links.waitFor("eth0", (link) => link.mtu === 1400)).toEqualTypeOf<Promise<Link>>();
});
