/** Attributes of nl80211 that have several shapes, by command or direction, and sets that contain the whole set again. */
import { expect, test } from "vitest";
import { type Direction, decode, encode, type Input } from "../../src/codec/index.js";
import { Nl80211, Nl80211Command } from "../../src/genl/nl80211/index.js";

const NLA_F_NESTED = 0x8000;
const GENL_HDRLEN = 4;

/** What comes back of a value that went over the wire. */
function sent(value: Input<typeof Nl80211>, direction: Direction) {
  return decode(Nl80211, encode(Nl80211, value, { direction }), { direction });
}

interface Raw {
  readonly type: number;
  readonly nested: boolean;
  readonly data: Uint8Array;
}

/** Attributes as they are, without a schema. */
function raw(bytes: Uint8Array): Raw[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out: Raw[] = [];
  for (let o = 0; o + 4 <= bytes.length; o += (view.getUint16(o, true) + 3) & ~3) {
    const type = view.getUint16(o + 2, true);
    const data = bytes.subarray(o + 4, o + view.getUint16(o, true));
    out.push({ type: type & 0x3fff, nested: (type & NLA_F_NESTED) !== 0, data });
  }
  return out;
}

/** The attribute at the end of a path of attribute numbers. */
function at(body: Uint8Array, ...path: number[]): Raw {
  let found: Raw = { type: -1, nested: true, data: body.subarray(GENL_HDRLEN) };
  for (const step of path) {
    const next = raw(found.data).find(({ type }) => type === step);
    if (next === undefined) throw new Error(`no attribute ${step} of ${path.join(".")}`);
    found = next;
  }
  return found;
}

test("coalescing: rules in a request and its answer, a struct in a description of the device", () => {
  const coalesceRule = [
    {
      delay: 25,
      condition: "no_match" as const,
      pktPattern: [{ mask: Uint8Array.of(5), pattern: Uint8Array.of(1, 0, 3), offset: 8 }],
    },
    { delay: 30, condition: "match" as const, pktPattern: [] },
  ];
  for (const [cmd, direction] of [
    [Nl80211Command.set_coalesce, "request"],
    [Nl80211Command.get_coalesce, "reply"],
  ] as const) {
    expect(sent({ cmd, coalesceRule }, direction).coalesceRule).toMatchObject(coalesceRule);
  }
  const support = {
    maxRules: 8,
    pat: { maxPatterns: 4, minPatternLen: 1, maxPatternLen: 50, maxPktOffset: 50 },
    maxDelay: 100,
  };
  const wiphy = encode(Nl80211, { cmd: Nl80211Command.new_wiphy, coalesceRule: support }, { direction: "reply" });
  expect(at(wiphy, 182)).toMatchObject({ nested: false, data: expect.objectContaining({ length: 24 }) });
  expect(decode(Nl80211, wiphy, { direction: "reply" }).coalesceRule).toEqual(support);
});

test("wake on wireless LAN: what is to wake the host, and what did", () => {
  const wowlanTriggers = {
    magicPkt: true,
    pktPattern: [{ mask: Uint8Array.of(1), pattern: Uint8Array.of(0xff) }],
    tcpConnection: {
      srcIpv4: "192.0.2.1",
      dstIpv4: "192.0.2.2",
      dstMac: "02:00:00:00:00:01",
      dstPort: 443,
      dataPayload: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      dataPayloadSeq: { start: 7, offset: 0, len: 4 },
      dataPayloadToken: { offset: 4, len: 2, tokenStream: Uint8Array.of(1, 2, 3, 4) },
      dataInterval: 60,
    },
    netDetect: { schedScanPlans: [{ interval: 10, iterations: 3 }, { interval: 60 }], schedScanMatch: [{ rssi: -70 }] },
  };
  const request = encode(Nl80211, { cmd: Nl80211Command.set_wowlan, wowlanTriggers }, { direction: "request" });
  // Addresses are in network order, ports are not.
  expect([...at(request, 117, 14, 1).data]).toEqual([192, 0, 2, 1]);
  expect([...at(request, 117, 14, 5).data]).toEqual([...new Uint8Array(Uint16Array.of(443).buffer)]);
  expect(at(request, 117, 18, 225, 2).nested).toBe(true);
  expect(decode(Nl80211, request, { direction: "request" }).wowlanTriggers).toMatchObject(wowlanTriggers);
  expect(sent({ cmd: Nl80211Command.get_wowlan, wowlanTriggers }, "reply").wowlanTriggers).toMatchObject(
    wowlanTriggers,
  );

  const wakeup = {
    pktPattern: 1,
    wakeupPkt8023: Uint8Array.of(1, 2, 3),
    wakeupPkt8023Len: 60,
    netDetectResults: [{ ssid: Uint8Array.of(0x61), scanFrequencies: [2412, 2437] }],
  };
  const event = encode(Nl80211, { cmd: Nl80211Command.set_wowlan, wowlanTriggers: wakeup }, { direction: "reply" });
  // Results and their channels are numbered from 0.
  expect(at(event, 117, 19, 0, 44, 1).data.length).toBe(4);
  expect(decode(Nl80211, event, { direction: "reply" }).wowlanTriggers).toMatchObject(wakeup);
});

