import { describe, expect, it } from "vitest";
import { assemble } from "../../src/ring/bpf/assemble.js";
import * as bpf from "../../src/ring/bpf/index.js";
import type { Instruction } from "../../src/ring/bpf/instruction.js";

const { r0, r1, r2, r3, r10, w1, w2 } = bpf;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Bytes as a little-endian machine has them; `struct bpf_insn`: code, registers, off, imm. */
function only(...instructions: Instruction[]): string {
  return hex(assemble(instructions).bytes);
}

describe.runIf(new Uint8Array(new Uint16Array([1]).buffer)[0] === 1)("bytes", () => {
  it.each<[string, Instruction, string]>([
    ["r3 = 2", bpf.mov(r3, 2), "b703000002000000"],
    ["r6 = r1", bpf.mov(bpf.r6, r1), "bf16000000000000"],
    ["w1 = w2", bpf.mov(w1, w2), "bc21000000000000"],
    ["r2 += 14", bpf.alu(r2, "+=", 14), "070200000e000000"],
    ["r2 -= r3", bpf.alu(r2, "-=", r3), "1f32000000000000"],
    ["r2 s>>= 3", bpf.alu(r2, "s>>=", 3), "c702000003000000"],
    ["w2 &= 0xffffffff", bpf.alu(w2, "&=", 0xffff_ffff), "54020000ffffffff"],
    ["r1 = -r1", bpf.neg(r1), "8701000000000000"],
    ["r2 = be16 r2", bpf.byteSwap(r2, "be16"), "dc02000010000000"],
    ["r2 = le32 r2", bpf.byteSwap(r2, "le32"), "d402000020000000"],
    ["r2 = bswap64 r2", bpf.byteSwap(r2, "bswap64"), "d702000040000000"],
    ["r2 = *(u32 *)(r1 +16)", bpf.load(r2, "u32", r1, 16), "6112100000000000"],
    ["r2 = *(u64 *)(r10 -8)", bpf.load(r2, "u64", r10, -8), "79a2f8ff00000000"],
    ["*(u16 *)(r10 -2) = r3", bpf.store("u16", r10, -2, r3), "6b3afeff00000000"],
    ["*(u8 *)(r10 -1) = 7", bpf.store("u8", r10, -1, 7), "720affff07000000"],
    ["lock *(u64 *)(r1 +0) += r2", bpf.atomic("u64", r1, 0, "+=", r2), "db21000000000000"],
    ["fetching add", bpf.atomic("u32", r1, 4, "+=", r2, { fetch: true }), "c321040001000000"],
    ["call bpf_redirect_map#51", bpf.call("redirect_map"), "8500000033000000"],
    ["call by number", bpf.call(51), "8500000033000000"],
    ["kernel function", bpf.callKernelFunction(0x1234), "8520000034120000"],
    ["exit", bpf.exit(), "9500000000000000"],
    ["map", bpf.loadMap(r1, 5), "18110000050000000000000000000000"],
    ["map of an owner", bpf.loadMap(r1, { fd: 5 }), "18110000050000000000000000000000"],
    ["64 bits", bpf.loadImmediate(r1, 0x1122334455667788n), "18010000887766550000000044332211"],
    ["64 bits, negative", bpf.loadImmediate(r1, -2n), "18010000feffffff00000000ffffffff"],
  ])("%s", (_, instruction, bytes) => {
    expect(only(instruction)).toBe(bytes);
  });

  it("jumps forward and back, over wide instructions", () => {
    const { bytes, length, labels } = assemble([
      bpf.label("start"),
      bpf.jumpIf(r1, "==", 5, "end"),
      bpf.loadImmediate(r2, 1n),
      bpf.jumpIf(w1, "!=", w2, "start"),
      bpf.jump("end"),
      bpf.callLabel("start"),
      bpf.label("end"),
      bpf.exit(),
    ]);
    expect(hex(bytes)).toBe(
      [
        "1501050005000000",
        "18020000010000000000000000000000",
        "5e21fcff00000000",
        "0500010000000000",
        "85100000faffffff",
        "9500000000000000",
      ].join(""),
    );
    expect(length).toBe(7);
    expect([...labels]).toEqual([
      ["start", 0],
      ["end", 6],
    ]);
  });
});

