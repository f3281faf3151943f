/** Decoding and encoding of rtnetlink messages: compiled, interpreted, and in pyroute2. */
import { type ByteView, interpretDecode, interpretEncode } from "../src/codec/codec.js";
import {
  type AnyType,
  decode,
  encode,
  encodeInto,
  everything,
  type Input,
  netlink,
  rtnl,
  viewOf,
} from "../src/index.js";
import { type Candidate, interleave, type Pace, repeat } from "./measure.js";
import { attributesOf, type Batch, batchOf, COPIES, recorded, withAttributes } from "./messages.js";
import type { Pyroute2 } from "./pyroute2.js";
import type { DecodeResult, EncodeResult } from "./results.js";

const { NLMSG_HDRLEN } = netlink;

interface Case {
  readonly name: string;
  readonly schema: AnyType;
  readonly batch: Batch;
}

const IFINFOMSG = 16;
const RTMSG = 12;
/** IFLA_XDP: types above it came later. */
const IFLA_XDP = 62;
const IFLA_AF_SPEC = 26;
/** RTA_DST, OIF, GATEWAY, PREFSRC, FLOW, TABLE. */
const PLAIN_ROUTE = new Set([1, 4, 5, 7, 11, 15]);

function largest(messages: readonly Uint8Array[]): Uint8Array {
  return messages.reduce((a, b) => (b.length > a.length ? b : a));
}

function cases(): Case[] {
  const vlan = largest(recorded("link-vlan.txt", "RTM_NEWLINK"));
  // Thirty-four attributes, nested ones included: what the target was set for.
  const whole = largest(recorded("link-stats.txt", "RTM_NEWLINK"));
  const plainer = withAttributes(whole, IFINFOMSG, (type) => type <= IFLA_XDP && type !== IFLA_AF_SPEC);
  const routes = ["route-basic.txt", "route-multipath.txt"].flatMap((file) => recorded(file, "RTM_NEWROUTE"));
  const typesOf = (message: Uint8Array) => attributesOf(message, RTMSG).map(({ type }) => type);
  const family = (message: Uint8Array) => message[NLMSG_HDRLEN];
  const plain = routes.filter((m) => family(m) === 2 && m.length >= 60 && typesOf(m).every((t) => PLAIN_ROUTE.has(t)));
  const six = routes.filter((m) => family(m) === 10 && typesOf(m).every((t) => [1, 4, 5, 6, 12, 15, 20].includes(t)));
  const qdiscs = recorded("tc-qdiscs.txt", "RTM_NEWQDISC");
  const { Link, Route, Qdisc } = rtnl;
  // The last bytes of a route's header are flags, which take any number.
  const flags = NLMSG_HDRLEN + 8;
  return [
    { name: "RTM_NEWLINK, statistics, no IFLA_AF_SPEC", schema: Link, batch: batchOf([plainer]) },
    { name: "RTM_NEWLINK, statistics, whole", schema: Link, batch: batchOf([whole]) },
    { name: "RTM_NEWLINK, vlan", schema: Link, batch: batchOf([vlan]) },
    {
      name: "RTM_NEWLINK, the largest (VFs)",
      schema: Link,
      batch: batchOf([largest(recorded("link-vf.txt", "RTM_NEWLINK"))]),
    },
    { name: "RTM_NEWROUTE, IPv4", schema: Route, batch: batchOf(plain, flags) },
    { name: "RTM_NEWROUTE, IPv6", schema: Route, batch: batchOf(six, flags) },
    { name: "RTM_NEWQDISC, all kinds in turn", schema: Qdisc, batch: batchOf(qdiscs) },
  ];
}

/** Attributes of a message, nested ones included, as the tree counts them. */
function attributeCount(message: Uint8Array): number {
  const dissector = new netlink.Dissector(everything);
  const { messages } = dissector.dissect({ bytes: message, protocol: 0, direction: "reply" });
  const text = JSON.stringify(messages[0]!.tree(), (_, value: unknown) => (typeof value === "bigint" ? "" : value));
  // Every attribute node has its number, under "type", next to its flags.
  return text.match(/"type":\d+,"flags":/g)?.length ?? 0;
}

