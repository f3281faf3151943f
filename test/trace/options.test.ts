// The same program recorded by strace 6.1 under each option set gives the same bytes.
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCapture } from "../../src/trace/index.js";
import { fixture, fixtureText, hex, readText, wire, withoutDumps } from "./support.js";

const NAMES = readdirSync(new URL("../fixtures/trace/", import.meta.url))
  .filter((name) => name.startsWith("calls-"))
  .sort();

/** Without descriptions (-y, -yy) and with pointers for structures, a socket pair cannot be told from netlink. */
const BLIND = new Set(["calls-raw.txt", "calls-verbose-none.txt"]);

const golden = readCapture(fixture("calls-plain.txt")).datagrams;

describe("option sets", () => {
  it("has a recording of each", () => {
    expect(NAMES.length).toBe(21);
  });

  it.each(NAMES)("%s gives the same datagrams", (name) => {
    const { format, datagrams, notes } = readCapture(fixture(name));
    expect(format).toBe("strace");
    const known = datagrams.filter((datagram) => !datagram.protocolGuessed);
    expect(known.map(wire).sort()).toEqual(golden.map(wire).sort());
    expect(datagrams.length - known.length).toBe(BLIND.has(name) ? 2 : 0);
    expect(notes.filter((note) => note.code !== "guessed")).toEqual([]);
    expect(datagrams.every((datagram) => datagram.source === "dump")).toBe(true);
  });

  it("reads the time in each form", () => {
    const times = (name: string) => readCapture(fixture(name)).datagrams.map(({ time, timeNs }) => ({ time, timeNs }));
    expect(times("calls-plain.txt")[0]).toEqual({ time: undefined, timeNs: undefined });
    expect(times("calls-tt-T.txt")[0]?.time).toMatch(/^\d\d:\d\d:\d\d\.\d{6}$/);
    expect(times("calls-r-t.txt")[0]?.time).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(times("calls-r-n.txt")[0]?.time).toMatch(/^\+\d+\.\d{6}$/);
    for (const name of ["calls-ttt-i.txt", "calls-unix-ns-comm.txt", "calls-unix-s.txt", "calls-stderr-q.txt"]) {
      const all = times(name);
      expect(all[0]?.time).toMatch(/^\d{10}(\.\d+)?$/);
      for (const { time, timeNs } of all) {
        expect(timeNs).toBe(BigInt(time!.replace(".", "").padEnd(19, "0")));
      }
      expect(all.map(({ timeNs }) => timeNs!)).toEqual(
        all.map(({ timeNs }) => timeNs!).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
      );
    }
  });

  it("reads pids and command names", () => {
    for (const name of ["calls-unix-ns-comm.txt", "calls-pidns.txt", "calls-stderr-r-t.txt"]) {
      const { datagrams } = readCapture(fixture(name));
      expect(datagrams.at(-1)?.comm).toBe("exerciser");
    }
    const { datagrams } = readCapture(fixture("calls-plain.txt"));
    expect(new Set(datagrams.map(({ pid }) => pid)).size).toBe(6);
  });

  it("points at the line and the offset of each call", () => {
    for (const name of ["calls-recipe.txt", "calls-stderr.txt"]) {
      const text = fixtureText(name);
      const lines = text.split("\n");
      for (const { line, offset, syscall } of readCapture(fixture(name)).datagrams) {
        expect(lines[line! - 1]).toContain(syscall);
        expect(text.slice(offset!).startsWith(lines[line! - 1]!)).toBe(true);
      }
    }
  });
});

