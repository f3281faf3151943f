import { describe, expect, it } from "vitest";
import { isOptionError, type OptionError } from "../../../src/options/index.js";
import { BpfMap, BpfProgram, type RedirectOptions, redirectProgram } from "../../../src/ring/bpf/index.js";
import { XdpCapture, XdpRedirect, XdpSocket } from "../../../src/ring/xdp/index.js";
import { checkXdpOptions, type XdpSocketOptions } from "../../../src/ring/xdp/options.js";
import { waitFor } from "../../../src/ring/xdp/wait.js";

function errorOf(action: () => unknown): OptionError {
  try {
    action();
  } catch (error) {
    if (isOptionError(error)) return error;
    throw error;
  }
  throw new Error("was accepted");
}

describe("options", () => {
  it.each<[string, object, RegExp]>([
    [
      "a frame of an odd size",
      { frameSizeBytes: 3000 },
      /frameSizeBytes: 3000 is no power of two: set unalignedChunks/,
    ],
    ["a small frame", { frameSizeBytes: 1024 }, /frameSizeBytes: expected at least 2048, got 1024/],
    ["more headroom than there is", { headroomBytes: 1792 }, /headroomBytes: at most 1791 in frames of 2048 bytes/],
    ["more than 4 GiB", { frameCount: 2 ** 22 }, /frameCount: 4194304 frames of 2048 bytes are more than 4 GiB/],
    [
      "more frames to receive than there are",
      { frameCount: 8, receiveFrames: 9 },
      /receiveFrames: more than there are frames, 8/,
    ],
    [
      "frames to receive for a sender",
      { mode: "transmit", receiveFrames: 1 },
      /receiveFrames: the socket does not receive/,
    ],
    [
      "a ring to receive from for a sender",
      { mode: "transmit", rxRingSize: 64 },
      /rxRingSize: the socket does not receive/,
    ],
    ["batches for a sender", { mode: "transmit", batchSize: 64 }, /batchSize: the socket does not receive/],
    ["a wait for packets for a sender", { mode: "transmit", coalesceMs: 1 }, /coalesceMs: the socket does not receive/],
    ["a program for a sender", { mode: "transmit", redirect: {} }, /redirect: the socket does not receive/],
    ["a ring to send from for a receiver", { mode: "receive", txRingSize: 64 }, /txRingSize: the socket does not send/],
    ["another word for receive", { mode: "rx" }, /mode: expected one of .*, got "rx"; did you mean "receive"\?/],
    ["another word for transmit", { mode: "tx" }, /mode: expected one of .*, got "tx"; did you mean "transmit"\?/],
    [
      "another word for generic",
      { redirect: { mode: "skb" } },
      /redirect\.mode: expected one of .*; did you mean "generic"\?/,
    ],
    ["a ring of an odd size", { rxRingSize: 100 }, /rxRingSize: the entries of a ring are a power of two/],
    ["a mistyped name", { frameCont: 8 }, /frameCont: unknown option; did you mean "frameCount"\?/],
    ["a mistyped value", { copyMode: "zerocopy" }, /copyMode: expected one of .*; did you mean "zeroCopy"\?/],
    ["somebody's else umem", { umem: {} }, /umem: expected the umem of another XdpSocket/],
    ["a time that is none", { coalesceMs: -1 }, /coalesceMs: expected at least 0, got -1/],
  ])("%s", (_, options, message) => {
    expect(() => checkXdpOptions(options as XdpSocketOptions)).toThrow(
      expect.objectContaining({ code: "ERR_RINGLINK_OPTION", message: expect.stringMatching(message) }),
    );
  });

  it("that go together", () => {
    checkXdpOptions({});
    checkXdpOptions({
      frameSizeBytes: 3000,
      unalignedChunks: true,
      headroomBytes: 100,
      rxRingSize: 4096,
      coalesceMs: 0,
    });
    checkXdpOptions({ mode: "transmit", txRingSize: 64, fillRingSize: 64, completionRingSize: 64, program: "none" });
    checkXdpOptions({ mode: "receive", rxRingSize: 64, fillRingSize: 64, completionRingSize: 64, batchSize: 64 });
    checkXdpOptions({
      redirect: {
        mode: "generic",
        via: "netlink",
        replace: true,
        fallback: "drop",
        queues: 4,
        metadata: "auto",
        match: [
          { protocol: "udp", port: 53 },
          { etherType: "arp" },
          { etherType: 0x88cc },
          { etherType: "ipv6", protocol: 255, sourcePort: undefined },
          { sourcePort: 0, destinationPort: 65535 },
        ],
      },
    });
    checkXdpOptions({ redirect: { metadata: [], match: undefined, mode: "generic" } });
  });
});

