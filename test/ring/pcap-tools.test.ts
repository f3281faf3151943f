/** Capture files and other programs. */
import { describe, expect, it } from "vitest";
import { LinkType, readPackets, sll2Packet, type WritablePacket } from "../../src/ring/pcap/index.js";
import { CaptureFolder, FORMATS, kept, START } from "./support/capture-folder.js";
import { hasTool, outputOf } from "./support/capture-tools.js";
import { ipFrame } from "./support/packet-samples.js";

const folder = new CaptureFolder();

describe.runIf(hasTool("tshark", "--version") && hasTool("capinfos", "--version"))("other programs", () => {
  const packets: WritablePacket[] = Array.from({ length: 50 }, (_, i) => ({
    timestampNs: START + BigInt(i) * 1_000_001n,
    data: ipFrame(60 + i),
    originalLength: 60 + i + (i % 3),
    direction: i % 2 === 0 ? "outgoing" : "broadcast",
    comments: i === 7 ? ["first", "second"] : [],
    hash: i === 8 ? { algorithm: 2, value: Uint8Array.of(1, 2, 3, 4) } : undefined,
    vlan: i === 9 ? { tci: 5, tpid: 0x8100 } : undefined,
  }));
  const length = ({ data, originalLength, vlan }: WritablePacket) => (originalLength ?? data.length) + (vlan ? 4 : 0);

  it.each(FORMATS)("tshark reads %s as it was written", (format) => {
    folder.write(packets, { format, interfaces: [{ name: "eth0" }], statistics: () => ({ received: 50, dropped: 0 }) });
    const fields = ["frame.time_epoch", "frame.len", "frame.cap_len", "ip.proto", "vlan.id", "frame.comment"];
    const text = outputOf("tshark", ["-r", folder.file, "-T", "fields", ...fields.flatMap((field) => ["-e", field])]);
    const rows = text
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split("\t"));
    expect(rows.map((row) => row.slice(0, 5))).toEqual(
      packets.map((packet) => [
        `${packet.timestampNs / 1_000_000_000n}.${String(packet.timestampNs % 1_000_000_000n).padStart(9, "0")}`,
        String(length(packet)),
        String(packet.data.length + (packet.vlan ? 4 : 0)),
        "253",
        packet.vlan ? "5" : "",
      ]),
    );
    expect(rows[7]![5]).toBe(format === "pcapng" ? "first,second" : "");
  });

  it("tshark reads packets of all kinds of interfaces", () => {
    const packet = {
      timestampNs: START,
      data: ipFrame(60).subarray(14),
      originalLength: 46,
      protocol: 0x800,
      interfaceIndex: 7,
      hardwareType: 1,
      direction: "outgoing",
      linkLayerAddress: Uint8Array.of(2, 0, 0, 0, 0, 1),
      vlan: undefined,
    };
    folder.write([sll2Packet(packet), sll2Packet({ ...packet, vlan: { tci: 5, tpid: 0x8100 } })], {
      interfaces: [{ name: "any", linkType: LinkType.linuxSll2 }],
    });
    const fields = ["sll.ifindex", "sll.pkttype", "vlan.id", "ip.proto"].flatMap((field) => ["-e", field]);
    expect(outputOf("tshark", ["-r", folder.file, "-T", "fields", ...fields])).toBe("7\t4\t\t253\n7\t4\t5\t253\n");
  });

  it("capinfos tells of interface, filter and counters", () => {
    folder.write(packets, {
      interfaces: [{ name: "eth0", filter: "ip", snapLength: 1000 }],
      application: "ringlink",
      statistics: () => ({ received: 60, dropped: 10 }),
    });
    const text = outputOf("capinfos", [folder.file]);
    for (const line of [
      /^File type: +Wireshark\/\.\.\. - pcapng$/m,
      /^File timestamp precision: +nanoseconds \(9\)$/m,
      /^Number of packets: +50$/m,
      /^Strict time order: +True$/m,
      /^Capture application: +ringlink$/m,
      /^ +Name = eth0$/m,
      /^ +Capture length = 1000$/m,
      /^ +Filter string = ip$/m,
      /^ +Number of stat entries = 1$/m,
    ])
      expect(text).toMatch(line);
  });

  it("what editcap writes is read", () => {
    const input = folder.write(packets);
    const output = `${folder.file}.out`;
    outputOf("editcap", ["-F", "pcap", folder.file, output]);
    // Microseconds.
    expect([...readPackets(output)].map(({ timestampNs }) => timestampNs)).toEqual(
      packets.map(({ timestampNs }) => timestampNs - (timestampNs % 1000n)),
    );
    outputOf("editcap", ["-F", "pcapng", folder.file, output]);
    // It leaves hashes out.
    const expected = [...readPackets(input)].map((packet) => ({ ...packet, hash: undefined }));
    expect(kept([...readPackets(output)], "pcapng")).toEqual(kept(expected, "pcapng"));
  });
});