function decodeCandidates({ name, schema, batch }: Case): Candidate[] {
  const view: ByteView = { u8: batch.u8, dv: batch.dv };
  const { start, end, messages } = batch;
  const dissector = new netlink.Dissector(everything);
  return [
    repeat(`${name}/compiled`, (i) => {
      const at = i % COPIES;
      return decode(schema, view, { start: start[at]!, end: end[at]! });
    }),
    repeat(`${name}/interpreted`, (i) => {
      const at = i % COPIES;
      return interpretDecode(schema, view, start[at]!, end[at]!, "reply");
    }),
    repeat(`${name}/dissected`, (i) => {
      const datagram = dissector.dissect({ bytes: messages[i % COPIES]!, protocol: 0, direction: "reply" });
      return datagram.messages[0]!.value();
    }),
  ];
}

export async function benchDecode(pace: Pace, pyroute2: Pyroute2 | undefined): Promise<DecodeResult[]> {
  const all = cases();
  const candidates = all.flatMap(decodeCandidates);
  for (const { name, batch } of all) {
    if (pyroute2 === undefined) continue;
    const { candidate } = await pyroute2.candidate(`${name}/pyroute2`, batch.messages);
    candidates.push(candidate);
  }
  const timings = await interleave(candidates, pace);
  return all.map(({ name, batch }) => ({
    name,
    bytes: batch.messages[0]!.length,
    attributes: attributeCount(batch.messages[0]!),
    compiled: timings.get(`${name}/compiled`)!,
    interpreted: timings.get(`${name}/interpreted`)!,
    dissected: timings.get(`${name}/dissected`)!,
    pyroute2: timings.get(`${name}/pyroute2`),
  }));
}

type LinkInput = Input<typeof rtnl.Link>;

const ENCODED: readonly { name: string; value(i: number): LinkInput }[] = [
  {
    name: "RTM_NEWLINK, five attributes",
    value: (i) => ({ index: i, link: i + 1, mtu: 1400 + i, txqlen: 1000, group: 7, ifname: `eth0.${100 + i}` }),
  },
  {
    name: "RTM_NEWLINK, a new vlan",
    value: (i) => ({
      link: i + 1,
      ifname: `eth0.${100 + i}`,
      address: `02:00:00:00:01:${(16 + i).toString(16)}`,
      linkinfo: { kind: "vlan", data: { id: 100 + i } },
    }),
  },
];

export async function benchEncode(pace: Pace): Promise<EncodeResult[]> {
  const scratch = viewOf(new Uint8Array(4096));
  const candidates = ENCODED.flatMap(({ name, value }) => {
    const values = Array.from({ length: COPIES }, (_, i) => value(i));
    return [
      repeat(`${name}/compiled`, (i) => encodeInto(rtnl.Link, values[i % COPIES]!, scratch, 0)),
      repeat(`${name}/interpreted`, (i) => interpretEncode(rtnl.Link, values[i % COPIES]!, scratch, 0)),
      repeat(`${name}/copied`, (i) => encode(rtnl.Link, values[i % COPIES]!)),
    ];
  });
  const timings = await interleave(candidates, pace);
  return ENCODED.map(({ name, value }) => {
    const body = encode(rtnl.Link, value(0));
    const message = new Uint8Array(NLMSG_HDRLEN + body.length);
    const dv = new DataView(message.buffer);
    dv.setUint32(0, message.length, true);
    dv.setUint16(4, 16, true);
    message.set(body, NLMSG_HDRLEN);
    return {
      name,
      bytes: message.length,
      attributes: attributeCount(message),
      compiled: timings.get(`${name}/compiled`)!,
      interpreted: timings.get(`${name}/interpreted`)!,
      copied: timings.get(`${name}/copied`)!,
    };
  });
}
