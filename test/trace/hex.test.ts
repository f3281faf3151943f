// Hex in every common form gives the same messages.
import { describe, expect, it } from "vitest";
import { readCapture, TraceError } from "../../src/trace/index.js";
import { fixture, hex, message, readText } from "./support.js";

const binary = fixture("messages.bin");
const golden = readCapture(binary, { format: "raw" }).datagrams.map(({ bytes }) => hex(bytes));

const request = message(18, 1, 7);
const plain = (text: string) => readText(text, { format: "hex" }).datagrams.map(({ bytes }) => hex(bytes));

describe("golden file in each form", () => {
  it("has five messages, and loses no byte", () => {
    expect(golden.length).toBe(5);
    expect(golden.join("")).toBe(hex(binary));
    expect(golden).toEqual(readCapture(fixture("ip-link.txt")).datagrams.map(({ bytes }) => hex(bytes)));
  });

  it.each([
    "xxd",
    "xxd-p",
    "xxd-i",
    "hexdump-C",
    "hexdump",
    "od-x1",
    "od-x1z",
    "od-octal",
    "od-decimal",
    "od-x2",
    "od-x4",
  ])("%s", (form) => {
    const { format, datagrams, notes } = readCapture(fixture(`hex-${form}.txt`));
    expect(format).toBe("hex");
    expect(datagrams.map(({ bytes }) => hex(bytes))).toEqual(golden);
    expect(notes).toEqual([]);
    expect(
      datagrams.every(
        ({ source, direction, truncated }) => source === "dump" && direction === "unknown" && truncated === undefined,
      ),
    ).toBe(true);
  });
});

describe("pyroute2's format and what is near it", () => {
  const h = hex(request);
  const pairs = [...request].map((byte) => byte.toString(16).padStart(2, "0"));

  it.each([
    ["escapes", pairs.map((pair) => `\\x${pair}`).join("")],
    [
      "escapes, spread over lines, with comments",
      `# sendto\n  \\x14\\x00\\x00\\x00 # length\n\n\\x12\\x00 ; type\n\\x01\\x00\\x07\\x00\\x00\\x00\n${"\\x00".repeat(8)}`,
    ],
    ["colons", pairs.join(":")],
    ["any separator", pairs.join("|")],
    ["dots between", pairs.join(".")],
    ["spaces", pairs.join(" ")],
    ["upper case", h.toUpperCase()],
    ["no separator", h],
    ["words", h.replace(/(.{8})/g, "$1 ")],
    ["a C array", `{ ${pairs.map((pair) => `0x${pair}`).join(", ")} };`],
    ["short C numbers", `[${[...request].map((byte) => `0x${byte.toString(16)}`).join(",")}]`],
    ["C escapes", "\\x14\\0\\0\\0\\22\\0\\1\\0\\a\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0"],
    ["a quoted string", `"\\x14\\0\\0\\0\\22\\0\\1\\0\\7\\0\\0\\0" "\\0\\0\\0\\0\\0\\0\\0\\0"`],
    [
      "a Python string",
      `b'\\x14\\x00\\x00\\x00\\x12\\x00\\x01\\x00\\x07\\x00\\x00\\x00' \\\nb"\\0\\0\\0\\0\\0\\0\\0\\0"`,
    ],
    ["C comments", `/* a\n request */ ${h} // done`],
    ["an end mark", `${pairs.join(" ")} . anything at all`],
    ["code behind", `${h}\n#!\nimport sys\n`],
    ["metadata behind", `${h}\n#: application/json\n{"a": 1}\n`],
  ])("%s", (_, text) => {
    expect(plain(text)).toEqual([h]);
  });

  it.each([
    ["4c0", "an odd number of hex digits"],
    ["4c 00 zz", '"z" is not hex'],
    ['"\\q"', "a string with an unknown escape"],
    ['"4c', "without its closing quote"],
    ['"\\x4c"...', "cut"],
    ["0x4c000000", "byte order"],
  ])("refuses %s", (text, message) => {
    expect(() => plain(`# first line\n${text}\n`)).toThrow(TraceError);
    expect(() => plain(`# first line\n${text}\n`)).toThrow(message);
    expect(() => plain(`# first line\n${text}\n`)).toThrow("line 2: column");
  });

  it("gives each message with its place, and zeros to the message before them", () => {
    const { datagrams } = readText(`${h}\n${h}\n0000000000000000\n`, { format: "hex" });
    expect(datagrams.map(({ bytes, line, trailing }) => [bytes.length, line, trailing])).toEqual([
      [20, 1, 0],
      [28, 2, 8],
    ]);
  });

  it("gives what is no message as it is", () => {
    const uevent = Buffer.from("add@/devices/x\0ACTION=add\0").toString("hex");
    const { datagrams, notes } = readText(uevent, { format: "hex", protocol: 15 });
    expect(datagrams.map(({ bytes, trailing }) => [hex(bytes), trailing])).toEqual([[uevent, 0]]);
    expect(notes).toEqual([]);
    expect(readText(`${h}${uevent}`, { format: "hex" }).datagrams.map(({ bytes }) => hex(bytes))).toEqual([h, uevent]);
  });

  it("marks a message that is cut", () => {
    const { datagrams, notes } = readText(h.slice(0, 36), { format: "hex" });
    expect(datagrams[0]?.truncated).toEqual({ reason: "incomplete", length: 20 });
    expect(notes[0]?.code).toBe("truncated-file");
  });
});

