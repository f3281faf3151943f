import { describe, expect, it } from "vitest";
import { everything } from "../../src/catalog.js";
import { viewOf } from "../../src/codec/index.js";
import {
  AckFlags,
  type ControlValue,
  Dissector,
  errnoName,
  findMessages,
  messageFlagNames,
  type NetlinkMessage,
  NLMSG_DONE,
  NLMSG_ERROR,
  splitDatagram,
} from "../../src/netlink/index.js";
import { recorded } from "./messages.js";

const control = (m: NetlinkMessage) => m.value() as ControlValue;
const extack = recorded("error-extack");

function errors(filter: (value: ControlValue, m: NetlinkMessage) => boolean): ControlValue[] {
  return extack.filter((m) => m.raw.type === NLMSG_ERROR && filter(control(m), m)).map(control);
}

describe("NLMSG_ERROR", () => {
  it("names the errno, the kernel's message and the refused attribute", () => {
    const [refused] = errors((v) => v.extack?.msg === "VXLAN ID must be lower than 16777216");
    expect(refused).toMatchObject({
      error: -34,
      code: "ERANGE",
      attribute: ["IFLA_LINKINFO", "IFLA_INFO_DATA", "IFLA_VXLAN_ID"],
      request: {
        typeName: "RTM_NEWLINK",
        value: { ifname: "vx9", linkinfo: { kind: "vxlan", data: { id: 16777216 } } },
      },
    });
  });

  it("finds the attribute in the request that was sent when the echo is capped", () => {
    const found = extack.filter((m) => m.raw.type === NLMSG_ERROR && (m.raw.flags & AckFlags.capped) !== 0);
    const refused = found.map(control).filter((v) => v.extack?.offs !== undefined);
    expect(refused.length).toBeGreaterThan(0);
    for (const v of refused) {
      expect(v.request!.value).toBeUndefined();
      expect(v.attribute!.length).toBeGreaterThan(0);
    }
  });

  it("keeps the echo of a malformed request as bytes and says what is wrong with it", () => {
    const [refused] = errors((v) => v.request?.malformed?.includes("IFLA_VXLAN_LOCAL") ?? false);
    expect(refused!.request!.value).toBeInstanceOf(Uint8Array);
    expect(refused!.request!.malformed).toContain("expected 4 bytes, got 1");
    expect(refused!.attribute).toEqual(["IFLA_LINKINFO", "IFLA_INFO_DATA", "IFLA_VXLAN_LOCAL"]);
  });

  it("reads the policy and the missing attribute of an extended acknowledgement", () => {
    const policies = errors((v) => v.extack?.policy !== undefined);
    expect(policies.length).toBeGreaterThan(0);
    for (const { extack: ack } of policies) expect(typeof ack!.policy!.type).toBe("string");
    const missing = errors((v) => v.extack?.missType !== undefined);
    expect(missing.length).toBeGreaterThan(0);
    for (const v of missing) expect(v.attribute!.at(-1)).toMatch(/^missing [A-Z]+_[A-Z_]+$/);
  });

  it("is an acknowledgement when the error is 0", () => {
    const acks = errors((v) => v.error === 0);
    expect(acks.length).toBeGreaterThan(0);
    for (const ack of acks) expect(ack.code).toBeUndefined();
  });
});

