/** BPF maps and programs against the kernel. */
import { describe, expect } from "vitest";
import { Descriptor, ffi } from "../../src/ffi/index.js";
import * as bpf from "../../src/ring/bpf/index.js";
import { thrownBy, tidy } from "./support/xdp.js";

const { r0, r1, r2, r3, r4, r6, r7, r10, w1, w3 } = bpf;
const AF_XDP = 44;
const SOCK_RAW = 3;

/** An AF_XDP socket that could receive, and is bound to nothing. */
function xdpSocket(): Descriptor {
  const socket = new Descriptor(ffi(), ffi().socket(AF_XDP, SOCK_RAW, 0), "test");
  // SOL_XDP, XDP_RX_RING: newer kernels take no socket without one into a map.
  ffi().setsockopt(socket.fd, 283, 2, new Uint8Array(Uint32Array.of(64).buffer));
  return socket;
}

const PASS = [bpf.mov(r0, bpf.XdpAction.pass), bpf.exit()];

describe("maps", () => {
  tidy("of type hash hold what is put in", ["bpfXdp"], async () => {
    using map = bpf.BpfMap.create({ type: "hash", keySize: 4, valueSize: 8, maxEntries: 3, name: "test_hash" });
    expect(map.nextKey()).toBeUndefined();
    expect(map.lookup(1)).toBeUndefined();
    expect(map.delete(1)).toBe(false);
    map.update(1, 0x1122334455667788n);
    map.update(2, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(new DataView(map.lookup(1)!.buffer).getBigUint64(0, true)).toBe(0x1122334455667788n);
    expect(map.lookup(Uint8Array.of(2, 0, 0, 0))).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(thrownBy(() => map.update(1, 1, "noexist")).code).toBe("EEXIST");
    expect(thrownBy(() => map.update(9, 1, "exist")).code).toBe("ENOENT");
    map.update(3, 3);
    expect(thrownBy(() => map.update(4, 4))).toMatchObject({
      code: "E2BIG",
      message: expect.stringContaining("test_hash"),
    });
    const keys = [...map.keys()].map((key) => key[0]!);
    expect(keys.sort()).toEqual([1, 2, 3]);
    for (const key of map.keys()) expect(map.delete(key)).toBe(true);
    expect([...map.entries()]).toEqual([]);
  });

  tidy("of type array and per CPU have values of their own size", ["bpfXdp"], async () => {
    using array = bpf.BpfMap.create({ type: "array", keySize: 4, valueSize: 3, maxEntries: 2 });
    array.update(1, Uint8Array.of(7, 8, 9));
    expect([...array.entries()].map(([key, value]) => [key[0], ...value])).toEqual([
      [0, 0, 0, 0],
      [1, 7, 8, 9],
    ]);
    expect(thrownBy(() => array.delete(0))).toMatchObject({
      code: "EINVAL",
      message: expect.stringContaining("always there"),
    });
    using perCpu = bpf.BpfMap.create({ type: "percpu_array", keySize: 4, valueSize: 4, maxEntries: 1 });
    expect(perCpu.valueBytes % 8).toBe(0);
    const values = Uint8Array.from({ length: perCpu.valueBytes }, (_, i) => (i % 8 < 4 ? 1 + (i >> 3) : 0));
    perCpu.update(0, values);
    expect(perCpu.lookup(0)).toEqual(values);
  });

  tidy("by descriptor are the same maps", ["bpfXdp"], async () => {
    using map = bpf.BpfMap.create({ type: "hash", keySize: 2, valueSize: 1, maxEntries: 5, name: "shared.1" });
    using same = bpf.BpfMap.of(map.fd);
    expect(same).toMatchObject({ type: "hash", keySize: 2, valueSize: 1, maxEntries: 5, name: "shared.1" });
    expect(same.id).toBe(map.id);
    same.update(0x0201, 9);
    expect(map.lookup(Uint8Array.of(1, 2))).toEqual(Uint8Array.of(9));
  });

  tidy("say what is wrong with them", ["bpfXdp"], async () => {
    const map = bpf.BpfMap.create({ type: "hash", keySize: 4, valueSize: 3, maxEntries: 1, name: "odd" });
    expect(() => map.update(1, 1)).toThrow(/value of odd is no integer: it has 3 bytes/);
    expect(() => map.lookup(new Uint8Array(3))).toThrow(/key of odd has 4 bytes, not 3/);
    expect(() => map.lookup(2 ** 32)).toThrow(/key of odd of 4 bytes: 4294967296/);
    expect(() => map.lookup(-1)).toThrow(RangeError);
    expect(() => map.lookup(0.5)).toThrow(RangeError);
    map.close();
    map.close();
    expect(thrownBy(() => map.lookup(1)).code).toBe("EBADF");
    expect(thrownBy(() => bpf.BpfMap.create({ type: "hash", keySize: 0, valueSize: 1, maxEntries: 1 }))).toMatchObject({
      code: "EINVAL",
      message: expect.stringContaining("BPF_MAP_CREATE) hash"),
    });
    expect(() =>
      bpf.BpfMap.create({ type: "hash", keySize: 1, valueSize: 1, maxEntries: 1, name: "white space" }),
    ).toThrow(/15 letters/);
  });

  tidy("of sockets take AF_XDP sockets only", ["xdpSocket"], async () => {
    using map = bpf.BpfMap.create({ type: "xskmap", keySize: 4, valueSize: 4, maxEntries: 2 });
    using other = new Descriptor(ffi(), ffi().socket(2, 2, 0), "test");
    using socket = xdpSocket();
    expect(thrownBy(() => map.update(0, map.fd)).code).toBe("ENOTSOCK");
    expect(thrownBy(() => map.update(0, other.fd)).code).toBe("EOPNOTSUPP");
    expect(thrownBy(() => map.update(2, socket.fd)).code).toBe("E2BIG");
    map.update(1, socket.fd);
    map.delete(1);
  });
});

describe("programs", () => {
  tidy("run on packets, and change them", ["bpfXdp"], async () => {
    // Drops what is shorter than 15 bytes, otherwise writes the first byte over and passes.
    const program = bpf.assemble([
      bpf.load(r2, "u32", r1, 0),
      bpf.load(r3, "u32", r1, 4),
      bpf.mov(r4, r2),
      bpf.alu(r4, "+=", 15),
      bpf.mov(r0, bpf.XdpAction.drop),
      bpf.jumpIf(r4, ">", r3, "end"),
      bpf.store("u8", r2, 0, 0x5a),
      bpf.mov(r0, bpf.XdpAction.pass),
      bpf.label("end"),
      bpf.exit(),
    ]);
    using loaded = bpf.BpfProgram.load({ instructions: program, name: "first_byte" });
    expect(loaded.testRun({ data: new Uint8Array(14) }).result).toBe(bpf.XdpAction.drop);
    const run = loaded.testRun({ data: new Uint8Array(60).fill(1), repeat: 100 });
    expect(run.result).toBe(bpf.XdpAction.pass);
    expect(run.data).toEqual(Uint8Array.from({ length: 60 }, (_, i) => (i === 0 ? 0x5a : 1)));
    expect(thrownBy(() => loaded.testRun({ data: new Uint8Array(13) })).code).toBe("EINVAL");
    expect(thrownBy(() => loaded.testRun({ data: new Uint8Array(60), outputBytes: 10 })).code).toBe("ENOSPC");
    expect(loaded.info()).toMatchObject({
      type: "xdp",
      name: "first_byte",
      tag: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    using same = bpf.BpfProgram.of(loaded.fd);
    expect(same.info()).toEqual(loaded.info());
    using bytes = bpf.BpfProgram.load({ instructions: program.bytes });
    expect(bytes.info().tag).toBe(loaded.info().tag);
  });

  tidy("count through maps", ["bpfXdp"], async () => {
    using map = bpf.BpfMap.create({ type: "array", keySize: 4, valueSize: 8, maxEntries: 1 });
    using loaded = bpf.BpfProgram.load({
      instructions: bpf.assemble([
        bpf.store("u32", r10, -4, 0),
        bpf.mov(r2, r10),
        bpf.alu(r2, "+=", -4),
        bpf.loadMap(r1, map),
        bpf.call("map_lookup_elem"),
        bpf.jumpIf(r0, "==", 0, "end"),
        bpf.mov(r1, 3),
        bpf.atomic("u64", r0, 0, "+=", r1),
        bpf.label("end"),
        PASS,
      ]),
    });
    loaded.testRun({ data: new Uint8Array(60), repeat: 5 });
    expect(new DataView(map.lookup(0)!.buffer).getBigUint64(0, true)).toBe(15n);
  });

  tidy("that the verifier refuses say why, with its whole log", ["bpfXdp"], async () => {
    const error = thrownBy(() =>
      bpf.BpfProgram.load({
        name: "wrong",
        instructions: bpf.assemble([bpf.load(r0, "u32", r1, 100), bpf.exit()]),
      }),
    );
    expect(bpf.isVerifierError(error)).toBe(true);
    expect(error.message).toMatch(
      /^bpf\(BPF_PROG_LOAD\) xdp wrong \(invalid bpf_context access off=100 size=4\): EACCES/,
    );
    expect((error as bpf.VerifierError).log).toContain("r0 = *(u32 *)(r1 +100)");
    // Two branches a step: the log is longer than the first buffer for it.
    const steps = Array.from({ length: 600 }, (_, i) => [
      bpf.jumpIf(r6, "==", i, `at${i}`),
      bpf.alu(r7, "+=", i),
      bpf.label(`at${i}`),
    ]);
    const long = thrownBy(() =>
      bpf.BpfProgram.load({
        logLevel: 2,
        instructions: bpf.assemble([
          bpf.load(r6, "u32", r1, 12),
          bpf.mov(r7, 0),
          steps,
          bpf.load(r0, "u32", r1, 100),
          bpf.exit(),
        ]),
      }),
    ) as bpf.VerifierError;
    expect(long.log.length).toBeGreaterThan(64 * 1024);
    expect(long.log).toMatch(/^func#0|^Live regs|^0: /);
    expect(long.message).toContain("invalid bpf_context access");
    expect(() => bpf.BpfProgram.load({ instructions: new Uint8Array(9) })).toThrow(/multiple of 8 bytes, not 9/);
  });

  tidy("are listed as the verifier lists them", ["bpfXdp"], async () => {
    const program = bpf.assemble([
      bpf.mov(r6, r1),
      bpf.load(r2, "u32", r6, 0),
      bpf.mov(r3, 7),
      bpf.mov(w1, w3),
      bpf.alu(w1, "+=", 5),
      bpf.alu(w1, "&=", w3),
      bpf.alu(r3, "<<=", 3),
      bpf.alu(r3, "s>>=", 1),
      bpf.alu(r3, "-=", r1),
      bpf.neg(r3),
      bpf.alu(w1, "^=", -1),
      bpf.byteSwap(r3, "be16"),
      bpf.byteSwap(r3, "le32"),
      bpf.store("u32", r10, -8, 5),
      bpf.store("u64", r10, -8, r3),
      bpf.load(r4, "u8", r10, -8),
      bpf.atomic("u64", r10, -8, "+=", r3),
      bpf.atomic("u64", r10, -8, "|=", r4, { fetch: true }),
      bpf.loadImmediate(r7, 0x1_0000_0002n),
      bpf.jumpIf(r7, "s>", 5, "a"),
      bpf.jumpIf(w1, "!=", w3, "a"),
      bpf.jumpIf(r4, "&", 8, "a"),
      bpf.jump("a"),
      bpf.label("a"),
      bpf.call("ktime_get_ns"),
      PASS,
    ]);
    using loaded = bpf.BpfProgram.load({ instructions: program, logLevel: 2, license: "GPL" });
    // The log's lines of a step: "5: (07) w1 += 5        ; R1_w=…". Only the first time that it is at one of them counts.
    const theirs = new Map<string, string>();
    for (const line of loaded.log.split("\n")) {
      const match = /^(\d+): (\([0-9a-f]{2}\) .*?)(?:\s+;.*)?$/.exec(line.trim());
      if (match !== null && !theirs.has(match[1]!)) theirs.set(match[1]!, match[2]!.trim());
    }
    const ours = new Map(
      bpf
        .listing(program.bytes)
        .split("\n")
        .map((line) => /^(\d+): (.*)$/.exec(line)!.slice(1) as [string, string]),
    );
    expect(theirs.size).toBeGreaterThan(20);
    for (const [slot, text] of theirs) expect(`${slot}: ${ours.get(slot)}`).toBe(`${slot}: ${text}`);
  });
});

/** A frame with the given EtherType, IP protocol and ports behind `tags` VLAN tags. */
function frame(options: {
  readonly tags?: number;
  readonly etherType?: number;
  readonly protocol?: number;
  readonly source?: number;
  readonly destination?: number;
  readonly fragment?: number;
  /** IP options, words of 4 bytes. */
  readonly words?: number;
  readonly cut?: number;
}): Uint8Array {
  const {
    tags = 0,
    etherType = 0x800,
    protocol = 17,
    source = 1000,
    destination = 2000,
    fragment = 0,
    words = 0,
  } = options;
  const bytes = new Uint8Array(128);
  const view = new DataView(bytes.buffer);
  let at = 12;
  for (let i = 0; i < tags; i++) {
    view.setUint16(at, i === tags - 1 ? 0x8100 : 0x88a8);
    view.setUint16(at + 2, 5 + i);
    at += 4;
  }
  view.setUint16(at, etherType);
  at += 2;
  if (etherType === 0x86dd) {
    bytes[at] = 0x60;
    bytes[at + 6] = protocol;
    at += 40;
  } else {
    bytes[at] = 0x45 + words;
    view.setUint16(at + 6, fragment);
    bytes[at + 9] = protocol;
    at += 20 + 4 * words;
  }
  view.setUint16(at, source);
  view.setUint16(at + 2, destination);
  return bytes.subarray(0, options.cut === undefined ? 96 : options.cut);
}

describe("the redirect program", () => {
  tidy("takes what its match says, and nothing else", ["xdpSocket"], async () => {
    using map = bpf.BpfMap.create({ type: "xskmap", keySize: 4, valueSize: 4, maxEntries: 1 });
    using socket = xdpSocket();
    map.update(0, socket.fd);
    const TCP = 6;
    const UDP = 17;
    const cases: readonly [match: bpf.PacketMatch[], packet: Parameters<typeof frame>[0], taken: boolean][] = [
      [[{ protocol: "udp" }], {}, true],
      [[{ protocol: "udp" }], { protocol: TCP }, false],
      [[{ protocol: "udp" }], { tags: 1 }, true],
      [[{ protocol: "udp" }], { tags: 2 }, true],
      [[{ protocol: "udp" }], { tags: 3 }, false],
      [[{ protocol: "udp" }], { etherType: 0x86dd }, true],
      [[{ protocol: "udp" }], { etherType: 0x806 }, false],
      [[{ protocol: "udp" }], { fragment: 100 }, true],
      [[{ protocol: "udp" }], { cut: 33 }, false],
      [[{ protocol: "udp" }], { cut: 34 }, true],
      [[{ etherType: "arp" }], { etherType: 0x806 }, true],
      [[{ etherType: "arp" }], {}, false],
      [[{ etherType: "arp" }], { etherType: 0x806, tags: 1 }, true],
      [[{ etherType: "ip", protocol: "udp" }], { etherType: 0x86dd }, false],
      [[{ etherType: "ipv6", protocol: "udp" }], { etherType: 0x86dd }, true],
      [[{ port: 2000 }], {}, true],
      [[{ port: 1000 }], {}, true],
      [[{ port: 1001 }], {}, false],
      [[{ port: 2000 }], { protocol: TCP }, true],
      [[{ port: 2000 }], { protocol: 1 }, false],
      [[{ port: 2000 }], { fragment: 100 }, false],
      [[{ port: 2000 }], { fragment: 0x2000 }, true],
      [[{ port: 2000 }], { words: 3 }, true],
      [[{ port: 2000 }], { words: 3, cut: 14 + 32 + 3 }, false],
      [[{ port: 2000 }], { words: -1 }, false],
      [[{ sourcePort: 1000 }], {}, true],
      [[{ sourcePort: 2000 }], {}, false],
      [[{ destinationPort: 2000, protocol: UDP }], { etherType: 0x86dd, tags: 1 }, true],
      [[{ destinationPort: 2000, sourcePort: 1 }], {}, false],
      [[{ destinationPort: 2000, sourcePort: 1000 }], {}, true],
      [[{ protocol: "tcp", port: 80 }, { protocol: "udp", port: 2000 }, { etherType: "arp" }], {}, true],
      [
        [{ protocol: "tcp", port: 80 }, { protocol: "udp", port: 2000 }, { etherType: "arp" }],
        { etherType: 0x806 },
        true,
      ],
      [
        [{ protocol: "tcp", port: 80 }, { protocol: "udp", port: 2000 }, { etherType: "arp" }],
        { protocol: TCP },
        false,
      ],
      [[{ protocol: "tcp", port: 80 }, { protocol: "icmp" }], { protocol: 1 }, true],
    ];
    for (const [match, packet, taken] of cases) {
      using loaded = bpf.BpfProgram.load({ instructions: bpf.redirectProgram({ map, match }) });
      const { result } = loaded.testRun({ data: frame(packet) });
      const wanted = taken ? bpf.XdpAction.redirect : bpf.XdpAction.pass;
      expect(result, JSON.stringify([match, packet])).toBe(wanted);
    }
    using all = bpf.BpfProgram.load({ instructions: bpf.redirectProgram({ map }) });
    expect(all.testRun({ data: new Uint8Array(14) }).result).toBe(bpf.XdpAction.redirect);
    map.delete(0);
    expect(all.testRun({ data: new Uint8Array(14) }).result).toBe(bpf.XdpAction.pass);
    using strict = bpf.BpfProgram.load({
      instructions: bpf.redirectProgram({ map, fallback: "drop", match: [{ port: 1 }] }),
    });
    expect(strict.testRun({ data: frame({}) }).result).toBe(bpf.XdpAction.drop);
    expect(strict.testRun({ data: frame({ source: 1 }) }).result).toBe(bpf.XdpAction.drop);
  });
});