describe("options of the program", () => {
  const program = Object.create(BpfProgram.prototype) as BpfProgram;
  const array = Object.create(BpfMap.prototype, { type: { value: "array" } }) as BpfMap;

  it.each<[object, string]>([
    [{ matches: [{ protocol: "udp" }] }, 'matches: unknown option; did you mean "match"?'],
    [{ foo: 1 }, "foo: unknown option"],
    [{ match: { protocol: "udp" } }, "match: expected array, got an object"],
    [{ match: [] }, "match: an empty list takes no packet"],
    [{ match: ["udp"] }, 'match[0]: expected object, got "udp"'],
    [{ match: [{}] }, "match[0]: names nothing to match"],
    [{ match: [{ port: 1 }, { proto: "udp" }] }, 'match[1].proto: unknown option; did you mean "protocol"?'],
    [
      { match: [{ protocol: "sctpp" }] },
      'match[0].protocol: expected a name, or a number from 0 to 255, got "sctpp"; did you mean "sctp"?',
    ],
    [{ match: [{ protocol: 256 }] }, "match[0].protocol: expected a name, or a number from 0 to 255, got 256"],
    [
      { match: [{ etherType: "toString" }] },
      'match[0].etherType: expected a name, or a number from 0 to 65535, got "toString"',
    ],
    [{ match: [{ port: "53" }] }, 'match[0].port: expected an integer from 0 to 65535, got "53"'],
    [{ match: [{ sourcePort: -1 }] }, "match[0].sourcePort: expected an integer from 0 to 65535, got -1"],
    [{ match: [{ destinationPort: 0.5 }] }, "match[0].destinationPort: expected an integer from 0 to 65535, got 0.5"],
    [{ match: [{ protocol: "icmp", port: 1 }] }, 'match[0]: protocol "icmp" has no ports'],
    [{ match: [{ etherType: "arp", port: 1 }] }, "match[0]: a protocol or a port goes with etherType ip or ipv6"],
    [{ fallback: "tx" }, 'fallback: expected one of "pass", "drop", "aborted", got "tx"'],
    [{ mode: "drive" }, 'mode: expected one of "auto", "driver", "generic", got "drive"; did you mean "driver"?'],
    [{ via: "bpf" }, 'via: expected one of "link", "netlink", got "bpf"'],
    [{ replace: true }, 'replace: goes with via: "netlink"; a link is replaced by its owner'],
    [{ queues: 0 }, "queues: expected at least 1, got 0"],
    [{ metadata: "hash" }, 'metadata: expected "auto" or array, got "hash"'],
    [
      { metadata: ["hash", "rxhash"] },
      'metadata[1]: expected one of "hash", "timestamp", "vlan", got "rxhash"; did you mean "hash"?',
    ],
    [{ metadata: ["hash"], mode: "generic" }, "metadata: is the driver's: it cannot be had with mode generic"],
    [{ program: {} }, "program: expected a BpfProgram"],
    [{ map: {} }, "map: expected a BpfMap"],
    [{ map: array }, "map: of type array, not xskmap"],
    [{ program }, "map: is missing: the program's, through which it redirects"],
    [{ program, map: array, match: [{ port: 1 }] }, "match: the program decides"],
    [{ program, map: array, fallback: "drop" }, "fallback: the program decides"],
    [{ program, map: array, metadata: "auto" }, "metadata: the program decides"],
  ])("%o", (redirect, message) => {
    const { message: attached } = errorOf(() => XdpRedirect.attach("no-such-device", redirect as never));
    expect(attached).toBe(`XdpRedirect.attach: ${message}`);
    const { message: opened } = errorOf(() => XdpSocket.open("no-such-device", { redirect: redirect as never }));
    expect(opened).toBe(`XdpSocket.open: redirect.${message}`);
    const { message: captured } = errorOf(() => XdpCapture.open("no-such-device", { redirect: redirect as never }));
    expect(captured).toBe(`XdpCapture.open: redirect.${message}`);
  });

  it("are an object, and those of the socket are the socket's", () => {
    for (const options of [null, 5, "driver"]) {
      expect(errorOf(() => XdpRedirect.attach("no-such-device", options as never)).message).toMatch(
        /^XdpRedirect.attach: expected/,
      );
      expect(errorOf(() => checkXdpOptions({ redirect: options as never })).options).toEqual(["redirect"]);
    }
    for (const option of ["netns", "ffi", "multiBuffer"]) {
      const { message } = errorOf(() => checkXdpOptions({ redirect: { [option]: true } as never }));
      expect(message).toMatch(new RegExp(`^XdpSocket.open: redirect.${option}: unknown option`));
    }
  });

  it("are all looked at", () => {
    const match = [{ port: -1 }, {}, { protocol: "no", port: 1 }];
    const { options, problems } = errorOf(() => checkXdpOptions({ redirect: { match: match as never } }));
    expect(options).toEqual(["redirect.match[0].port", "redirect.match[1]", "redirect.match[2].protocol"]);
    expect(problems[1]).toEqual({ option: "redirect.match[1]", reason: "names nothing to match" });
  });
});

