/** What the driver knows of packets, written before them by the XDP program: veth has a hash and VLAN tags, and no clock. */
import { release } from "node:os";
import { describe, expect } from "vitest";
import * as bpf from "../../src/ring/bpf/index.js";
import { Capture, Injector, XdpCapture, type XdpPacket, XdpRedirect, XdpSocket } from "../../src/ring/index.js";
import { frame, sequenceOf } from "../ring/support/frames.js";
import { isOlder } from "./support/features.js";
import { PATIENCE_MS, receive, sendAll } from "./support/packet-ring.js";
import { QUIET_VETH, TAGGED_BESIDE, TWO_QUEUES, thrownBy, tidy } from "./support/xdp.js";

const ALL = ["hash", "timestamp", "vlan"] as const;
const NOTHING = { rxhash: undefined, rxhashType: undefined, timestampNs: undefined, vlan: undefined };

/** Reads packets until there are `count`. */
async function read<T>(from: XdpSocket, count: number, take: (packet: XdpPacket) => T): Promise<T[]> {
  const found: T[] = [];
  while (found.length < count) {
    using batch = await from.read({ timeoutMs: PATIENCE_MS });
    if (batch === undefined) throw new Error(`${found.length} packets of ${count} came`);
    for (const packet of batch) found.push(take(packet));
  }
  return found;
}

/** Packets of some flows, one after the other. */
const flows = (count: number) =>
  Array.from({ length: count }, (_, i) => frame(i, { sourcePort: 4000 + Math.floor(i / 4) }));

describe("the hash", () => {
  const variants = [
    { redirect: {} },
    { redirect: { match: [{ protocol: "udp", port: 9 }] } },
    { redirect: { mode: "driver" }, frameSizeBytes: 4096, headroomBytes: 1000 },
    { redirect: { via: "netlink" }, frameSizeBytes: 3000, unalignedChunks: true, headroomBytes: 33 },
    { redirect: {}, multiBuffer: true },
  ] as const;
  for (const { redirect, ...options } of variants) {
    tidy(
      `is that of the packet's flow: ${JSON.stringify({ redirect, ...options })}`,
      ["xdpMetadata"],
      async (ns, netns) => {
        await ns.script(QUIET_VETH);
        const rules = { ...redirect, metadata: ALL };
        using socket = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 256, ...options, redirect: rules });
        expect(socket.redirect).toMatchObject({ mode: "driver", metadata: ALL, metadataRefusal: undefined });
        using outgoing = Capture.open("va", { netns, preset: "lowMemory", blockTimeoutMs: 10 });
        using injector = Injector.open("va", { netns });
        // Twice as many as there are frames.
        for (let round = 0; round < 4; round++) {
          sendAll(injector, flows(128));
          const packets = await read(socket, 128, (packet) => packet.copy());
          expect(packets.map(({ data }) => data)).toEqual(flows(128));
          const hashes = packets.map(({ rxhash }) => rxhash);
          // The kernel hashes a flow to the same number wherever it looks at it.
          expect(hashes).toEqual(receive(outgoing, 128, ({ rxhash }) => rxhash));
          expect(new Set(hashes).size).toBe(32);
          for (const packet of packets) {
            expect(packet.rxhashType! & bpf.XdpRssType.l4).not.toBe(0);
            // No tag was taken out, and a virtual device has no clock.
            expect([packet.vlan, packet.timestampNs]).toEqual([undefined, undefined]);
          }
        }
        expect(socket.statistics().sinceOpen).toMatchObject({ received: 512, dropped: 0 });
      },
    );
  }

  tidy("is there only when it was asked for", ["xdpMetadata"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using injector = Injector.open("va", { netns });
    using keeper = XdpSocket.open("va", { netns, mode: "transmit", frameCount: 64 });
    const hashes = async (metadata: readonly bpf.RxMetadata[]) => {
      // The frames of all of them are the same, and hold what was there before.
      const { umem } = keeper;
      using socket = XdpSocket.open("vb", {
        netns,
        umem,
        mode: "receive",
        bindTimeoutMs: 30_000,
        redirect: { metadata },
      });
      expect(socket.redirect!.metadata).toEqual(metadata);
      sendAll(injector, flows(16));
      return await read(socket, 16, ({ rxhash }) => rxhash !== undefined);
    };
    expect(await hashes(["timestamp", "hash"])).toEqual(Array(16).fill(true));
    expect(await hashes([])).toEqual(Array(16).fill(false));
    expect(await hashes(["vlan"])).toEqual(Array(16).fill(false));
    expect(await hashes(["hash"])).toEqual(Array(16).fill(true));
  });

  tidy("is there in all queues, and by the handle of another socket's program", ["xdpMetadata"], async (ns, netns) => {
    await ns.script(TWO_QUEUES);
    using redirect = XdpRedirect.attach("vb", { netns, metadata: ["hash"] });
    expect(redirect.handle().metadataMark).not.toBe(0);
    using capture = XdpCapture.open("vb", { netns, frameCount: 256, program: redirect.handle(), queues: [0, 1] });
    using injector = Injector.open("va", { netns });
    sendAll(injector, flows(200));
    const seen = new Map<number, Set<number | undefined>>();
    let count = 0;
    for await (const batch of capture) {
      for (const packet of batch) {
        const flow = Math.floor(sequenceOf(packet.data) / 4);
        seen.set(flow, (seen.get(flow) ?? new Set()).add(packet.rxhash));
      }
      count += batch.length;
      if (count === 200) break;
    }
    expect([...seen.values()].map(({ size }) => size)).toEqual(Array(50).fill(1));
    expect(new Set([...seen.values()].flatMap((hashes) => [...hashes])).size).toBe(50);
  });
});