describe("NLMSG_DONE", () => {
  const done = extack.filter((m) => m.raw.type === NLMSG_DONE);
  it("may carry an errno, and TLVs", () => {
    expect(done.map(control).some((v) => v.error < 0)).toBe(true);
    const tlvs = done.filter((m) => (m.raw.flags & AckFlags.ack_tlvs) !== 0);
    expect(tlvs.length).toBeGreaterThan(0);
    for (const m of tlvs) expect(control(m).extack?.msg).toMatch(/\w/);
    expect(done.some((m) => (m.raw.flags & AckFlags.ack_tlvs) === 0)).toBe(true);
  });

  it("is a success without an errno", () => {
    const bytes = Uint8Array.from([16, 0, 0, 0, 3, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    const { messages } = new Dissector(everything).dissect({ bytes, protocol: 16, direction: "reply" });
    expect(messages[0]!.value()).toEqual({ error: 0, code: undefined });
  });
});

describe("messages of a capture", () => {
  it("encode from their tree to the same bytes, control messages too", () => {
    for (const m of extack) expect(m.encode(m.tree())).toEqual(m.bytes.slice());
  });

  it("know the request that they answer", () => {
    const answers = extack.filter((m) => m.raw.type === NLMSG_ERROR);
    expect(answers.length).toBeGreaterThan(5);
    for (const m of answers) expect(m.answers?.sequence).toBe(m.raw.sequence);
  });

  it("learn generic netlink families from the controller", () => {
    const wireguard = recorded("genl-wireguard").filter((m) => m.family === "wireguard");
    expect(wireguard.map((m) => m.name)).toContain("WG_CMD_SET_DEVICE");
  });

  it("can be told family ids", () => {
    const bytes = recorded("genl-wireguard")
      .find((m) => m.name === "WG_CMD_SET_DEVICE")!
      .bytes.slice();
    const id = viewOf(bytes).dv.getUint16(4, true);
    const input = { bytes, protocol: 16, direction: "request" as const };
    expect(new Dissector(everything).dissect(input).messages[0]!.isDecodable).toBe(false);
    const told = new Dissector(everything, { families: { wireguard: id } }).dissect(input).messages[0]!;
    expect(told).toMatchObject({ family: "wireguard", name: "WG_CMD_SET_DEVICE", isDecodable: true });
  });
});

describe("splitDatagram", () => {
  const bytes = recorded("error-extack")[0]!.bytes;

  it("takes zeros after the last message as padding, and reports anything else", () => {
    const zeros = new Uint8Array(bytes.length + 20);
    zeros.set(bytes);
    expect(splitDatagram(viewOf(zeros))).toMatchObject({ end: bytes.length, messages: [{ length: bytes.length }] });
    expect(splitDatagram(viewOf(zeros)).error).toBeUndefined();
    zeros[zeros.length - 1] = 1;
    expect(splitDatagram(viewOf(zeros)).error).toMatch(/^nlmsg_len 0 at offset \d+ does not fit 20 bytes$/);
  });

  it("takes an unaligned last message", () => {
    const unaligned = Uint8Array.from([17, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]);
    expect(splitDatagram(viewOf(unaligned)).messages).toMatchObject([{ length: 17, end: 17, next: 17 }]);
  });

  it("stops at a length that does not fit", () => {
    const cut = bytes.slice(0, bytes.length - 1);
    expect(splitDatagram(viewOf(cut))).toMatchObject({ messages: [], end: 0 });
  });
});

describe("names", () => {
  it("spell flags by what the message does", () => {
    expect(messageFlagNames(0x301, "get")).toEqual(["NLM_F_REQUEST", "NLM_F_DUMP"]);
    expect(messageFlagNames(0x605, "new")).toEqual(["NLM_F_REQUEST", "NLM_F_ACK", "NLM_F_EXCL", "NLM_F_CREATE"]);
    expect(messageFlagNames(0x205, "delete")).toEqual(["NLM_F_REQUEST", "NLM_F_ACK", "NLM_F_BULK"]);
    expect(messageFlagNames(0x302, "control")).toEqual(["NLM_F_MULTI", "NLM_F_CAPPED", "NLM_F_ACK_TLVS"]);
    // In a notification the upper bits mean nothing.
    expect(messageFlagNames(0x0802, "new")).toEqual(["NLM_F_MULTI", "0x800"]);
  });

  it("find messages by the end of their name, and by family", () => {
    expect(findMessages(everything, "newlink").map((m) => m.entry.name)).toEqual(["RTM_NEWLINK"]);
    expect(findMessages(everything, "wireguard:get_device").map((m) => m.entry.name)).toEqual(["WG_CMD_GET_DEVICE"]);
    expect(findMessages(everything, "nothing")).toEqual([]);
  });

  it("give every errno a name", () => {
    expect([errnoName(-17), errnoName(17), errnoName(-524), errnoName(-9999)]).toEqual([
      "EEXIST",
      "EEXIST",
      "ENOTSUPP",
      "errno 9999",
    ]);
  });
});
