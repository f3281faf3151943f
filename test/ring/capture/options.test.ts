/** What Capture, Injector and Bridge say of options that cannot be. None of these touches an interface. */
import { expect, it } from "vitest";
import { Bridge } from "../../../src/ring/bridge/bridge.js";
import { Capture } from "../../../src/ring/capture/capture.js";
import { checkGeometry, chooseGeometry } from "../../../src/ring/capture/geometry.js";
import { type CaptureOptions, CapturePresets } from "../../../src/ring/capture/options.js";
import { Injector } from "../../../src/ring/injector/injector.js";

const PAGE = 4096;

function message(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("did not throw");
}

it.each<[CaptureOptions, RegExp]>([
  [
    { blockSizeBytes: 5000 },
    /^Capture.open: blockSizeBytes: must be a multiple of the page size, 4096 bytes; is 5000$/m,
  ],
  [{ blockSizeBytes: 2 ** 31 }, /blockSizeBytes: must be less than 2 GiB/],
  [{ frameSizeBytes: 100 }, /frameSizeBytes: must be a multiple of 16; is 100/],
  [{ frameSizeBytes: 64 }, /frameSizeBytes: must be at least 68, the size of a packet's header; is 64/],
  [{ frameSizeBytes: 8192, blockSizeBytes: 4096 }, /frameSizeBytes: a frame must fit in a block: 8192 bytes in 4096/],
  [
    { blockSizeBytes: 2 ** 30, blockCount: 5_000_000 },
    /blockCount: the ring would have \d+ bytes; one ArrayBuffer has at most|blockCount: the ring would have \d+ frames, more than fit/,
  ],
])("geometry %j", (options, expected) => {
  expect(message(() => checkGeometry(chooseGeometry(options), PAGE, false))).toMatch(expected);
});

it("every preset keeps the rules, and options go before it", () => {
  for (const preset of Object.keys(CapturePresets) as (keyof typeof CapturePresets)[]) {
    expect(() => checkGeometry(chooseGeometry({ preset }), PAGE, true)).not.toThrow();
  }
  expect(chooseGeometry({ preset: "lowLatency", blockCount: 3 })).toEqual({
    ...CapturePresets.lowLatency,
    blockCount: 3,
  });
  expect(chooseGeometry({ blockSizeBytes: 4096, preset: "jumbo" }).frameSizeBytes).toBe(4096);
});

const program = [{ code: 6, jt: 0, jf: 0, k: 1 }];

it.each<[Record<string, unknown>, RegExp]>([
  [{ blocksize: 1 }, /^Capture.open: blocksize: unknown option; did you mean "blockSizeBytes"\?$/],
  [{ blockTimeoutMS: 1 }, /blockTimeoutMS: unknown option; did you mean "blockTimeoutMs"\?/],
  [{ preset: "fast" }, /preset: expected one of "default", "highThroughput"/],
  [{ blockCount: 0 }, /blockCount: /],
  [{ blockCount: 1.5 }, /blockCount: expected int/],
  [{ coalesceMs: -1 }, /coalesceMs: expected at least 0, got -1/],
  [{ blockTimeoutMs: "10" }, /blockTimeoutMs: expected number, got "10"/],
  [{ promiscuous: 1 }, /promiscuous: expected boolean, got 1/],
  [{ timestampSource: "gps" }, /timestampSource: expected one of/],
  [{ fanout: { mode: "hash" } }, /fanout.group: is missing; or let the kernel choose one with uniqueId/],
  [{ fanout: { mode: "hash", group: 1, uniqueId: true } }, /fanout.group: the kernel chooses it/],
  [{ fanout: { mode: "hash", group: 70000 } }, /fanout.group: expected at most 65535/],
  [{ fanout: { mode: "hash", group: 1, program } }, /fanout.program: goes with mode classicBpf only/],
  [{ fanout: { mode: "classicBpf", group: 1 } }, /fanout.program: is missing for mode classicBpf/],
  [{ fanout: { mode: "extendedBpf", group: 1 } }, /fanout.programFd: is missing for mode extendedBpf/],
  [{ filter: 7 }, /filter: expected string/],
  [{ filter: program, filterFd: 3 }, /filterFd: a socket has one filter/],
  [{ filterFd: 3, snapLengthBytes: 64 }, /snapLengthBytes: an extended BPF program itself returns how much to keep/],
  [{ virtioHeader: true, cooked: true }, /virtioHeader: there is none before cooked packets/],
])("Capture.open names what is wrong: %j", (options, expected) => {
  expect(message(() => Capture.open("lo", options as CaptureOptions))).toMatch(expected);
});

it.each<[string | number, RegExp]>([
  ["", /Capture.open: interface: /],
  ["a-name-that-is-too-long", /Capture.open: interface: /],
  [-1, /Capture.open: interface: /],
])("an interface cannot be %j", (name, expected) => {
  expect(message(() => Capture.open(name))).toMatch(expected);
});

it.each<[Record<string, unknown>, RegExp]>([
  [{ frameSizeBytes: 1000 }, /frameSizeBytes: must be a multiple of 16/],
  [{ frameSizeBytes: 32 }, /frameSizeBytes: expected at least 96/],
  [{ frameCount: 0 }, /frameCount: expected at least 1/],
  [{ frameSizeBytes: 1 << 20, frameCount: 1 << 20 }, /frameCount: frames would take \d+ bytes; at most 1 GiB/],
  [{ mode: "sendmmsg" }, /mode: expected one of "auto", "ring", "messages"/],
  [{ qdiscbypass: true }, /qdiscbypass: unknown option; did you mean "qdiscBypass"\?/],
])("Injector.open names what is wrong: %j", (options, expected) => {
  expect(message(() => Injector.open("lo", options))).toMatch(expected);
});

it("frames are not sent through any interface", () => {
  expect(message(() => Injector.open("any"))).toMatch(/interface: frames are sent through one interface/);
});

it("Bridge.open names what is wrong", () => {
  expect(message(() => Bridge.open("a", { interface: "" }))).toMatch(/^Bridge.open: b\.?/);
  expect(message(() => Bridge.open({ interface: "a", capture: { cooked: true } as never }, "b"))).toMatch(
    /a.capture.cooked: is the bridge's to set/,
  );
  expect(message(() => Bridge.open("a", "b", { handler: 7 as never }))).toMatch(/handler: expected a function/);
});

it("an interface that is not there is an error of the system", () => {
  const expected = expect.objectContaining({ code: "ENODEV", syscall: "if_nametoindex" });
  expect(() => Capture.open("nonexistent0")).toThrow(expected);
  expect(() => Injector.open("nonexistent0")).toThrow(expected);
  expect(() => Bridge.open("nonexistent0", "nonexistent1")).toThrow(expected);
});