test("traffic identifiers: a list to configure, one set of what can be", () => {
  const legacy = Uint8Array.of(12, 24);
  const vht = { mcs: [0x3ff, 0, 0, 0, 0, 0, 0, 0] };
  const txRate = { band2ghz: { legacy }, band5ghz: { legacy, vht, gi: "force_sgi" as const } };
  const tidConfig = [
    { override: true as const, tids: 3, noack: "disable" as const, ampduCtrl: "enable" as const },
    { tids: 4, txRateType: "limited" as const, txRate },
  ];
  const request = encode(Nl80211, { cmd: Nl80211Command.set_tid_config, tidConfig }, { direction: "request" });
  expect(decode(Nl80211, request, { direction: "request" }).tidConfig).toMatchObject(tidConfig);
  // The kernel's policy takes the bands for attributes of a rate: a nest would be refused.
  expect(at(request, 285, 2, 13).nested).toBe(true);
  expect(at(request, 285, 2, 13, 1).nested).toBe(false);
  const supported = { vifSupp: 0x1fc0n, peerSupp: 0x1fc0n, retryShort: 7, retryLong: 4 };
  const reply = encode(Nl80211, { cmd: Nl80211Command.new_wiphy, tidConfig: supported }, { direction: "reply" });
  expect(at(reply, 285, 7).data).toEqual(Uint8Array.of(7));
  expect(decode(Nl80211, reply, { direction: "reply" }).tidConfig).toMatchObject(supported);
});

test("rates by band, with bands as nests", () => {
  const txRates = {
    band2ghz: { legacy: Uint8Array.of(12), ht: Uint8Array.of(0, 1) },
    band6ghz: { heGi: "0_8" as const },
  };
  const request = encode(Nl80211, { cmd: Nl80211Command.set_tx_bitrate_mask, txRates }, { direction: "request" });
  expect(raw(at(request, 90).data).map(({ type, nested }) => [type, nested])).toEqual([
    [0, true],
    [3, true],
  ]);
  expect(decode(Nl80211, request, { direction: "request" }).txRates).toMatchObject(txRates);
  expect(
    sent({ cmd: Nl80211Command.trigger_scan, scanSuppRates: { band5ghz: Uint8Array.of(12) } }, "request"),
  ).toMatchObject({ scanSuppRates: { band5ghz: Uint8Array.of(12) } });
});

test("choosing an access point: values in a request, flags for what a device can", () => {
  const bssSelect = { rssiAdjust: { band: "5ghz" as const, delta: -10 } };
  expect(sent({ cmd: Nl80211Command.connect, bssSelect }, "request").bssSelect).toMatchObject(bssSelect);
  const support = { rssi: true as const, rssiAdjust: true as const };
  expect(sent({ cmd: Nl80211Command.new_wiphy, bssSelect: support }, "reply").bssSelect).toMatchObject(support);
});

