import { expect, test } from "vitest";
import { decode, encode } from "../../src/codec/index.js";
import { Devlink } from "../../src/genl/devlink/devlink.js";
import { devlink } from "../../src/genl/devlink/family.js";
import { EthtoolFeatures } from "../../src/genl/ethtool/link.js";
import { EthtoolStats } from "../../src/genl/ethtool/stats.js";
import { EthtoolStrset } from "../../src/genl/ethtool/strset.js";
import { genericFamilies } from "../../src/genl/families.js";
import { Nl80211 } from "../../src/genl/nl80211/nl80211.js";
import { GenlFamily } from "../../src/genl/nlctrl/nlctrl.js";
import { Team } from "../../src/genl/team.js";
import { WgDevice } from "../../src/genl/wireguard/wireguard.js";
import { decoded } from "./recorded.js";

test("the controller lists families with operations and groups", () => {
  const families = decoded("captures/genl-nlctrl", "CTRL_CMD_NEWFAMILY", "reply", GenlFamily);
  const ctrl = families.find((family) => family.familyName === "nlctrl");
  expect(ctrl).toMatchObject({ familyId: 16, version: 2, hdrsize: 0 });
  expect(ctrl?.ops?.map((op) => op.id)).toEqual([3, 10]);
  expect(ctrl?.mcastGroups).toEqual([{ name: "notify", id: 16, unknown: undefined }]);
});

test("what is declared of a family is what the controller says of it", () => {
  const seen = new Set<string>();
  for (const { familyName, version, mcastGroups, ops } of decoded(
    "captures/genl-nlctrl",
    "CTRL_CMD_NEWFAMILY",
    "reply",
    GenlFamily,
  )) {
    const family = genericFamilies.get(familyName ?? "");
    if (family === undefined) continue;
    seen.add(family.name);
    expect(family.version, family.name).toBe(version);
    for (const { name } of mcastGroups ?? []) expect(family.groups, family.name).toContain(name);
    for (const { id } of ops ?? []) expect(family.request.has(id!), `${family.name} operation ${id}`).toBe(true);
  }
  expect(seen.size).toBeGreaterThan(3);
});

test("a policy dump names each attribute by policy and number", () => {
  const replies = decoded("captures/genl-nlctrl", "CTRL_CMD_GETPOLICY", "reply", GenlFamily);
  const policies = replies.flatMap((reply) => reply.policy ?? []);
  const operations = replies.flatMap((reply) => reply.opPolicy ?? []);
  expect(operations.length).toBeGreaterThan(0);
  expect(policies.length).toBeGreaterThan(5);
  for (const { policy, value } of policies) {
    expect(policy).toBeTypeOf("number");
    expect(value[0]?.value.type).toBeTypeOf("string");
  }
});

test("WireGuard peers carry endpoints of both families and allowed addresses", () => {
  const peers = decoded("captures/genl-wireguard", "WG_CMD_SET_DEVICE", "request", WgDevice).flatMap(
    (device) => device.peers ?? [],
  );
  const endpoints = peers.flatMap((peer) => peer.endpoint ?? []);
  expect(endpoints).toContainEqual(expect.objectContaining({ family: "inet", addr: "192.0.2.1", port: 51820 }));
  expect(endpoints).toContainEqual(
    expect.objectContaining({ family: "inet6", addr: "2001:db8::1", port: 51821, flowinfo: 0, scopeId: 0 }),
  );
  expect(peers[0]?.allowedips).toContainEqual(
    expect.objectContaining({ family: "inet6", ipaddr: "2001:db8::", cidrMask: 32 }),
  );
  for (const peer of peers) expect(peer.publicKey).toHaveLength(32);
});

test("the requests of wg are what encoding their values gives", () => {
  const requests = decoded("captures/genl-wireguard", "WG_CMD_SET_DEVICE", "request", WgDevice);
  // Peers and allowed addresses are all of type 0, and every nest has NLA_F_NESTED.
  const again = requests.map((value) => decode(WgDevice, encode(WgDevice, value)));
  expect(again).toEqual(requests);
  const bytes = encode(WgDevice, { cmd: 1, genlVersion: 1, ifname: "wg0", peers: [{}, {}] });
  const tail = bytes.subarray(bytes.length - 12);
  expect([...tail]).toEqual([12, 0, 8, 0x80, 4, 0, 0, 0x80, 4, 0, 0, 0x80]);
});

test("ethtool bitsets are lists of names or words of bits", () => {
  const sets = ["captures/genl-ethtool", "captures/genl-ethtool-bitsets", "captures/genl-ethtool-netdevsim"].flatMap(
    (capture) => decoded(capture, "ETHTOOL_MSG_FEATURES_GET_REPLY", "reply", EthtoolFeatures),
  );
  const bitsets = sets.flatMap((features) => [features.hw, features.wanted, features.active, features.nochange]);
  const words = bitsets.find((set) => set?.value !== undefined);
  const names = bitsets.find((set) => set?.bits !== undefined);
  expect(words !== undefined || names !== undefined).toBe(true);
  if (words !== undefined) expect(words.value).toHaveLength(Math.ceil(words.size! / 32));
  if (names !== undefined) expect(names.bits?.bit?.every((bit) => typeof bit.name === "string")).toBe(true);
});

