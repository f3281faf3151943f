import { expectTypeOf, test } from "vitest";
import type { Link, LinkInput, VlanData, VlanDataInput } from "../../src/rtnl/link/index.js";

declare const link: Link;

test("the kind tells what the data is", () => {
  const info = link.linkinfo!;
  if (info.kind === "vlan") expectTypeOf(info.data).toEqualTypeOf<VlanData | undefined>();
  if (info.kind === "vxlan") expectTypeOf(info.data!.port).toEqualTypeOf<number | undefined>();
  if (info.kind === "bond") expectTypeOf(info.data!.arpIpTarget).toEqualTypeOf<string[] | undefined>();
  if (info.slaveKind === "vrf") expectTypeOf(info.slaveData!.table).toEqualTypeOf<number | undefined>();
  if (info.kind === "can") expectTypeOf(info.xstats!.busOff).toEqualTypeOf<number>();
});

test("a peer is a link", () => {
  const info = link.linkinfo!;
  if (info.kind === "veth") expectTypeOf(info.data!.peer).toEqualTypeOf<Link | undefined>();
  if (info.kind === "netkit") expectTypeOf(info.data!.peerInfo).toEqualTypeOf<Link | undefined>();
});

test("the keys tell what IFLA_AF_SPEC is", () => {
  const spec = link.afSpec!;
  if ("inet6" in spec) expectTypeOf(spec.inet6!.conf!.forwarding).toEqualTypeOf<number | undefined>();
  else if ("vlanInfo" in spec) expectTypeOf(spec.vlanInfo!).toEqualTypeOf<{ flags: number; vid: number }[]>();
  else if ("vifs" in spec) expectTypeOf(spec.vifs!).toHaveProperty("vif");
});

test("what is encoded is checked against its kind", () => {
  expectTypeOf<VlanDataInput>().toExtend<{ id?: number | undefined }>();
  expectTypeOf<{ ifname: "v"; linkinfo: { kind: "vlan"; data: { id: 5 } } }>().toExtend<LinkInput>();
  expectTypeOf<{ linkinfo: { kind: "vlan"; data: { id: "5" } } }>().not.toExtend<LinkInput>();
  expectTypeOf<{ linkinfo: { kind: "veth"; data: { peer: { mtu: "1" } } } }>().not.toExtend<LinkInput>();
  expectTypeOf<{ linkinfo: { kind: "dummy" } }>().toExtend<LinkInput>();
});
