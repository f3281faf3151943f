// Any cut, any damage: the same result for any chunks, nothing thrown but TraceError, memory bounded.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CaptureFormat, openReader, readCapture, TraceError } from "../../src/trace/index.js";
import { memoryUsed } from "../support/memory.js";
import {
  bytesOf,
  dumpOf,
  fixture,
  fixtureText,
  message,
  readInPieces,
  readText,
  wire,
  withoutDumps,
} from "./support.js";

const FORMATS: CaptureFormat[] = ["strace", "pcap", "pcapng", "hex", "raw"];
const SAMPLES = [
  "calls-recipe.txt",
  "calls-stderr-r-t.txt",
  "calls-xx.txt",
  "calls-k.txt",
  "rebuilt-nft.txt",
  "rebuilt-error.txt",
  "hex-hexdump-C.txt",
  "hex-xxd-i.txt",
  "hex-xxd.txt",
  "messages.bin",
];

/** The result of an input, or the error that it gives. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return error.message;
  }
}

describe("chunks", () => {
  it.each(SAMPLES)("%s: byte by byte", (name) => {
    const bytes = fixture(name);
    const whole = readCapture(bytes);
    const cuts = Array.from({ length: bytes.length - 1 }, (_, at) => at + 1);
    expect(readInPieces(bytes, cuts)).toEqual(whole);
  });

  it("at random places, with lines removed", () => {
    const samples = SAMPLES.map((name) => fixtureText(name).split("\n"));
    const property = fc.property(
      fc.nat({ max: samples.length - 1 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { maxLength: 5 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
      (which, removed, places) => {
        const lines = [...samples[which]!];
        for (const place of removed) lines.splice(Math.floor(place * lines.length), 1);
        const bytes = bytesOf(lines.join("\n"));
        const cuts = places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b);
        expect(outcome(() => readInPieces(bytes, cuts))).toEqual(outcome(() => readInPieces(bytes, [])));
      },
    );
    fc.assert(property, { numRuns: 150 });
  });
});

describe("damage", () => {
  const known = new Map(
    ["calls-recipe.txt", "calls-plain.txt"].map((name) => [
      name,
      new Set(readCapture(fixture(name)).datagrams.map(wire)),
    ]),
  );

  it.each([...known.keys()])("%s: a lost line never gives wrong bytes without a mark", (name) => {
    const lines = fixtureText(name).trimEnd().split("\n");
    const whole = known.get(name)!;
    for (let lost = 0; lost < lines.length; lost += 1) {
      // Without its call line, a dump would seem to belong to the call before it; that is a case of its own.
      const { datagrams } = readText(lines.filter((_, index) => index !== lost).join("\n"));
      const wrong = datagrams.filter((datagram) => {
        if (datagram.truncated !== undefined || datagram.protocolGuessed) return false;
        return (
          !whole.has(wire(datagram)) &&
          ![...whole].some((text) => text.endsWith(` ${wire(datagram).split(" ").at(-1)}`))
        );
      });
      expect(wrong.map(wire), `line ${lost + 1}: ${lines[lost]}`).toEqual([]);
    }
  });

  it("cut anywhere, it gives what was whole before the cut", () => {
    const text = fixtureText("calls-recipe.txt");
    const all = readText(text).datagrams;
    for (let cut = 0; cut < text.length; cut += 997) {
      const { datagrams } = outcome(() => readText(text.slice(0, cut), { format: "strace" })) as {
        datagrams: typeof all;
      };
      const whole = datagrams.filter(({ truncated }) => truncated?.reason !== "incomplete");
      expect(whole.map(wire)).toEqual(all.slice(0, whole.length).map(wire));
      expect(datagrams.length - whole.length).toBeLessThanOrEqual(1);
    }
  });

  it("flipped bytes give a result or a TraceError, in every format", () => {
    const samples = [...SAMPLES.map(fixture), bytesOf(withoutDumps(fixtureText("calls-full.txt")))];
    const property = fc.property(
      fc.nat({ max: samples.length - 1 }),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat({ max: 255 })), {
        minLength: 1,
        maxLength: 40,
      }),
      fc.option(fc.constantFrom(...FORMATS), { nil: undefined }),
      (which, changes, format) => {
        const bytes = new Uint8Array(samples[which]!);
        for (const [place, value] of changes) bytes[Math.floor(place * bytes.length)] = value;
        outcome(() => readCapture(bytes, { format }));
      },
    );
    fc.assert(property, { numRuns: 400 });
  });

  it("random bytes and random text give a result or a TraceError, in every format", () => {
    const words = fc.constantFrom(
      ...'socket( recvmsg( sendto( = 3 = 20 AF_NETLINK , { } [ ] " \\x14 ... <unfinished ...> <... recvmsg resumed> 3< > NETLINK:[ ROUTE: iov_base= {nlmsg_len=20 nla_len=8 | 00000 * 20 bytes in buffer 0 /* */ \x1b[0m [pid 7] +++ exited MSG_PEEK -1 E \n \n \n 0x ( )'.split(
        " ",
      ),
    );
    const text = fc.array(words, { maxLength: 60 }).map((parts) => bytesOf(parts.join("")));
    const spaced = fc.array(words, { maxLength: 60 }).map((parts) => bytesOf(parts.join(" ")));
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 400 }), text, spaced),
        fc.option(fc.constantFrom(...FORMATS), { nil: undefined }),
        fc.boolean(),
        (bytes, format, littleEndian) => {
          outcome(() => readCapture(bytes, { format, littleEndian }));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("takes time in proportion to a line's length, whatever it repeats", () => {
    const parts = [
      "sa_family=AF_NETLINK ",
      "SCM_RIGHTS ",
      "[",
      "/* ",
      '"',
      "\\",
      "1|",
      "a=",
      "<",
      "{a=[",
      "nlmsg_len=",
      "pid",
    ];
    const calls = [
      "bind(3, ",
      "pipe(",
      "recvmsg(3, ",
      "sendto(3, ",
      "socket(AF_NETLINK, SOCK_RAW, ",
      "write(",
      "clone(",
    ];
    const start = performance.now();
    for (const call of calls) {
      for (const part of parts) {
        for (const tail of [") = 20\n", "}]) = 20\n", ", 20, 0, NULL, 0) = 20\n", "<unfinished ...>\n"]) {
          readText(`${call}${part.repeat(50_000)}${tail}`, { format: "strace" });
        }
      }
    }
    expect(performance.now() - start).toBeLessThan(30_000);
  }, 60_000);

  it("survives nesting without end", () => {
    for (const open of ["[", "{", "(", "3<", '{a="', "/* ", "[{nlmsg_len="]) {
      const { datagrams } = readText(
        `setsockopt(3, SOL_NETLINK, 1, [1], 4) = 0\nsendto(3, ${open.repeat(100_000)}, 20, 0, NULL, 0) = 20\n`,
      );
      expect(datagrams).toEqual([]);
    }
  });
});

