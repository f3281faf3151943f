import { describe, expect, it } from "vitest";
import { type RedirectOptions, redirectProgram } from "../../../src/ring/bpf/index.js";
import { checkXdpOptions, type XdpSocketOptions } from "../../../src/ring/xdp/options.js";
import { waitFor } from "../../../src/ring/xdp/wait.js";

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
  });
});

describe("what a redirect program matches", () => {
  it.each<[string, Partial<RedirectOptions>, RegExp]>([
    ["nothing", { match: [] }, /an empty list takes no packet/],
    ["no field", { match: [{}] }, /match\[0\]: names nothing/],
    ["a port of a protocol that has none", { match: [{ protocol: "icmp", port: 1 }] }, /protocol "icmp" has no ports/],
    ["a port of ARP", { match: [{ etherType: "arp", port: 1 }] }, /goes with etherType ip or ipv6/],
    [
      "a port beyond the last",
      { match: [{ port: 1 }, { port: 65536 }] },
      /match\[1\]\.port is an integer from 0 to 65535: 65536/,
    ],
    ["an unknown protocol", { match: [{ protocol: "no" as "udp" }] }, /no match\[0\]\.protocol: "no"/],
    ["an unknown fallback", { fallback: "tx" as "drop" }, /fallback is pass, drop or aborted: tx/],
  ])("%s", (_, options, message) => {
    expect(() => redirectProgram({ map: 5, ...options })).toThrow(message);
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
