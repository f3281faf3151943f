/** What the decoder prints. */
import { describe, expect, it } from "vitest";
import { capture, captures, hexFile, lines, netlinkMessage, run } from "./support.js";

/** RTM_GETLINK with a header of zeros, then attributes. */
const link = (attributes: readonly number[], type = 18) =>
  netlinkMessage(type, [...new Array(16).fill(0), ...attributes]);
const ifname = (text: string) => {
  const bytes = [...Buffer.from(`${text}\0`)];
  return [4 + bytes.length, 0, 3, 0, ...bytes, ...new Array(-bytes.length & 3).fill(0)];
};

describe("text", () => {
  it("has a heading for each message and its tree below", async () => {
    const { stdout, stderr, status } = await run([capture("link-vlan.txt")]);
    expect(status).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^#1 {2}pid \d+ {2}fd \d {2}ROUTE {2}→ RTM_GETLINK {2}NLM_F_REQUEST {2}seq \d+ {2}52 bytes$/m,
    );
    expect(stdout).toMatch(/^#2 .*← RTM_NEWLINK .*answers RTM_GETLINK$/m);
    expect(stdout).toMatch(/^ {4}IFLA_LINKINFO\n {6}IFLA_INFO_KIND "vlan"\n {6}IFLA_INFO_DATA\n {8}IFLA_VLAN_ID 100$/m);
    expect(stdout).toMatch(/^ {4}IFLA_MTU 1500 bytes$/m);
    const count = (await run(["--check", capture("link-vlan.txt")])).stdout;
    expect(stdout.match(/^#\d+ /gm)).toHaveLength((JSON.parse(count) as { messages: number }).messages);
  });

  it("says what an error means and where it points", async () => {
    const { stdout } = await run(["--filter", "error", capture("link-vlan.txt")]);
    expect(stdout).toMatch(/← NLMSG_ERROR .*answers RTM_NEWLINK\n {4}EEXIST: (?:8021q: )?VLAN device already exists$/m);
    const { stdout: all } = await run(["--filter", "error", capture("error-extack.txt")]);
    expect(all).toMatch(/^ {4}E[A-Z]+: .* \(IFLA_[A-Z_]+( › \w+)*\)$/m);
  });

  it("shows the family of generic netlink", async () => {
    const { stdout } = await run([capture("genl-wireguard.txt")]);
    expect(stdout).toMatch(/→ nlctrl:CTRL_CMD_GETFAMILY/);
    expect(stdout).toMatch(/→ wireguard:WG_CMD_SET_DEVICE .*NLM_F_ACK/);
  });

  it("shows time and command name where the capture has them", async () => {
    const { stdout } = await run([capture("strace-timestamps.txt")]);
    expect(stdout).toMatch(/^#1 {2}\d\d:\d\d:\d\d/m);
  });

  it("shows what it does not know as hex", async () => {
    const bytes = link([8, 0, 0xff, 0x3f, 1, 2, 3, 4]);
    const { stdout } = await run(["--protocol", "ROUTE"], { stdin: hexFile(bytes) });
    expect(stdout).toContain("attribute 16383 01020304");
  });

  it("escapes strings of the wire", async () => {
    const { stdout } = await run(["--protocol", "ROUTE"], { stdin: hexFile(link(ifname("\x1b[31m\n"))) });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    expect(stdout).toContain(String.raw`IFLA_IFNAME "\u001b[31m\n"`);
  });

  it("escapes names of families, in every output", async () => {
    const name = [...Buffer.from("ev\x1b[31m\nil\0"), 0];
    const attributes = [6, 0, 1, 0, 40, 0, 0, 0, name.length + 3, 0, 2, 0, ...name];
    const introduction = netlinkMessage(16, [1, 2, 0, 0, ...attributes], { flags: 0 });
    const stdin = hexFile(introduction, netlinkMessage(40, [3, 1, 0, 0]));
    for (const mode of [[], ["--json"], ["--tree"], ["--hex"], ["--check"]]) {
      const { stdout, stderr } = await run([...mode, "--protocol", "GENERIC"], { stdin });
      expect(stdout).toContain(mode[0] === "--check" ? '"messages":2' : "il");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
      expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
      if (mode[0] === "--hex")
        for (const line of stdout.split("\n")) expect(line).toMatch(/^ *(?:[0-9a-f]{2} ?)* *(?:# .*)?$/);
    }
  });

  it("says that a message is malformed, and shows it all the same", async () => {
    const bytes = link([7, 0, 13, 0, 1, 2, 3, 0]);
    const { stdout, status } = await run(["--protocol", "ROUTE"], { stdin: hexFile(bytes) });
    expect(status).toBe(0);
    expect(stdout).toContain("malformed: RTM_GETLINK › IFLA_TXQLEN: integer: expected 4 bytes, got 3 at offset 20");
    expect(stdout).toContain("010203");
  });

  it("shows datagrams without messages", async () => {
    const line = (bytes: string) => `1 recvfrom(3<NETLINK:[KOBJECT_UEVENT:0]>, "${bytes}", 8192, 0, NULL, NULL) = 23\n`;
    const { stdout } = await run([], { stdin: line(String.raw`add@/dev\0ACTION=add\0A=\33b`) });
    expect(stdout).toContain("← KOBJECT_UEVENT");
    expect(stdout).toContain('"ACTION=add"');
  });

  it("numbers on over several files", async () => {
    const { stdout } = await run([capture("link-vlan.txt"), capture("link-vlan.txt")]);
    const numbers = [...stdout.matchAll(/^#(\d+) /gm)].map(([, n]) => Number(n));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });
});

describe("--json", () => {
  it("gives one object for each message", async () => {
    const objects = lines(await run(["--json", capture("link-vlan.txt")]));
    expect(objects[0]).toMatchObject({
      n: 1,
      direction: "request",
      protocol: "ROUTE",
      type: 18,
      typeName: "RTM_GETLINK",
    });
    expect(objects[0]).toMatchObject({ flags: 1, port: 0, length: 52, value: { ifname: "eth0" }, unknown: [] });
    const added = objects.find(({ typeName, direction }) => typeName === "RTM_NEWLINK" && direction === "request");
    expect(added?.value).toMatchObject({ ifname: "eth0.100", linkinfo: { kind: "vlan", data: { id: 100 } } });
    const allowed = ["n", "direction", "protocol", "type", "typeName", "flags", "seq", "port", "length"];
    const optional = ["family", "value", "unknown", "trailing", "error"];
    for (const object of objects)
      for (const key of Object.keys(object)) expect([...allowed, ...optional]).toContain(key);
  });

  it("writes bigints as decimal strings and bytes as hexadecimal digits", async () => {
    const stdout = (await run(["--json", ...captures.map(capture)])).stdout;
    expect(stdout).not.toContain("undefined");
    const wireguard = lines(await run(["--json", "--filter", "wireguard", capture("genl-wireguard.txt")]));
    const keys = JSON.stringify(wireguard.map(({ value }) => value));
    expect(keys).toMatch(/"publicKey":"[0-9a-f]{64}"/);
    expect(keys).toMatch(/"(?:rxBytes|txBytes)":"?\d+"?/);
  });

  it("lists unknown attributes with their paths", async () => {
    const bytes = link([12, 0, 18, 0x80, 8, 0, 99, 0, 1, 2, 3, 4]);
    const [object] = lines(await run(["--json", "--protocol", "0"], { stdin: hexFile(bytes) }));
    expect(object?.unknown).toEqual([{ path: ["IFLA_LINKINFO", "99"], length: 8 }]);
  });

  it("knows as much about unknown attributes as the tree does", async () => {
    const json = lines(await run(["--json", ...captures.map(capture)]));
    const trees = lines(await run(["--tree", ...captures.map(capture)]));
    expect(json.map(({ unknown }) => unknown)).toEqual(trees.map(({ unknown }) => unknown));
    expect(json.some(({ unknown }) => unknown.length > 0)).toBe(true);
  });

  it("keeps the bytes of what is malformed or left over", async () => {
    const stdin = hexFile(link([7, 0, 13, 0, 1, 2, 3, 0]));
    const [bad] = lines(await run(["--json", "--protocol", "ROUTE"], { stdin }));
    expect(bad?.error).toMatch(/IFLA_TXQLEN/);
    expect(bad?.value).toBe(`${"00".repeat(16)}07000d0001020300`);
    const zeros = lines(await run(["--json", "--protocol", "ROUTE"], { stdin: `${hexFile(link([]))} 00 00 00 00` }));
    expect(zeros[0]).toMatchObject({ trailing: "00000000" });
    expect(zeros[0]).not.toHaveProperty("error");
  });
});

describe("--tree", () => {
  it("gives the lossless tree", async () => {
    const [object] = lines(await run(["--tree", capture("link-vlan.txt")]));
    expect(object).not.toHaveProperty("value");
    expect(object?.tree).toMatchObject({
      kind: "attrs",
      attributes: [{ name: "IFLA_EXT_MASK", type: 29, offset: 16 }, {}],
    });
  });
});

describe("--hex", () => {
  it("is read back as the same messages", async () => {
    const dropTrailing = (objects: ReturnType<typeof lines>) => objects.map(({ trailing: _, n: __, ...rest }) => rest);
    for (const name of captures) {
      const hex = await run(["--hex", capture(name)]);
      const again = await run(["--json", "--format", "hex"], { stdin: hex.stdout });
      const direct = await run(["--json", capture(name)]);
      expect(dropTrailing(lines(again)), name).toEqual(dropTrailing(lines(direct)));
    }
  }, 60_000);

  it("comments every attribute and every member of a header, with offsets", async () => {
    const { stdout } = await run(["--hex", "--protocol", "ROUTE"], { stdin: hexFile(link(ifname("eth0"))) });
    expect(stdout).toMatch(/^28 00 00 00|^2c 00 00 00 +# 0000 nlmsg_len 4\d$/m);
    expect(stdout).toMatch(/^12 00 +# 0004 nlmsg_type 18 RTM_GETLINK$/m);
    expect(stdout).toMatch(/^00 00 00 00 +# 0014 ifi_index 0$/m);
    expect(stdout).toMatch(/^09 00 03 00 65 74 68 30 00 +# 0020 IFLA_IFNAME "eth0"$/m);
    expect(stdout).toMatch(/^00 00 00 +# 0029 padding$/m);
    expect(stdout).toMatch(/^# direction: request\n# protocol: ROUTE$/m);
  });

  it("keeps to the grammar that others read: bytes, blanks, comments", async () => {
    const { stdout } = await run(["--hex", capture("genl-wireguard.txt")]);
    for (const line of stdout.split("\n")) expect(line).toMatch(/^ *(?:[0-9a-f]{2} )*(?:[0-9a-f]{2})? *(?:# .*)?$/);
  });
});

describe("input", () => {
  it("comes from standard input when there is no file, or for -", async () => {
    const stdin = hexFile(link(ifname("eth0")));
    const plain = await run(["--json", "--protocol", "ROUTE"], { stdin });
    expect(lines(plain)[0]?.value).toMatchObject({ ifname: "eth0" });
    expect((await run(["--json", "--protocol", "ROUTE", "-"], { stdin })).stdout).toBe(plain.stdout);
  });

  it("--big-endian", async () => {
    const bytes = netlinkMessage(18, [...new Array(16).fill(0), 0, 8, 0, 4, 0, 0, 5, 0xdc], { littleEndian: false });
    const ran = await run(["--json", "--big-endian", "--protocol", "netlink_route"], { stdin: hexFile(bytes) });
    expect(lines(ran)[0]).toMatchObject({ typeName: "RTM_GETLINK", length: 40, value: { mtu: 1500 } });
    const hex = await run(["--hex", "--big-endian", "--protocol", "0"], { stdin: hexFile(bytes) });
    // The file says itself which byte order it has.
    expect(lines(await run(["--json"], { stdin: hex.stdout }))[0]).toMatchObject({ length: 40, value: { mtu: 1500 } });
  });

  it("--protocol and --family name what the input does not", async () => {
    const bytes = netlinkMessage(33, [0, 1, 0, 0, 8, 0, 2, 0, 0x77, 0x67, 0x30, 0], { flags: 0x301 });
    const none = lines(await run(["--json"], { stdin: hexFile(bytes) }));
    expect(none[0]).toMatchObject({ typeName: "type 0x21", value: Buffer.from(bytes.subarray(16)).toString("hex") });
    const unknown = lines(await run(["--json", "--protocol", "GENERIC"], { stdin: hexFile(bytes) }));
    expect(unknown[0]).toMatchObject({ protocol: "GENERIC", family: "0x21", unknown: [{ path: ["2"] }] });
    const args = ["--json", "--protocol", "16", "--family", "wireguard=0x21"];
    const known = lines(await run(args, { stdin: hexFile(bytes) }));
    expect(known[0]).toMatchObject({ typeName: "WG_CMD_GET_DEVICE", family: "wireguard", value: { ifname: "wg0" } });
  });

  it("--format is believed", async () => {
    const bytes = link(ifname("eth0"));
    const ran = await run(["--json", "--format", "raw", "--protocol", "ROUTE"], { stdin: bytes });
    expect(lines(ran)[0]?.value).toMatchObject({ ifname: "eth0" });
    const wrong = await run(["--format", "pcap"], { stdin: bytes });
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toMatch(/^decoder: standard input: .+\n$/);
  });

  it("notes of the reader are lines on standard error", async () => {
    const { stderr, stdout } = await run([capture("strace-strings.txt")]);
    const notes = stderr.trimEnd().split("\n");
    expect(notes[0]).toMatch(/^decoder: .*strace-strings\.txt: line \d+: warning: /);
    expect(notes.filter((note) => !/^decoder: .*strace-strings\.txt: (?:line \d+: )?warning: /.test(note))).toEqual([]);
    expect(stdout).toContain("NLMSG_ERROR");
  });
});

describe("--filter", () => {
  const names = async (...filters: string[]) =>
    new Set(
      lines(await run(["--json", ...filters.flatMap((name) => ["--filter", name]), capture("genl-wireguard.txt")])).map(
        ({ typeName }) => typeName,
      ),
    );

  it.each([
    [["WG_CMD_GET_DEVICE"], ["WG_CMD_GET_DEVICE"]],
    [["wireguard:GET_DEVICE"], ["WG_CMD_GET_DEVICE"]],
    [["wireguard:0"], ["WG_CMD_GET_DEVICE"]],
    [["wireguard"], ["WG_CMD_GET_DEVICE", "WG_CMD_SET_DEVICE"]],
    [["getfamily"], ["CTRL_CMD_GETFAMILY"]],
    [["done"], ["NLMSG_DONE"]],
    [["0x3"], ["NLMSG_DONE"]],
    [
      ["done", "GETFAMILY"],
      ["CTRL_CMD_GETFAMILY", "NLMSG_DONE"],
    ],
  ])("%s", async (filters, expected) => {
    expect([...(await names(...filters))].sort()).toEqual(expected);
  });

  it("tells errors from acknowledgements", async () => {
    const codes = async (name: string) => {
      const objects = lines(await run(["--json", "--filter", name, capture("link-vlan.txt")]));
      return objects.map(({ value }) => (value as { error: number }).error);
    };
    const [all, errors, acks] = [await codes("NLMSG_ERROR"), await codes("error"), await codes("ack")];
    expect(errors.every((error) => error < 0) && errors.length > 0).toBe(true);
    expect(acks.every((error) => error === 0) && acks.length > 0).toBe(true);
    expect(errors.length + acks.length).toBe(all.length);
  });

  it("keeps the numbers", async () => {
    const all = lines(await run(["--json", capture("link-vlan.txt")]));
    const some = lines(await run(["--json", "--filter", "NEWLINK", capture("link-vlan.txt")]));
    expect(some).toEqual(all.filter(({ typeName }) => typeName === "RTM_NEWLINK"));
  });
});

describe("--schema", () => {
  it("describes a message type", async () => {
    const { stdout, status } = await run(["--schema", "NEWNSID"]);
    expect(status).toBe(0);
    expect(stdout).toContain("RTM_NEWNSID (ROUTE, type 88)");
    expect(stdout).toContain("NETNSA_PID(2): u32");
    expect((await run(["--schema", "wireguard:GET_DEVICE"])).stdout).toContain("WGDEVICE_A_LISTEN_PORT");
  });

  it("lists what there is when the type is unknown", async () => {
    const wrong = await run(["--schema", "RTM_NOSUCH"]);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toMatch(/^decoder: --schema: unknown message type "RTM_NOSUCH".*\n$/);
    expect(wrong.stdout).toContain("  RTM_NEWLINK\n");
    expect(wrong.stdout).toContain("wireguard:\n  WG_CMD_GET_DEVICE");
    expect((await run(["--schema", "list"])).status).toBe(0);
  });
});