describe("bounds", () => {
  const feed = (text: string, times: number) => {
    const reader = openReader({ format: "strace" });
    const bytes = bytesOf(text);
    let count = 0;
    for (let i = 0; i < times; i++) count += reader.push(bytes).length;
    count += reader.end().length;
    return { count, notes: reader.notes };
  };

  it("keeps memory over a long capture", () => {
    const text = fixtureText("calls-plain.txt");
    feed(text, 20);
    const before = memoryUsed();
    const { count, notes } = feed(text, 600);
    const grown = memoryUsed() - before;
    expect(count).toBe(46 * 600);
    expect(notes.length).toBeLessThan(30);
    expect(grown).toBeLessThan(16 * 1024 * 1024);
  });

  it("cuts a line without end", () => {
    const reader = openReader({ format: "strace" });
    reader.push(bytesOf('socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3\nsendto(3, "'));
    const chunk = new Uint8Array(1024 * 1024).fill(0x61);
    for (let i = 0; i < 20; i++) reader.push(chunk);
    const request = message(18, 1, 7);
    const rest = reader.push(bytesOf(`", 4) = 4\nsendto(3, [], 20, 0, NULL, 0) = 20\n${dumpOf(request)}`));
    const datagrams = [...rest, ...reader.end()];
    expect(reader.notes.map(({ code }) => code)).toEqual(["long-line", "broken-line"]);
    expect(datagrams.map(({ bytes, line }) => [bytes.length, line])).toEqual([[20, 3]]);
    expect(datagrams[0]?.offset).toBe(48 + 11 + 20 * 1024 * 1024 + 10);
  });

  it("reads at a useful speed even where every line is a call", () => {
    const text = withoutDumps(fixtureText("calls-full.txt"));
    const start = performance.now();
    const { count } = feed(text, 200);
    expect(count).toBe(39 * 200);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
