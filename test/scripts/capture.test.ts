/** The capture program on files: what a packet's line says, what passes, what is written. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { Counters } from "../../scripts/capture/counters.js";
import { dissect } from "../../scripts/capture/dissect/link.js";
import { packetLines } from "../../scripts/capture/line.js";
import { hasConversions, strftime } from "../../scripts/capture/strftime.js";
import { LinkType, PacketWriter, readPackets, type WriterOptions } from "../../src/ring/index.js";
import { hasLibpcap, hasTool, outputOf } from "../ring/support/capture-tools.js";
import { capture, ethernet, ipv4, ipv6, LINES, SCRIPT, SYN_OPTIONS, tcp, udp } from "./capture-support.js";
import { Sink } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "ringlink-capture-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const START = 1_700_000_000_000_000_001n;

function write(name: string, packets: readonly (readonly number[])[], options: WriterOptions = {}): string {
  const path = join(folder, name);
  using writer = PacketWriter.open(path, options);
  packets.forEach((bytes, i) => {
    const direction = i % 2 === 0 ? "host" : "outgoing";
    writer.write({ timestampNs: START + BigInt(i) * 1_000_000_000n, data: Uint8Array.from(bytes), direction });
  });
  return path;
}

const PLAIN = { link: false };
const shown = (bytes: readonly number[], more = {}) =>
  dissect({ data: Uint8Array.from(bytes), originalLength: bytes.length, linkType: LinkType.ethernet, ...more }, PLAIN);

describe("a line", () => {
  it.each(LINES.map(([bytes, text]) => [text, bytes] as const))("%s", (text, bytes) => {
    expect(shown(bytes)).toBe(text);
  });

  it("says where a packet was cut, and never more than there is", () => {
    for (const [bytes] of LINES) {
      for (let length = 0; length < bytes.length; length++) {
        const text = shown(bytes.slice(0, length), { originalLength: bytes.length });
        expect(text).toMatch(/^[ -~]+$/);
        if (length < 14) expect(text).toBe("[cut]");
      }
    }
    expect(shown(ipv4(17, udp(9)).slice(0, 36), { originalLength: 51 })).toBe("IP 10.0.0.1 > 10.0.0.2: UDP [cut]");
    expect(shown(ipv4(17, udp(9)).slice(0, 40), { originalLength: 51 })).toBe(
      "IP 10.0.0.1.1234 > 10.0.0.2.53: UDP [cut]",
    );
  });

  it("is one line of plain text whatever the bytes", () => {
    const start = fc.constantFrom(
      ethernet(0x800, 0x45),
      ethernet(0x86dd, 0x60),
      ethernet(0x806),
      ipv4(6, tcp(2)),
      ipv6(0, []),
      [],
    );
    const linkType = fc.constantFrom<number>(...Object.values(LinkType), 7);
    fc.assert(
      fc.property(
        start,
        fc.uint8Array({ maxLength: 120 }),
        linkType,
        fc.boolean(),
        fc.nat(3000),
        (head, tail, type, link, more) => {
          const data = Uint8Array.from([...head, ...tail]);
          const text = dissect({ data, originalLength: data.length + more, linkType: type }, { link });
          expect(text).toMatch(/^[ -~]+$/);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("knows other link layers", () => {
    const ip = ipv4(17, udp(1)).slice(14);
    const text = "IP 10.0.0.1.1234 > 10.0.0.2.53: UDP, length 1";
    expect(shown(ip, { linkType: LinkType.raw })).toBe(text);
    expect(shown(ipv6(17, udp(1)).slice(14), { linkType: LinkType.raw })).toMatch(/^IP6 2001:db8::1.1234 >/);
    expect(shown([0x10, 1], { linkType: LinkType.raw })).toBe("IP version 1, length 2");
    expect(shown(ethernet(0, 0, 1, 8, 0).slice(14), { linkType: LinkType.raw, protocol: 0x806 })).toBe("[too short]");
    expect(shown([0, 4, 0, 1, 0, 6, ...Array(8).fill(0), 8, 0, ...ip], { linkType: LinkType.linuxSll })).toBe(text);
    expect(shown([8, 0, 0, 0, 0, 0, 0, 7, ...Array(12).fill(0), ...ip], { linkType: LinkType.linuxSll2 })).toBe(
      `ifindex 7, ${text}`,
    );
    expect(shown([1, 2], { linkType: 253 })).toBe("link type 253, length 2");
    expect(shown(ipv4(17, udp(1)), { vlan: { tci: 0x2007, tpid: 0x8100 } })).toBe(`vlan 7, p 1, ${text}`);
  });

  it("has the time, the way and the interface in front", () => {
    const packet = { data: Uint8Array.from(LINES[0]![0]), originalLength: 62, linkType: 1, timestampNs: START };
    const line = (time: "clock" | "epoch" | "none", more = {}) =>
      packetLines({ ...packet, ...more }, { time, link: false, bytes: false })[0];
    expect(line("epoch")).toMatch(/^1700000000\.000000001 IP /);
    expect(line("clock")).toMatch(/^\d\d:\d\d:20\.000000001 IP /);
    expect(line("none", { direction: "outgoing", interfaceName: "eth0" })).toMatch(/^eth0 Out IP /);
    expect(line("clock", { timestampNs: undefined })).toMatch(/^-- IP /);
    expect(line("clock", { timestampNs: 2n ** 63n })).toMatch(/^9223372036\.854775808 IP |^\d\d:/);
    const [first, second] = packetLines(packet, { time: "none", link: true, bytes: true });
    expect(first).toMatch(/^02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype IPv4 \(0x0800\), length 62, IP /);
    expect(second).toBe("\t0x0000:  0200 0000 0002 0200 0000 0001 0800 4500");
  });
});

const libpcapIsHere = hasLibpcap();

describe.runIf(libpcapIsHere)("-r", () => {
  it("shows what passes, up to -c, and writes it", async () => {
    const file = write("mixed", [ipv4(17, udp(1)), ipv6(17, udp(2)), ipv4(6, tcp(2)), ipv4(17, udp(3))]);
    const all = await capture(["-r", file, "-tt"]);
    expect(all).toMatchObject({ status: 0, stderr: "" });
    expect(all.stdout.split("\n").slice(0, -1)).toHaveLength(4);
    expect(all.stdout).toMatch(/^1700000000\.000000001 In {2}IP 10\.0\.0\.1\.1234 > 10\.0\.0\.2\.53: UDP, length 1\n/);
    const some = await capture(["-r", file, "-t", "-c", "2", "udp", "and", "ip"]);
    expect(some.stdout).toBe(
      "In  IP 10.0.0.1.1234 > 10.0.0.2.53: UDP, length 1\nOut IP 10.0.0.1.1234 > 10.0.0.2.53: UDP, length 3\n",
    );
    const copy = join(folder, "copy.pcap");
    expect(await capture(["-r", file, "-w", copy, "udp"])).toEqual({ status: 0, stdout: "", stderr: "" });
    const read = readPackets(copy);
    expect([...read].map(({ timestampNs }) => timestampNs)).toEqual(
      [0n, 1n, 3n].map((s) => START + s * 1_000_000_000n),
    );
    expect(read.format).toBe("pcap");
  });

  it("keeps interfaces, comments and counters of pcapng, and escapes names", async () => {
    const file = join(folder, "names.pcapng");
    using writer = PacketWriter.open(file, {
      interfaces: [
        { name: "a\x1b[31m", snapLength: 96 },
        { name: "b", linkType: LinkType.raw },
      ],
      statistics: () => ({ received: 9, dropped: 4 }),
    });
    writer.write({ timestampNs: START, data: Uint8Array.from(ipv4(17, udp(1))), comments: ["c"] }, 0);
    writer.write({ timestampNs: START, data: Uint8Array.from(ipv4(6, tcp(2)).slice(14)) }, 1);
    writer.close();
    const shown = await capture(["-r", file, "-t", "tcp or udp"]);
    expect(shown.stdout.split("\n").map((line) => line.slice(0, 12))).toEqual(["a\\x1b[31m IP", "b IP 10.0.0.", ""]);
    const copy = join(folder, "names-copy");
    await capture(["-r", file, "-w", copy, "--print", "-s", "30"]);
    const read = readPackets(copy);
    const packets = [...read];
    expect(packets.map(({ data, comments, interfaceIndex }) => [data.length, comments, interfaceIndex])).toEqual([
      [30, ["c"], 0],
      [30, [], 1],
    ]);
    expect(read.interfaces.map(({ name, snapLength, statistics }) => [name, snapLength, statistics?.dropped])).toEqual([
      ["a\x1b[31m", 30, 4],
      ["b", 30, 4],
    ]);
  });

  it("turns packets without a time and sections of other interfaces into a file that is whole", async () => {
    const one = readFileSync(write("first.pcapng", [ipv4(17, udp(1))], { interfaces: [{ name: "x" }] }));
    const two = readFileSync(write("second.pcapng", [ipv4(6, tcp(2))], { interfaces: [{ name: "y" }, { name: "z" }] }));
    const file = join(folder, "sections");
    writeFileSync(file, Buffer.concat([one, two]));
    const copy = join(folder, "sections-copy");
    expect((await capture(["-r", file, "-w", copy])).status).toBe(0);
    const read = readPackets(copy);
    expect([...read].map(({ interfaceIndex }) => interfaceIndex)).toEqual([0, 1]);
    expect(read.interfaces.map(({ name }) => name)).toEqual(["x", "y", "z"]);
  });

  it("rotates by the packets' times under names that have them", async () => {
    const file = write("long", Array(10).fill(ipv4(17, udp(1))));
    const target = join(folder, "rotated-%s.pcapng");
    expect(await capture(["-r", file, "-w", target, "-G", "3"])).toMatchObject({ status: 0, stderr: "" });
    const counts = [3, 6, 9].map((s) => [...readPackets(join(folder, `rotated-${1_700_000_000 + s}.pcapng`))].length);
    expect(counts).toEqual([3, 3, 1]);
  });

  it("stops at the signal with a file that is whole", async () => {
    const file = write("many", Array(3000).fill(ipv4(17, udp(1))));
    const copy = join(folder, "stopped");
    expect((await capture(["-r", file, "-w", copy], AbortSignal.abort())).status).toBe(0);
    expect([...readPackets(copy)]).toEqual([]);
  });

  it("says in a line what cannot be read, after what can", async () => {
    const file = write("whole", [ipv4(17, udp(1)), ipv4(17, udp(2))]);
    writeFileSync(`${file}-cut`, readFileSync(file).subarray(0, -9));
    const cut = await capture(["-r", `${file}-cut`, "-t"]);
    expect(cut).toMatchObject({ status: 1, stdout: "In  IP 10.0.0.1.1234 > 10.0.0.2.53: UDP, length 1\n" });
    expect(cut.stderr).toMatch(
      /^capture: .*whole-cut: offset \d+: the file ends in the middle of a record \(\d+ bytes .*\)\n$/,
    );
    expect(await capture(["-r", "/none"])).toEqual({
      status: 1,
      stdout: "",
      stderr: "capture: /none: no such file or directory\n",
    });
    expect((await capture(["-r", file, "tcp prot"])).stderr).toMatch(
      /^capture: can't parse filter expression: syntax error/,
    );
    expect((await capture(["-r", file, "-w", "/none/x"])).stderr).toBe("capture: /none/x: no such file or directory\n");
    expect((await capture(["-r", file, "-w", join(folder, "%Q"), "-G", "1"])).stderr).toMatch(
      /^capture: -w: %Q is none of %Y /,
    );
  });
});

describe("the process", () => {
  it("reads standard input and writes to standard output", { timeout: 120_000 }, () => {
    const file = write("piped", Array(2000).fill(ipv4(17, udp(200))));
    const program = `"${process.execPath}" --import tsx "${SCRIPT}"`;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", `cat "${file}" | ${program} -r - -w - | cat`], {
      timeout: 100_000,
      maxBuffer: 1 << 24,
    });
    expect([status, String(stderr)]).toEqual([0, ""]);
    const packets = [...readPackets(stdout)];
    expect(packets).toHaveLength(2000);
    expect(packets.map(({ data }) => data)).toEqual([...readPackets(file)].map(({ data }) => data));
  });
});

describe("the command line", () => {
  it.runIf(libpcapIsHere)("prints the compiled filter, help and version", async () => {
    expect((await capture(["-d", "arp"])).stdout).toBe(
      "(000) ldh      [12]\n(001) jeq      #0x806           jt 2\tjf 3\n(002) ret      #262144\n(003) ret      #0\n",
    );
    expect((await capture(["--help"])).stdout).toMatch(/^Captures packets/);
    expect((await capture(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [[], "which interface"],
    [["-i", "x", "-r", "y"], "one of them"],
    [["-r", "x", "--fanout", "hash"], "--fanout is for captures"],
    [["-i", "x", "-c", "0"], '-c wants a number from 1 to 9007199254740991, not "0"'],
    [["-i", "x", "-s", "999999"], "-s wants a number from 0 to 262144"],
    [["-i", "x", "-C", "1"], "-C and -G want a file"],
    [["-i", "x", "-w", "-", "-G", "1"], "-C and -G want a file"],
    [["-i", "x", "-w", "y", "-W", "1"], "-W goes with -C or -G"],
    [["-i", "x", "-w", "-", "--print"], "both want the standard output"],
    [["-i", "x", "--fanout", "hsah:1"], '--fanout: "hsah" is none of hash, '],
    [["-i", "x", "--fanout", "hash:70000"], "--fanout wants a number"],
    [["-i", "x", "--fanout", "hash:1,fast"], '"fast" is none of rollover'],
    [["-i", "x", "--preset", "huge"], '--preset: "huge" is none of default'],
    [["-i", "x", "-w", "y", "--format", "cap"], '--format: "cap" is none of'],
    [["--nosuch\x1b"], "Unknown option '--nosuch\\x1b'"],
  ])("%j is wrong use", async (args, text) => {
    const { status, stdout, stderr } = await capture(args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^capture: [ -~]+ \(--help shows the use\)\n$/);
    expect(stderr).toContain(text);
  });
});

describe("counters", () => {
  it("are one line of a terminal, which goes before the summary comes", () => {
    const stream = new Sink();
    stream.isTTY = true;
    const counters = new Counters(stream, () => 3);
    counters.start();
    counters.saw(1);
    counters.show(performance.now());
    counters.saw(9);
    counters.stop();
    const [before, line, after] = stream.text.split("\r\x1b[K");
    expect([before, after]).toEqual(["", ""]);
    expect(line).toMatch(/^1 packet captured, \d+ a second, 3 dropped$/);
    expect(counters.summary({ received: 10, drops: 3, freezes: 1 })).toEqual([
      "10 packets captured",
      "13 packets received by filter",
      "3 packets dropped by kernel",
    ]);
  });

  it("are not shown elsewhere", () => {
    const stream = new Sink();
    const counters = new Counters(stream, () => 3);
    counters.start();
    counters.stop();
    expect(stream.text).toBe("");
  });
});

describe("strftime", () => {
  it("knows what names of files need", () => {
    const time = new Date(2024, 11, 31, 7, 8, 9);
    expect(strftime("%Y-%m-%d %H:%M:%S %y %j %F %T %%", time)).toBe("2024-12-31 07:08:09 24 366 2024-12-31 07:08:09 %");
    expect(strftime("%s", time)).toBe(String(time.getTime() / 1000));
    expect(() => strftime("a%", time)).toThrow("% is none of");
    expect([hasConversions("a%F"), hasConversions("a")]).toEqual([true, false]);
  });
});

describe.runIf(hasTool("tcpdump", "--version"))("compared with tcpdump", () => {
  it("lines about ARP, ICMP echo, TCP and fragments are the same", async () => {
    const same = LINES.map(([bytes]) => bytes).filter((bytes) =>
      /^IP \S+ > \S+: (?:ICMP echo|Flags \[[SP.]+\]|GRE$)|^ARP, Re.*tell|^ARP, Reply/.test(shown(bytes)),
    );
    expect(same.length).toBeGreaterThanOrEqual(6);
    expect(same).toContainEqual(ipv4(6, tcp(2, SYN_OPTIONS)));
    const file = write("compared.pcap", same, { format: "pcap" });
    // Root would become a user who may not read the file.
    const asRoot = process.getuid?.() === 0 ? ["-Z", "root"] : [];
    const theirs = outputOf("tcpdump", [...asRoot, "-nn", "-t", "-S", "-r", file]);
    // Its name for the port of HTTP comes with what is in the payload.
    expect((await capture(["-r", file, "-t"])).stdout).toBe(theirs.replace(/: HTTP.*/gm, ""));
  });
});