describe("what the recorded program did", () => {
  const of = (seq: number) =>
    golden.filter(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true) === seq);

  it("joins the buffers of one message (writev 7+9+4, readv 16+20)", () => {
    expect(of(3).map(({ syscall, bytes }) => [syscall, bytes.length])).toEqual([
      ["writev", 20],
      ["readv", 20],
    ]);
  });

  it("drops peeks, and clamps a dump that is longer than the buffer", () => {
    const [request, reply, ...more] = of(5);
    expect(more).toEqual([]);
    expect(request?.syscall).toBe("sendto");
    expect(reply?.bytes.length).toBe(32);
    expect(reply?.truncated).toEqual({ reason: "clamped", length: 1468 });
    expect(reply?.trailing).toBe(32);
  });

  it("sees what the kernel cut", () => {
    expect(of(6)[1]?.truncated).toEqual({ reason: "MSG_TRUNC", length: 1468 });
    expect(of(7)[1]?.truncated).toEqual({ reason: "MSG_TRUNC", length: undefined });
    expect(of(7)[1]?.bytes.length).toBe(40);
  });

  it("keeps several messages of one datagram together, and makes one datagram of each mmsg vector", () => {
    expect(of(8)[0]?.bytes.length).toBe(40);
    expect(golden.filter(({ syscall }) => syscall === "sendmmsg").length).toBe(3);
    expect(golden.filter(({ syscall }) => syscall === "recvmmsg").length).toBe(3);
  });

  it("keeps what a failed send tried to say", () => {
    const failed = golden.filter((datagram) => datagram.failed !== undefined);
    expect(failed.map(({ syscall, failed: code }) => [syscall, code])).toEqual([["sendto", "EOPNOTSUPP"]]);
  });

  it("reports trailing zeros and keeps them", () => {
    const [request] = of(13);
    expect([request?.bytes.length, request?.trailing]).toEqual([64, 44]);
  });

  it("follows dup, fcntl, close, fork and threads to the right protocol", () => {
    const protocols = (seq: number) => of(seq).map(({ protocol, fd }) => [fd, protocol]);
    expect(protocols(14)).toEqual([
      [4, 0],
      [100, 0],
    ]);
    expect(protocols(15)).toEqual([
      [50, 0],
      [3, 0],
    ]);
    expect(protocols(16)).toEqual([
      [4, 16],
      [4, 16],
    ]);
    expect(protocols(17)).toEqual([
      [4, 12],
      [4, 12],
    ]);
    expect(protocols(18)).toEqual([
      [3, 0],
      [3, 0],
    ]);
    expect(protocols(19)).toEqual([
      [4, 6],
      [4, 6],
    ]);
    for (let thread = 0; thread < 4; thread++) {
      const [request, reply] = of(20 + thread);
      expect([request?.protocol, reply?.protocol]).toEqual([0, 0]);
      expect(reply?.pid).not.toBe(request?.pid);
      expect(reply?.port).toBe(1001 + thread);
    }
  });

  it("knows the port ids", () => {
    expect(golden.every(({ port }) => port !== undefined && port >= 1000 && port < 1200)).toBe(true);
  });
});

describe("without dumps", () => {
  const known = new Set(golden.map(wire));

  it.each(NAMES)("%s: strings and rebuilt messages are bytes that the dumps have too", (name) => {
    const { datagrams } = readText(withoutDumps(fixtureText(name)));
    for (const datagram of datagrams.filter(
      ({ protocolGuessed, truncated }) => !protocolGuessed && truncated === undefined,
    )) {
      expect(known).toContain(wire(datagram));
    }
  });

  it.each([
    ["calls-full.txt", 39],
    ["calls-xx.txt", 39],
    ["calls-hex-escapes.txt", 39],
    ["calls-X-raw.txt", 34],
    ["calls-X-verbose.txt", 34],
    ["calls-y.txt", 34],
  ])("%s gives %i of them", (name, count) => {
    const { datagrams, notes } = readText(withoutDumps(fixtureText(name)));
    expect(datagrams.length).toBe(count);
    expect(notes.some((note) => note.code === "decoded-payload" && note.message.includes("read=all"))).toBe(true);
  });

  it.each(["nft", "genl", "ethtool", "xfrm"])("rebuilt-%s.txt: everything is rebuilt", (name) => {
    const text = fixtureText(`rebuilt-${name}.txt`);
    const dumped = readText(text).datagrams;
    const { datagrams, notes } = readText(withoutDumps(text));
    expect(dumped.length).toBeGreaterThan(1);
    expect(datagrams.map(wire)).toEqual(dumped.map(wire));
    expect(datagrams.every(({ source }) => source === "rebuilt")).toBe(true);
    expect(notes).toEqual([]);
  });

  it("refuses decoded rtnetlink once, with the recipe", () => {
    const { datagrams, notes } = readCapture(fixture("decoded.txt"));
    expect(datagrams.map(({ bytes }) => bytes.length)).toEqual([20]);
    expect(notes[0]).toMatchObject({ code: "decoded-payload", severity: "warning" });
    expect(notes[0]?.message).toContain("-e read=all -e write=all");
    expect(notes.filter(({ line }) => line !== undefined).length).toBe(1);
  });

  it("reads an `ip` capture recorded by the recipe", () => {
    const { datagrams } = readCapture(fixture("ip-link.txt"));
    expect(datagrams.map(({ syscall, protocol }) => [syscall, protocol])).toEqual([
      ["sendto", 0],
      ["recvmsg", 0],
      ["sendto", 0],
      ["recvmsg", 0],
      ["recvmsg", 0],
    ]);
    expect(datagrams.map(({ trailing }) => trailing)).toEqual([0, 0, 0, 0, 0]);
    expect(hex(datagrams[0]!.bytes).startsWith("20000000")).toBe(true);
  });
});
