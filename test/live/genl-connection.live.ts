/** Generic netlink connections against the kernel: the controller, commands, groups. */
import { describe, expect } from "vitest";
import {
  command,
  EthtoolFeatures,
  EthtoolLinkstate,
  ethtool,
  Genl,
  GenlFamily,
  nlctrl,
  notice,
} from "../../src/genl/index.js";
import { openDescriptors } from "../../src/netlink/connection/index.js";
import { live } from "./support/live.js";

const GetLinkstate = command(ethtool, "ETHTOOL_MSG_LINKSTATE_GET", EthtoolLinkstate);
const GetFamily = command(nlctrl, "CTRL_CMD_GETFAMILY", GenlFamily);
const FeaturesChanged = notice(ethtool, "ETHTOOL_MSG_FEATURES_NTF", EthtoolFeatures);

describe("generic netlink connection", () => {
  live("families are those that genl lists, with groups and commands", ["enterNetns"], async (ns) => {
    await using genl = await Genl.open({ netns: { pid: ns.pid } });
    const families = await genl.families.list();
    const printed = [
      ...(await ns.run("genl", "ctrl", "list")).matchAll(
        /^Name: (\S+)\s+ID: (0x[0-9a-f]+)\s+Version: (0x[0-9a-f]+)\s+header size: (\d+)/gm,
      ),
    ];
    expect(families.map(({ name, id, version, headerSize }) => [name, id, version, headerSize])).toEqual(
      printed.map(([, name, id, version, size]) => [name, Number(id), Number(version), Number(size)]),
    );
    for (const family of families) {
      expect(await genl.families.get(family.name)).toEqual(family);
      expect(await genl.families.get(family.id)).toEqual(family);
    }
    expect(families.find(({ name }) => name === "nlctrl")).toMatchObject({
      id: 16,
      groups: [{ name: "notify", id: 16 }],
    });
  });

  live("every family tells its policies", ["enterNetns"], async (ns) => {
    await using genl = await Genl.open({ netns: { pid: ns.pid } });
    const families = await genl.families.list();
    const tables = await Promise.all(families.map(({ name }) => genl.families.policy(name)));
    for (const [i, { operations, policies }] of tables.entries()) {
      const { name, operations: known } = families[i]!;
      for (const { cmd } of operations) {
        // Kernels since 6.2 say 0 for the commands that only dump.
        expect(cmd === 0 || known.some((one) => one.cmd === cmd), `${name} ${cmd}`).toBe(true);
      }
      const referred = new Set(operations.flatMap((one) => [one.do, one.dump]));
      const nested = [...policies.values()].flatMap((table) => [...table.values()].map(({ policyIdx }) => policyIdx));
      for (const index of policies.keys()) expect(referred.has(index) || nested.includes(index), name).toBe(true);
    }
    const own = tables[families.findIndex(({ name }) => name === "nlctrl")]!;
    // CTRL_CMD_GETFAMILY takes CTRL_ATTR_FAMILY_ID, a u16, and CTRL_ATTR_FAMILY_NAME, a string.
    const policy = own.policies.get(own.operations.find(({ cmd }) => cmd === 3)!.do!)!;
    expect([policy.get(1)?.type, policy.get(2)?.type]).toEqual(["u16", "nul_string"]);
  });

  live("requests, dumps and refusals of ethtool", ["ethtool", "enterNetns"], async (ns) => {
    await ns.script("ip link add va type veth peer name vb; ip link set va up; ip link set vb up");
    await using genl = await Genl.open({ netns: { pid: ns.pid } });
    const header = (devName: string) => ({ header: { devName } });
    expect(await genl.get(GetLinkstate, header("va"))).toMatchObject({ link: 1, header: { devName: "va" } });
    await expect(genl.get(GetLinkstate, header("vz"))).rejects.toMatchObject({ code: "ENODEV" });
    // Old kernels want the header also where it names nothing.
    const names = (await genl.list(GetLinkstate, { header: {} })).map((state) => state.header?.devName);
    const links = await ns.json<{ ifname: string }[]>("ip", "-j", "link");
    expect(names.sort()).toEqual(links.map(({ ifname }) => ifname).sort());
    const results = await Promise.all([
      ...Array.from({ length: 64 }, (_, i) => genl.get(GetLinkstate, header(i % 2 === 0 ? "va" : "vb"))),
      ...Array.from({ length: 4 }, async () => (await genl.list(GetLinkstate, { header: {} })).length),
    ]);
    expect(results.slice(64)).toEqual([links.length, links.length, links.length, links.length]);
    const batch = await genl.batch([
      { command: GetLinkstate, value: header("va") },
      { command: GetLinkstate, value: header("vz"), subject: "vz" },
      { command: GetLinkstate, value: header("vb") },
    ]);
    expect(batch.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  live("a group tells of changes that another program makes", ["ethtool", "enterNetns"], async (ns) => {
    await ns.script("ip link add va type veth peer name vb");
    await using genl = await Genl.open({ netns: { pid: ns.pid } });
    const events = await genl.subscribe(ethtool, ["monitor"], { messages: [FeaturesChanged] });
    await ns.script("ethtool -K va tx off");
    for await (const event of events) {
      if (event.kind !== "message") throw new Error(`unexpected: ${event.kind}`);
      expect(event).toMatchObject({ family: "ethtool", name: "ETHTOOL_MSG_FEATURES_NTF" });
      expect(event.value.header?.devName).toBe("va");
      break;
    }
    using _other = await genl.subscribe(nlctrl, ["notify"]);
  });

  live("nothing stays open", ["enterNetns"], async (ns) => {
    const before = openDescriptors();
    for (let round = 0; round < 100; round++) {
      await using genl = await Genl.open({ netns: { pid: ns.pid } });
      const events = await genl.subscribe(nlctrl, ["notify"]);
      await expect(genl.subscribe(nlctrl, ["nothing"])).rejects.toThrow(RangeError);
      await genl.wireguard.list();
      for await (const _family of genl.dump(GetFamily, {})) break;
      if (round % 2 === 0) events.close();
    }
    expect(openDescriptors()).toEqual(before);
  });

  live("a family that no kernel has is named", ["enterNetns"], async (ns) => {
    await using genl = await Genl.open({ netns: { pid: ns.pid } });
    await expect(genl.subscribe("ringlink-test", ["x"])).rejects.toMatchObject({
      code: "ENOENT",
      subject: "ringlink-test",
    });
  });
});
