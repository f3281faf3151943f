/** Classic BPF programs: bytes, listing, checks, compiling, running. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindLibpcap, littleEndian } from "../../src/ffi/index.js";
import {
  type BpfInstruction,
  type ClassicFilter,
  checkFilter,
  compileFilter,
  filterBytes,
  filterFromBytes,
  filterFunction,
  filterLines,
} from "../../src/ring/filter/index.js";
import { LinkType } from "../../src/ring/pcap/index.js";
import { hasLibpcap, hasTool, outputOf } from "./support/capture-tools.js";

const op = (code: number, k = 0, jt = 0, jf = 0): BpfInstruction => ({ code, jt, jf, k });
const RET = op(0x06, 100);

/** `arp`, as the manual of BPF has it. */
const ARP: ClassicFilter = [op(0x28, 12), op(0x15, 0x806, 0, 1), op(0x06, 262144), op(0x06, 0)];

const anyProgram = fc.array(
  fc.record({
    code: fc.nat(0xffff),
    jt: fc.nat(0xff),
    jf: fc.nat(0xff),
    k: fc.nat(0xffffffff),
  }),
  { maxLength: 50 },
);

describe("bytes", () => {
  it("are struct sock_filter", () => {
    expect(Buffer.from(filterBytes(ARP, true)).toString("hex")).toBe(
      "28000000" + "0c000000" + "15000001" + "06080000" + "06000000" + "00000400" + "06000000" + "00000000",
    );
    expect(Buffer.from(filterBytes(ARP.slice(1, 2), false)).toString("hex")).toBe("0015000100000806");
    expect(filterBytes(ARP)).toEqual(filterBytes(ARP, littleEndian));
  });

  it("come back as they were", () => {
    fc.assert(
      fc.property(anyProgram, fc.boolean(), (program, little) => {
        expect(filterFromBytes(filterBytes(program, little), little)).toEqual(program);
      }),
    );
  });

  it("say what is wrong", () => {
    expect(() => filterFromBytes(new Uint8Array(9))).toThrow("9 bytes are no whole number of instructions");
    expect(() => filterBytes([RET, { ...RET, jt: 256 }])).toThrow("instruction 1: jt is 256, not 0 to 255");
    expect(() => filterBytes([{ ...RET, k: -1 }])).toThrow("instruction 0: k is -1");
    expect(() => filterBytes([{ ...RET, code: 1.5 }])).toThrow("instruction 0: code is 1.5");
  });
});