tidy("a VLAN tag that is not in the packet", ["xdpMetadata", "bridgeVlan"], async (ns, netns) => {
  await ns.script(TAGGED_BESIDE);
  using socket = XdpSocket.open("vb", { netns, mode: "receive", frameCount: 256, redirect: { metadata: ["vlan"] } });
  using injector = Injector.open("vd", { netns });
  sendAll(injector, flows(8));
  const packets = await read(socket, 8, (packet) => packet.copy());
  expect(packets).toEqual(flows(8).map((data) => ({ ...NOTHING, data, vlan: { tci: 5, tpid: 0x8100 } })));
});

tidy("what a device cannot tell is said, or left out by auto", ["xdpSocket"], async (ns, netns) => {
  await ns.script(`${QUIET_VETH}; ip link set lo up`);
  const attach = (device: string, options: object) => XdpRedirect.attach(device, { netns, ...options });
  const refused = { code: expect.stringMatching(/^ERR_RINGLINK_(?:METADATA|BTF)$/) };
  expect(thrownBy(() => attach("lo", { metadata: ["hash"] }))).toMatchObject(refused);
  for (const [device, mode] of [
    ["lo", "auto"],
    ["vb", "generic"],
  ] as const) {
    using redirect = attach(device, { metadata: "auto", mode });
    expect(redirect).toMatchObject({ mode: "generic", metadata: [], metadataRefusal: refused });
  }
  expect(thrownBy(() => attach("vb", { metadata: ["hash"], mode: "generic" }))).toMatchObject({
    code: "ERR_RINGLINK_OPTION",
  });
  // Nothing is left of what was refused.
  using plain = attach("vb", { mode: "generic" });
  expect(plain).toMatchObject({ metadata: [], metadataRefusal: undefined });
});

tidy("what a kernel cannot tell is said", ["xdpSocket"], async (ns, netns) => {
  await ns.script(QUIET_VETH);
  using automatic = XdpRedirect.attach("vb", { netns, metadata: "auto" });
  expect(automatic.mode).toBe("driver");
  automatic.close();
  const attach = () => XdpRedirect.attach("vb", { netns, metadata: ["vlan", "hash"] });
  if (isOlder(release(), "6.3")) {
    const message = expect.stringMatching(
      /^RX metadata of vb: vlan: this kernel has no bpf_xdp_metadata_rx_vlan_tag \(Linux 6\.8\); hash: .*\(Linux 6\.3\)$|^BTF: /,
    );
    expect(thrownBy(attach)).toMatchObject({ message });
    expect(automatic).toMatchObject({ metadata: [], metadataRefusal: { message: expect.stringMatching(/./) } });
  } else if (automatic.metadataRefusal === undefined) {
    using redirect = attach();
    expect(redirect.metadata).toEqual(["vlan", "hash"]);
    expect(automatic.metadata).toEqual(ALL);
  } else expect(thrownBy(attach).message).not.toBe("");
});

describe("the program", () => {
  tidy("belongs to its device", ["xdpMetadata"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    using redirect = XdpRedirect.attach("vb", { netns, metadata: ["hash"] });
    expect(thrownBy(() => bpf.attachXdp(redirect.program, "va", { netns })).message).toMatch(
      /Program bound to different device/,
    );
    expect(thrownBy(() => XdpRedirect.attach("vb", { netns, metadata: "auto" }))).toMatchObject({ code: "EBUSY" });
    expect(thrownBy(() => XdpRedirect.attach("none", { netns, metadata: ["hash"] }))).toMatchObject({ code: "ENODEV" });
  });

  tidy("cannot call what is no kernel function for it", ["xdpMetadata"], async (ns, netns) => {
    await ns.script(QUIET_VETH);
    const [link] = await ns.json<{ ifindex: number }[]>("ip", "-j", "link", "show", "vb");
    const [hash] = bpf.kernelFunctionIds(["bpf_xdp_metadata_rx_hash", "no such function"]).values();
    const instructions = bpf.redirectProgram({ map: 0, metadata: { functions: { hash: hash! }, mark: 8 } });
    const load = (options: Partial<bpf.BpfProgramOptions>) =>
      thrownBy(() => bpf.BpfProgram.load({ instructions, netns, ...options }));
    const flags = bpf.BpfProgramFlags.xdp_dev_bound_only;
    // Not bound to any device; without the licence that the functions want; bound to none that there is.
    expect(load({})).toMatchObject({ name: "VerifierError" });
    expect(load({ flags, interfaceIndex: link!.ifindex, license: "none" })).toMatchObject({ name: "VerifierError" });
    expect(load({ flags, interfaceIndex: 9999 }).message).toMatch(/EINVAL.*bound to a device.*this network namespace/);
  });
});
