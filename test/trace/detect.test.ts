import { describe, expect, it } from "vitest";
import { type CaptureFormat, openReader, STRACE_RECIPE, straceArguments, TraceError } from "../../src/trace/index.js";
import { fixture, message, readText } from "./support.js";

const formatOf = (text: string) => readText(text).format;

describe("format detection", () => {
  it.each([
    ["strace", "socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3\n"],
    ["strace", "12345 recvmsg(3,  <unfinished ...>\n"],
    ["strace", "[pid  7<a b>] 12:00:00.000001 <... recvmsg resumed>{}, 0) = 20\n"],
    ["strace", "     0.000017 close(3)                          = 0\n"],
    ["strace", " | 00000  14 00 00 00 12 00 01 00  07 00 00 00 00 00 00 00  ................ |\n"],
    ["strace", "\u001b[36mclose\u001b[0m(3) = 0\n"],
    ["strace", "strace: Process 12 attached\n"],
    ["strace", "1: lo: <LOOPBACK,UP> mtu 65536\n\nsome other output\nclose(3) = 0\n"],
    ["strace", `sendto(3, "${"\\0".repeat(6000)}", 6000, 0, NULL, 0) = 6000\n`],
    ["hex", "# close(3) = 0\n\\x14\\x00\\x00\\x00"],
    ["hex", "14:00:00:00:12\n"],
    ["hex", "00000000  14 00 00 00\n"],
    ["hex", "\t0x0000:  1400 0000\n"],
    ["hex", "{ 0x14, 0x00 }"],
    ["hex", "14000000120001000700000000000000"],
    ["hex", ""],
    ["raw", "\x14\0\0\0\x12\0\x01\0"],
  ])("%s: %j", (format, text) => {
    let seen: unknown;
    try {
      seen = formatOf(text);
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      seen = "hex";
    }
    expect(seen).toBe(format);
  });

  it("reads binary messages", () => {
    const reader = openReader();
    const bytes = Buffer.concat([message(18, 1, 7), message(16, 2, 8)]);
    const datagrams = [...reader.push(bytes), ...reader.end()];
    expect(reader.format).toBe("raw");
    expect(datagrams.map(({ bytes: data, offset, source }) => [data.length, offset, source])).toEqual([
      [20, 0, "packet"],
      [20, 20, "packet"],
    ]);
  });

  it("can be told", () => {
    expect(readText("close(3) = 0\n", { format: "strace" }).format).toBe("strace");
    expect(() => readText("close(3) = 0\n", { format: "hex" })).toThrow(TraceError);
    const format = "gzip" as CaptureFormat;
    expect(() => openReader({ format })).toThrow("unknown format");
  });

  it("is not decided before enough is there, and then loses nothing", () => {
    const reader = openReader();
    const bytes = fixture("ip-link.txt");
    expect(reader.push(bytes.subarray(0, 3))).toEqual([]);
    expect(reader.format).toBeUndefined();
    const count = reader.push(bytes.subarray(3)).length + reader.end().length;
    expect(count).toBe(5);
  });

  it("says when there is nothing", () => {
    expect(readText("").notes.map(({ code }) => code)).toEqual(["no-datagrams"]);
    const reader = openReader();
    reader.end();
    expect(reader.end()).toEqual([]);
    expect(() => reader.push(new Uint8Array(1))).toThrow(TraceError);
  });

  it("gives what came before an error, then the error", () => {
    const two = Buffer.concat([message(18, 1, 7), message(16, 2, 8), message(16, 2, 9)]).toString("hex");
    const reader = openReader();
    expect(reader.push(Buffer.from(`${two}\n14 00 zz\n${two}`)).length).toBe(2);
    expect(() => reader.push(Buffer.from("14"))).toThrow("line 2: column 7");
    expect(() => reader.end()).toThrow("line 2: column 7");
    // Too little to detect a format before the end.
    const undecided = openReader();
    expect(undecided.push(Buffer.from(`${two.replace(/(.{4})/g, "$1\n")}zz`))).toEqual([]);
    expect(undecided.end().length).toBe(2);
    expect(undecided.notes.map(({ code, severity }) => [code, severity])).toEqual([["truncated-file", "error"]]);
  });

  it("calls back for each note", () => {
    const seen: string[] = [];
    const { notes } = readText(
      'write(3, "\\24"..., 99) = 99\nsetsockopt(3, SOL_NETLINK, 1, [1], 4) = 0\nwrite(3, "\\24"..., 99) = 99\n',
      {
        onNote: ({ code }) => seen.push(code),
      },
    );
    expect(seen).toEqual(notes.map(({ code }) => code));
    expect(seen).toContain("cut-string");
  });
});

describe("recipe", () => {
  it("is the command line that captures are recorded with", () => {
    expect(STRACE_RECIPE).toBe(
      "strace -f -yy -s 0 -e trace=%net,read,write,readv,writev,close,dup,dup2,dup3,fcntl -e read=all -e write=all -o capture.txt -- COMMAND",
    );
    const args = straceArguments({ output: "/tmp/x", command: ["ip", "link"], options: ["-ttt"] });
    expect(["strace", ...args].join(" ")).toBe(
      STRACE_RECIPE.replace("-o capture.txt -- COMMAND", "-ttt -o /tmp/x -- ip link"),
    );
  });
});