describe("hexdumps", () => {
  it("reads tcpdump -xx of a netlink tap: one dump a packet, cooked header and summary lines", () => {
    const packet = Buffer.concat([Buffer.from("00040338000000000000000000000010", "hex"), request, request]);
    const rows = (bytes: Buffer) =>
      Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
        const groups = bytes.toString("hex", row * 16, row * 16 + 16).replace(/(.{4})(?=.)/g, "$1 ");
        return `\t0x${(row * 16).toString(16).padStart(4, "0")}:  ${groups}`;
      }).join("\n");
    const text = `12:00:00.123456 Out netlink\n${rows(packet)}\n12:00:00.123466 Out netlink\n${rows(Buffer.from(request))}  ..........ab\n`;
    const { datagrams } = readText(text);
    expect(datagrams.map(({ bytes, protocol }) => [hex(bytes), protocol])).toEqual([
      [hex(request), 16],
      [hex(request), 16],
      [hex(request), undefined],
    ]);
  });

  it("reads Wireshark's form", () => {
    const text = `0000   ${hex(request.subarray(0, 16)).replace(/(..)(?=.)/g, "$1 ")}   ................\n0010   00 00 00 00                                       ab c\n`;
    expect(readText(text).datagrams.map(({ bytes }) => hex(bytes))).toEqual([hex(request)]);
  });

  it("fills repeated lines, and drops the half word that pads an odd length", () => {
    const body = message(18, 1, 7, new Uint8Array(101));
    const text = `0000000 0075 0000 0012 0001 0007 0000 0000 0000\n0000010 0000 0000 0000 0000 0000 0000 0000 0000\n*\n0000070 0000 0000 0000\n0000075\n`;
    expect(readText(text).datagrams.map(({ bytes }) => hex(bytes))).toEqual([hex(body)]);
  });

  it("reads host-order words of a big-endian machine as they are", () => {
    const text = "0000000 0000 0014 0012 0001 0000 0007 0000 0000\n0000010 0000 0000\n0000014\n";
    const { datagrams } = readText(text, { littleEndian: false });
    expect(datagrams.map(({ bytes }) => hex(bytes))).toEqual(["0000001400120001000000070000000000000000"]);
  });

  it("notices a missing line", () => {
    const lines = new TextDecoder().decode(fixture("hex-hexdump-C.txt")).split("\n");
    expect(() => readText([...lines.slice(0, 2), ...lines.slice(3)].join("\n"))).toThrow(
      "line 3: offset 00000030, but there are 32 bytes",
    );
  });
});