test("string sets come with their strings", () => {
  const replies = decoded("captures/genl-ethtool-netdevsim", "ETHTOOL_MSG_STRSET_GET_REPLY", "reply", EthtoolStrset);
  const sets = replies.flatMap((reply) => reply.stringsets?.stringset ?? []);
  const phy = sets.find((set) => set.id === "stats_eth_phy");
  expect(phy?.strings?.string).toEqual([{ index: 0, value: "SymbolErrorDuringCarrier", unknown: undefined }]);
});

test("a group of ethtool statistics is a run of nests with one counter each", () => {
  const grp = [{ id: "eth_mac" as const, stat: [[{ stat: 0, value: 7 }], [{ stat: 3, value: 2 ** 40 }]] }];
  const bytes = encode(EthtoolStats, { cmd: 33, grp }, { direction: "reply" });
  const value = decode(EthtoolStats, bytes);
  expect(value.grp?.[0]).toMatchObject(grp[0]!);
  // header 4, grp 4, id 8, then twice nest 4 + attribute 4 + u64 8
  expect(bytes.length).toBe(4 + 4 + 8 + 2 * 16);
});

test("devlink resources contain resources", () => {
  const [reply] = decoded("captures/genl-devlink", "DEVLINK_CMD_RESOURCE_DUMP", "reply", Devlink);
  const names = reply?.resourceList?.resource?.map((r) => [
    r.resourceName,
    r.resourceList?.resource?.map((s) => s.resourceName),
  ]);
  expect(names).toEqual([
    ["IPv4", ["fib", "fib-rules"]],
    ["IPv6", ["fib", "fib-rules"]],
    ["nexthops", undefined],
  ]);
});

test("the value of a devlink parameter has the parameter's type", () => {
  const replies = decoded("captures/genl-devlink", "DEVLINK_CMD_PARAM_GET", "reply", Devlink);
  const param = (name: string) => replies.find((reply) => reply.param?.paramName === name)?.param;
  expect(param("max_macs")?.paramValuesList?.paramValue?.[0]).toMatchObject({
    paramValueData: 32,
    paramValueCmode: "driverinit",
    paramValueDefault: 32,
  });
  // A boolean is a flag, its default a number.
  expect(param("test1")).toMatchObject({
    paramType: "flag",
    paramValuesList: { paramValue: [{ paramValueData: true, paramValueDefault: 1 }] },
  });
  const request = { cmd: 39, busName: "b", devName: "d", paramName: "p", paramType: "u8", paramValueData: 5 } as const;
  expect(decode(Devlink, encode(Devlink, request), { direction: "request" })).toMatchObject(request);
});

test("devlink selftests are read by command and direction", () => {
  const run = devlink.request.get(83)!.name;
  expect(run).toBe("DEVLINK_CMD_SELFTESTS_RUN");
  const request = encode(Devlink, { cmd: 83, selftests: { flash: true } });
  expect(decode(Devlink, request, { direction: "request" }).selftests).toMatchObject({ flash: true });
  const results = { result: [{ id: 1, status: "pass" as const }] };
  const reply = encode(Devlink, { cmd: 83, selftests: results }, { direction: "reply" });
  expect(decode(Devlink, reply, { direction: "reply" }).selftests).toMatchObject(results);
});

test("a wiphy describes bands, frequencies and modes", () => {
  const wiphys = decoded("captures/genl-nl80211-phy", "NL80211_CMD_NEW_WIPHY", "reply", Nl80211);
  const frequencies = wiphys.flatMap((wiphy) => wiphy.wiphyBands?.band2ghz?.freqs ?? []);
  expect(frequencies).toContainEqual(expect.objectContaining({ freq: 2412 }));
  expect(wiphys.some((wiphy) => wiphy.supportedIftypes?.station === true)).toBe(true);
  const commands = wiphys.flatMap((wiphy) => wiphy.supportedCommands ?? []);
  expect(commands).toContain("new_interface");
  const suites = wiphys.flatMap((wiphy) => wiphy.cipherSuites ?? []);
  expect(suites).toContain(0x000fac04);
});

test("an interface and a scan result of nl80211", () => {
  const interfaces = decoded("captures/genl-nl80211", "NL80211_CMD_NEW_INTERFACE", "reply", Nl80211);
  expect(interfaces.map((i) => i.iftype)).toContain("station");
  const [result] = decoded("captures/genl-nl80211", "NL80211_CMD_NEW_SCAN_RESULTS", "reply", Nl80211);
  expect(result?.bss).toMatchObject({ frequency: 2412, beaconInterval: 1000, signalMbm: -3000 });
  expect(result?.bss?.bssid).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
});

test("the data of a team option has the option's type", () => {
  const option = [
    { name: "mode", type: "string" as const, data: "roundrobin" },
    { name: "priority", portIfindex: 3, type: "s32" as const, data: -5 },
    { name: "enabled", type: "flag" as const, data: true as const },
    { name: "lb_tx_hash", type: "binary" as const, data: Uint8Array.of(1, 2, 3) },
  ];
  const bytes = encode(Team, { cmd: 1, teamIfindex: 2, listOption: { option } });
  expect(decode(Team, bytes).listOption?.option).toMatchObject(option);
});