test("the set contains itself: the beacon during a channel switch, the channels of a schedule", () => {
  const value = {
    cmd: Nl80211Command.channel_switch,
    wiphyFreq: 2437,
    csaIes: {
      beaconTail: Uint8Array.of(37, 3, 0, 6, 5),
      cntdwnOffsBeacon: [4, 9],
      colorChangeElems: { beaconHead: Uint8Array.of(1) },
    },
    nanChannel: [
      { wiphyFreq: 2437, channelWidth: "20" as const, nanChannelEntry: new Uint8Array(6), nanRxNss: 1 },
      { wiphyFreq: 5220 },
    ],
  };
  const request = encode(Nl80211, value, { direction: "request" });
  expect(at(request, 185)).toMatchObject({ type: 185, nested: true });
  expect(at(request, 185, 305, 14).data).toEqual(Uint8Array.of(1));
  expect(raw(request.subarray(GENL_HDRLEN)).map(({ type }) => type)).toEqual([38, 185, 351, 351]);
  expect(decode(Nl80211, request, { direction: "request" })).toMatchObject(value);
  // What the set does not know is kept, however deep.
  const strange = sent(
    { cmd: 102, csaIes: { unknown: [{ type: 3000, flags: 0, data: Uint8Array.of(1) }] } },
    "request",
  );
  expect(strange.csaIes?.unknown).toEqual([{ type: 3000, flags: 0, data: Uint8Array.of(1) }]);
});

test("measurements: a request with a channel, a result", () => {
  const peerMeasurements = {
    peers: [
      {
        addr: "02:00:00:00:00:01",
        chan: { wiphyFreq: 5180, channelWidth: "80" as const, centerFreq1: 5210 },
        req: { data: { ftm: { asap: true as const, preamble: "vht" as const, burstPeriod: 2, ftmsPerBurst: 4 } } },
      },
    ],
  };
  const cmd = Nl80211Command.peer_measurement_start;
  const request = encode(Nl80211, { cmd, peerMeasurements }, { direction: "request" });
  for (const path of [[273], [273, 5], [273, 5, 1], [273, 5, 1, 2], [273, 5, 1, 3], [273, 5, 1, 3, 1, 1]])
    expect(at(request, ...path).nested, path.join(".")).toBe(true);
  expect(decode(Nl80211, request, { direction: "request" }).peerMeasurements).toMatchObject(peerMeasurements);
  const resp = {
    status: "success" as const,
    hostTime: 123_456_789n,
    final: true as const,
    data: {
      ftm: { rttAvg: -1500n, distAvg: -225n, rssiAvg: -90, txRate: { bitrate32: 60, mcs: 0 }, numTxSpatialStreams: 2 },
    },
  };
  const result = sent({ cmd: 132, peerMeasurements: { peers: [{ addr: "02:00:00:00:00:01", resp }] } }, "reply");
  expect(result.peerMeasurements?.peers?.[0]?.resp).toMatchObject(resp);
});

test("neighbour awareness: a function with its filters, a match, what a device can", () => {
  const nanFunc = {
    type: "publish" as const,
    serviceId: Uint8Array.of(1, 2, 3, 4, 5, 6),
    publishType: 3,
    ttl: 20,
    srf: { include: true as const, macAddrs: ["02:00:00:00:00:01", "02:00:00:00:00:02"] },
    rxMatchFilter: [Uint8Array.of(1), Uint8Array.of(2, 3)],
    instanceId: 1,
  };
  expect(sent({ cmd: Nl80211Command.add_nan_function, nanFunc }, "request").nanFunc).toMatchObject(nanFunc);
  const nanMatch = { funcLocal: { instanceId: 1 }, funcPeer: { instanceId: 7, termReason: "ttl_expired" as const } };
  expect(sent({ cmd: Nl80211Command.nan_match, nanMatch }, "reply").nanMatch).toMatchObject(nanMatch);
  const nanCapabilities = { userspaceDe: true as const, numAntennas: { rx: 2, tx: 1 }, maxChannelSwitchTime: 12 };
  const wiphy = encode(Nl80211, { cmd: Nl80211Command.new_wiphy, nanCapabilities }, { direction: "reply" });
  // The lower half of the byte counts the transmitting ones.
  expect(at(wiphy, 344, 4).data).toEqual(Uint8Array.of(0x21));
  expect(decode(Nl80211, wiphy, { direction: "reply" }).nanCapabilities).toMatchObject(nanCapabilities);
});