describe("options of a capture of all queues", () => {
  it.each<[object | null, string]>([
    [{ quues: [0] }, 'quues: unknown option; did you mean "queues"?'],
    [{ frameSizeBytes: 3000 }, "frameSizeBytes: 3000 is no power of two: set unalignedChunks"],
    [{ receiveFrames: 8 }, "receiveFrames: unknown option"],
    [{ txRingSize: 64 }, 'txRingSize: unknown option; did you mean "rxRingSize"?'],
    [{ queues: [] }, "queues: there must be one at least"],
    [null, "expected object, got null"],
  ])("%j", (options, message) => {
    expect(errorOf(() => XdpCapture.open("no-such-device", options as never)).message).toBe(
      `XdpCapture.open: ${message}`,
    );
  });
});

describe("what a redirect program matches", () => {
  it.each<[string, Partial<RedirectOptions>, RegExp]>([
    ["nothing", { match: [] }, /^match: an empty list takes no packet$/],
    ["no field", { match: [{}] }, /^match\[0\]: names nothing to match$/],
    ["a port of a protocol that has none", { match: [{ protocol: "icmp", port: 1 }] }, /protocol "icmp" has no ports/],
    ["a port of ARP", { match: [{ etherType: "arp", port: 1 }] }, /goes with etherType ip or ipv6/],
    [
      "a port beyond the last",
      { match: [{ port: 1 }, { port: 65536 }] },
      /^match\[1\]\.port: expected an integer from 0 to 65535, got 65536$/,
    ],
    [
      "an unknown protocol",
      { match: [{ protocol: "no" as "udp" }] },
      /^match\[0\]\.protocol: expected a name, or .*"no"/,
    ],
    ["an unknown fallback", { fallback: "tx" as "drop" }, /fallback is one of pass, drop, aborted: tx/],
  ])("%s", (_, options, message) => {
    const make = () => redirectProgram({ map: 5, ...options });
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it("nothing but the queue without a match", () => {
    expect(String(redirectProgram({ map: 5, fallback: "drop" })).split("\n")).toEqual([
      "0: (61) r2 = *(u32 *)(r1 +16)",
      "1: (18) r1 = map[fd:5]",
      "3: (b7) r3 = 1",
      "4: (85) call bpf_redirect_map#51",
      "5: (95) exit",
    ]);
  });
});

describe("waiting for what nobody tells of", () => {
  it("asks until there is an answer", async () => {
    let asked = 0;
    expect(await waitFor(() => (++asked === 3 ? true : undefined), {})).toBe(true);
    expect(await waitFor(() => false, {})).toBe(false);
    expect(asked).toBe(3);
  });

  it("ends with time and signal", async () => {
    expect(await waitFor(() => undefined, { timeoutMs: 2 })).toBe(false);
    await expect(waitFor(() => undefined, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    await expect(waitFor(() => undefined, { timeoutMs: Number.NaN })).rejects.toThrow(RangeError);
  });
});