describe("check, as net/core/filter.c does it", () => {
  it.each<[string, ClassicFilter]>([
    ["a filter of 0 instructions", []],
    ["a filter of 4097 instructions", Array(4097).fill(RET)],
    ["instruction 0: there is no code 0xff", [op(0xff), RET]],
    ["instruction 0: there is no code 0xe", [op(0x0e), RET]],
    ["instruction 0: there is no code 0x106", [op(0x106), RET]],
    ["instruction 1: the last instruction must be a ret", [RET, op(0x00, 1)]],
    ["instruction 0: jeq leads past the end", [op(0x15, 1, 0, 1), RET]],
    ["instruction 0: ja leads past the end", [op(0x05, 1), RET]],
    ["instruction 0: div by 0", [op(0x34), RET]],
    ["instruction 0: mod by 0", [op(0x94), RET]],
    ["instruction 0: lsh by 32 bits", [op(0x64, 32), RET]],
    ["instruction 0: st with M[16]", [op(0x02, 16), RET]],
    ["instruction 0: ld with M[16]", [op(0x60, 16), RET]],
    ["instruction 0: ld of SKF_AD_OFF + 2, which is nothing", [op(0x20, 0xfffff002), RET]],
    ["instruction 0: M[3] may be loaded before it was stored", [op(0x60, 3), RET]],
    ["instruction 2: M[1] may be loaded", [op(0x15, 1, 1, 0), op(0x02, 1), op(0x60, 1), RET]],
  ])("%s", (message, program) => {
    expect(() => checkFilter(program)).toThrow(message);
    expect(() => filterFunction(program)).toThrow(message);
    try {
      checkFilter(program);
    } catch (error) {
      expect(error).toMatchObject({ code: "ERR_RINGLINK_FILTER" });
    }
  });

  it("takes what is right", () => {
    for (const program of [
      ARP,
      [RET],
      Array(4096).fill(RET),
      [op(0x02, 15), op(0x61, 15), op(0x16)],
      [op(0x15, 1, 1, 0), op(0x02, 1), RET],
      [op(0x20, 0xfffff02c), op(0x05, 0), RET],
      [op(0x3c), op(0x9c), op(0x84), op(0xa4, 7), op(0x87), op(0x07), op(0x81), op(0xb1, 14), op(0x80), RET],
    ] as ClassicFilter[])
      expect(() => checkFilter(program)).not.toThrow();
  });

  it("never fails in another way, and what passes can run", () => {
    const likely = fc.array(
      fc.record({
        code: fc.constantFrom(
          0,
          1,
          2,
          3,
          0x20,
          0x28,
          0x30,
          0x40,
          0x60,
          0x61,
          0x80,
          0xb1,
          4,
          0xc,
          0x34,
          0x64,
          0x84,
          0x15,
          0x1d,
          0x25,
          5,
          6,
          0x16,
          7,
          0x87,
        ),
        jt: fc.nat(3),
        jf: fc.nat(3),
        k: fc.oneof(fc.nat(40), fc.constantFrom(0xfffff000, 0xfffff02c, 0xfff00000, 0xffe00001, 0xffffffff)),
      }),
      { minLength: 1, maxLength: 12 },
    );
    let passed = 0;
    fc.assert(
      fc.property(fc.oneof(anyProgram, likely), fc.uint8Array({ maxLength: 64 }), (program, data) => {
        try {
          const kept = filterFunction([...program, RET])({ data });
          expect(kept >= 0 && kept <= data.length).toBe(true);
          passed++;
        } catch (error) {
          expect(error).toMatchObject({ code: "ERR_RINGLINK_FILTER" });
        }
      }),
      { numRuns: 2000 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});

describe("running", () => {
  const run = (program: ClassicFilter, data: readonly number[] = [], more = {}) =>
    filterFunction(program)({ data: Uint8Array.from(data), ...more });
  const long = Array(200).fill(0);

  it.each<[string, readonly BpfInstruction[], number]>([
    ["add", [op(0x00, 0xffffffff), op(0x04, 8)], 7],
    ["sub", [op(0x00, 3), op(0x14, 1)], 2],
    ["mul", [op(0x00, 0x10001), op(0x24, 0x10002), op(0x74, 16)], 3],
    ["div", [op(0x00, 0xfffffffe), op(0x34, 0x10000000)], 15],
    ["mod", [op(0x00, 23), op(0x94, 10)], 3],
    ["and, or, xor", [op(0x00, 0xf0), op(0x54, 0x3f), op(0x44, 1), op(0xa4, 0x20)], 0x11],
    ["lsh, rsh", [op(0x00, 1), op(0x64, 31), op(0x74, 25)], 64],
    ["neg", [op(0x00, 0xfffffff6), op(0x84)], 10],
    ["x", [op(0x01, 5), op(0x00, 6), op(0x0c)], 11],
    ["tax, txa", [op(0x00, 9), op(0x07), op(0x00, 1), op(0x87)], 9],
    ["memory", [op(0x00, 12), op(0x02, 3), op(0x01, 13), op(0x03, 4), op(0x60, 4)], 13],
    ["length", [op(0x80)], 200],
    ["ja", [op(0x00, 5), op(0x05, 1), op(0x00, 6)], 5],
    ["xor_x", [op(0x01, 5), op(0x00, 6), op(0x20, 0xfffff028)], 3],
  ])("%s", (_, program, value) => {
    expect(run([...program, op(0x16)], long)).toBe(value);
  });

  it("loads in network byte order, and drops what is too short", () => {
    const data = [1, 2, 3, 4, 0x45];
    expect(run([op(0x20, 0), op(0x15, 0x01020304, 0, 1), RET, op(0x06, 0)], data)).toBe(5);
    expect(run([op(0x28, 3), op(0x06, 5)], data)).toBe(5);
    expect(run([op(0x28, 4), op(0x06, 5)], data)).toBe(0);
    expect(run([op(0xb1, 4), op(0x87), op(0x16)], [...data, ...long])).toBe(20);
    expect(run([op(0x01, 3), op(0x50, 0xffffffff), op(0x16)], data)).toBe(3);
    expect(run([op(0x30, 0xffe00001), op(0x16)], data)).toBe(2);
    expect(run([op(0x30, 0xfff00000), op(0x16)], [...long, 1], { networkOffset: 200 })).toBe(1);
    expect(run([op(0x00, 1), op(0x01, 0), op(0x3c), RET], data)).toBe(0);
  });

  it("knows what it is told beside the bytes", () => {
    const ask = (offset: number) => [op(0x20, 0xfffff000 + offset), op(0x16)];
    const told = {
      protocol: 1,
      packetType: 2,
      interfaceIndex: 3,
      mark: 4,
      queue: 5,
      hardwareType: 6,
      rxhash: 7,
      cpu: 8,
    };
    expect([0, 4, 8, 20, 24, 28, 32, 36].map((offset) => run(ask(offset), long, told))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(run(ask(4), long)).toBe(0);
    expect([44, 48].map((offset) => run(ask(offset), long, { vlanTci: 77 }))).toEqual([77, 1]);
    expect([44, 48].map((offset) => run(ask(offset), long))).toEqual([0, 0]);
    expect(() => run(ask(52))).toThrow("instruction 0: [poff] is known to the kernel only");
  });
});

/** Without it there is nothing to compile expressions. */
const libpcapIsHere = hasLibpcap();

describe.runIf(libpcapIsHere)("compiling", () => {
  it("gives libpcap's program", () => {
    expect(compileFilter("arp")).toEqual(ARP);
    expect(compileFilter("arp", { snapLength: 96 }).map(({ k }) => k)).toEqual([12, 0x806, 96, 0]);
    expect(compileFilter("")).toEqual([op(0x06, 262144)]);
    expect(compileFilter("ip", { linkType: LinkType.raw })[0]).toEqual(op(0x30, 0));
    expect(compileFilter("tcp port 80", { optimize: false }).length).toBeGreaterThan(
      compileFilter("tcp port 80").length,
    );
    const mask = compileFilter("ip broadcast", { netmask: 0xffffff00 });
    expect(mask.some(({ k }) => k === 0xff)).toBe(true);
  });

  it.each([
    ["tcp prot 80", /syntax error.*"tcp prot 80"/],
    ["port 99999", /illegal port number 99999/],
    ["(ip", /syntax error/],
    ["ip broadcast", /netmask not known/],
    ["ip and arp", /rejects all packets/],
    ["ip\0", /NUL character at 2/],
    [`${"(".repeat(4000)}ip`, /memory exhausted|syntax error/],
    ["ip or ".repeat(5000), /30000 characters/],
  ])("%.20s is refused", (expression, message) => {
    expect(() => compileFilter(expression)).toThrow(message);
    expect(() => compileFilter(expression)).toThrow(expect.objectContaining({ code: "ERR_RINGLINK_FILTER" }));
  });

  it("gives programs that only libpcap itself runs as they are; checks say so", () => {
    const program = compileFilter("ip protochain 6");
    expect(() => checkFilter(program)).toThrow("ja leads back");
    expect(filterLines(program).length).toBe(program.length);
  });

  it("refuses options that make no sense", () => {
    expect(() => compileFilter("ip", { snapLength: 0 })).toThrow("snapLength is 0, not 1 to 262144");
    expect(() => compileFilter("ip", { netmask: -1 })).toThrow("netmask is -1");
    expect(() => compileFilter("ip", { linkType: 70_000 })).toThrow("link type 70000");
    expect(() => compileFilter("ip", { linkType: 54_321 })).toThrow(/link.*type|DLT/i);
  });

  it("gives back what it takes", () => {
    const compile = (count: number) => {
      for (let i = 0; i < count; i++) {
        compileFilter("udp port 53 and host 192.0.2.1");
        expect(() => compileFilter("udp prot")).toThrow();
      }
    };
    compile(500);
    const before = process.memoryUsage.rss();
    compile(3000);
    // A handle that is not closed keeps 10 KB and more: 60 MB of them.
    expect(process.memoryUsage.rss() - before).toBeLessThan(40_000_000);
  });
});

it("names the package when there is no libpcap", () => {
  expect(() => bindLibpcap(["libringlink-has-none.so.1"])).toThrow(
    expect.objectContaining({
      code: "ERR_RINGLINK_LIBPCAP",
      message: expect.stringContaining("apt install libpcap0.8"),
    }),
  );
});

const EXPRESSIONS = [
  "",
  "ip",
  "udp port 53",
  "tcp portrange 100-200 and not src host 192.0.2.1",
  "ip6 and ip6[6] = 6 and tcp",
  "vlan 5 and udp",
  "inbound and net 10.0.0.0/8",
  "ether host 02:00:00:00:00:01 and less 100",
  "icmp6 or arp or ether proto 0x88cc",
  "ip[2:2] - ((ip[0] & 0xf) << 2) > 5 and len % 3 = 1",
  "ip proto 47 or tcp[tcpflags] & tcp-syn != 0",
];

describe("listing", () => {
  it("reads like this", () => {
    expect(filterLines(ARP)).toEqual([
      "(000) ldh      [12]",
      "(001) jeq      #0x806           jt 2\tjf 3",
      "(002) ret      #262144",
      "(003) ret      #0",
    ]);
    expect(filterLines([op(0x20, 0xfffff030), op(0x50, 0xffffffff), op(0x99), op(0x8c), op(0x1d, 0, 1, 2)])).toEqual([
      "(000) ld       [vlanp]",
      "(001) ldb      [x + -1]",
      "(002) unimp    0x99",
      "(003) unimp    0x8c",
      "(004) jeq      x                jt 6\tjf 7",
    ]);
  });

  describe.runIf(libpcapIsHere && hasTool("tcpdump", "--version"))("compared with tcpdump -d", () => {
    it.each(EXPRESSIONS)("%s", (expression) => {
      const expected = outputOf("tcpdump", ["-d", "-y", "EN10MB", expression]).trimEnd().split("\n");
      const lines = (text: readonly string[]) => text.map((line) => line.trimEnd());
      expect(lines(filterLines(compileFilter(expression)))).toEqual(lines(expected));
    });
  });
});

describe.runIf(libpcapIsHere)("an expression over packets", () => {
  const frame = (type: number, ...rest: number[]) =>
    Uint8Array.of(...Array(12).fill(2), type >> 8, type & 0xff, ...rest);
  const udp = (port: number) =>
    frame(
      0x800,
      0x45,
      0,
      0,
      28,
      0,
      0,
      0,
      0,
      64,
      17,
      0,
      0,
      10,
      0,
      0,
      1,
      10,
      0,
      0,
      2,
      4,
      0,
      port >> 8,
      port & 0xff,
      0,
      8,
      0,
      0,
    );

  it.each(EXPRESSIONS)("%s: the optimised program does as the other", (expression) => {
    const [short, long] = [true, false].map((optimize) => filterFunction(compileFilter(expression, { optimize })));
    const packet = fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.nat(0xffff).map(udp), fc.constant(frame(0x806, 0, 1)));
    fc.assert(
      fc.property(packet, fc.nat(4), (data, packetType) => {
        expect(short!({ data, packetType })).toBe(long!({ data, packetType }));
      }),
    );
  });

  it("takes and drops", () => {
    const filter = filterFunction(compileFilter("udp dst port 53 and src net 10.0.0.0/24", { snapLength: 30 }));
    expect(filter({ data: udp(53) })).toBe(30);
    expect(filter({ data: udp(54) })).toBe(0);
    expect(filter({ data: udp(53).subarray(0, 37) })).toBe(0);
    expect(filter({ data: frame(0x86dd) })).toBe(0);
  });
});