it("takes nested lists", () => {
  const parts = [[bpf.mov(r0, 1), [bpf.label("a")]], bpf.exit()];
  expect(assemble(parts).bytes).toEqual(assemble([bpf.mov(r0, 1), bpf.exit()]).bytes);
});

describe("what is refused", () => {
  const ret = bpf.exit();
  it.each<[string, () => unknown, RegExp]>([
    ["an empty program", () => assemble([]), /without instructions/],
    ["a label that is missing", () => assemble([bpf.jump("nowhere"), ret]), /no label "nowhere"/],
    ["a label that is there twice", () => assemble([bpf.label("a"), ret, bpf.label("a"), ret]), /"a" is there twice/],
    ["a label at the end", () => assemble([bpf.jump("a"), bpf.label("a")]), /after the last instruction/],
    [
      "a jump that is too far",
      () => assemble([bpf.jump("a"), Array.from({ length: 0x8001 }, () => bpf.mov(r0, 0)), bpf.label("a"), ret]),
      /"a" is 32769 instructions away/,
    ],
    ["an immediate of 33 bits", () => bpf.mov(r0, 2 ** 32), /immediate .* 4294967296/],
    ["a fraction", () => bpf.mov(r0, 1.5), /immediate .* 1\.5/],
    ["an offset of 17 bits", () => bpf.load(r0, "u8", r1, 0x8000), /offset .* 32768/],
    ["65 bits", () => bpf.loadImmediate(r0, 1n << 64n), /64-bit immediate/],
    ["a descriptor of a map that is closed", () => bpf.loadMap(r1, { fd: -1 }), /descriptor of a map .* -1/],
    ["registers of different widths", () => bpf.alu(r1, "+=", w2), /both operands have 64 bits/],
    ["half a register as address", () => bpf.load(r0, "u8", w1, 0), /64 bits, not w1/],
    ["an unknown operator", () => bpf.alu(r0, "++" as "+=", 1), /no operator: "\+\+"/],
    ["an unknown helper", () => bpf.call("no_such" as "redirect_map"), /no helper: "no_such"/],
    ["an inherited name", () => bpf.call("toString" as "redirect_map"), /no helper: "toString"/],
  ])("%s", (_, action, message) => {
    expect(action).toThrow(RangeError);
    expect(action).toThrow(message);
  });
});

describe("listing", () => {
  it("names labels", () => {
    const program = assemble([
      bpf.load(r2, "u32", r1, 16),
      bpf.jumpIf(r2, ">=", 4, "pass"),
      bpf.loadMap(r1, 7),
      bpf.call("redirect_map"),
      bpf.exit(),
      bpf.label("pass"),
      bpf.mov(r0, 2),
      bpf.exit(),
    ]);
    expect(String(program).split("\n")).toEqual([
      "0: (61) r2 = *(u32 *)(r1 +16)",
      "1: (35) if r2 >= 0x4 goto pass",
      "2: (18) r1 = map[fd:7]",
      "4: (85) call bpf_redirect_map#51",
      "5: (95) exit",
      "pass:",
      "6: (b7) r0 = 2",
      "7: (95) exit",
    ]);
  });

  it("shows the fields of what it does not know", () => {
    const bytes = Uint8Array.of(0xff, 0x21, 1, 0, 2, 0, 0, 0);
    expect(bpf.listing(bytes)).toMatch(/^0: \(ff\) code 0xff dst r\d src r\d off \d+ imm \d+$/);
  });

  it("shows half of a wide instruction without reading beyond the end", () => {
    expect(bpf.listing(assemble([bpf.loadImmediate(r1, 5n)]).bytes.subarray(0, 8))).toMatch(/^0: \(18\) code/);
  });

  it("refuses what is no whole number of instructions", () => {
    expect(() => bpf.listing(new Uint8Array(9))).toThrow(/multiple of 8 bytes, not 9/);
  });
});
