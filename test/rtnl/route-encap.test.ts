import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/codec/index.js";
import { Route } from "../../src/rtnl/route/route.js";
import { pick, recorded, values } from "./route-captures.js";

const NEWROUTE = 24;

/** The encapsulation of the route to `dst`, as the kernel gives it back. */
function encapOf(capture: string, dst: string, direction: "request" | "reply" = "reply") {
  const route = pick(values(capture, NEWROUTE, direction, Route), (r) => r.dst === dst && r.encapType !== undefined);
  return { type: route.encapType, encap: route.encap };
}

describe("encapsulation of routes", () => {
  it("mpls", () => {
    expect(encapOf("route-encap-mpls", "192.0.3.0")).toMatchObject({
      type: "mpls",
      encap: { dst: "100/200/300", ttl: 10 },
    });
  });

  it("MPLS routes have labels for addresses", () => {
    const route = pick(
      values("route-encap-mpls", NEWROUTE, "reply", Route),
      (r) => r.family === "mpls" && r.dst === "100",
    );
    expect(route).toMatchObject({ dstLen: 20, newdst: "200/300", via: { family: "inet", addr: "10.0.0.2" } });
  });

  it("ip with the options of each tunnel protocol", () => {
    expect(encapOf("route-encap-ip", "192.0.2.0")).toMatchObject({
      type: "ip",
      encap: { id: 100n, src: "10.0.0.1", dst: "10.0.0.2", ttl: 64 },
    });
    expect(encapOf("route-encap-ip", "192.0.4.0").encap).toMatchObject({ opts: { vxlan: { gbp: 17 } } });
    expect(encapOf("route-encap-ip", "192.0.5.0").encap).toMatchObject({
      opts: { erspan: { ver: 2, dir: 1, hwid: 63 } },
    });
  });

  it("geneve options, several in one nest from the kernel and one a nest to it", () => {
    const options = (direction: "request" | "reply") => {
      const { encap } = encapOf("route-encap-ip", "192.0.3.0", direction);
      if (encap === undefined || !("opts" in encap)) throw new Error("no options");
      return encap.opts!.geneve!.map((option) => option.class);
    };
    expect(options("reply")).toEqual([options("request").flat()]);
    expect(options("request").every((classes) => classes!.length === 1)).toBe(true);
  });

  it("ip6", () => {
    expect(encapOf("route-encap-ip", "192.0.6.0")).toMatchObject({
      type: "ip6",
      encap: { id: 600n, src: "2001:db8::1", dst: "2001:db8::6", hoplimit: 3, tc: 7, flags: 1 },
    });
  });

  it("seg6: segments in reverse order, TLVs behind them", () => {
    const { encap } = encapOf("route-encap-seg6", "2001:db8:2::");
    expect(encap).toMatchObject({
      srh: { mode: "encap", srh: { firstSegment: 2, segments: ["fc00::3", "fc00::2", "fc00::1"], tlvs: [] } },
    });
    expect(encapOf("route-encap-seg6", "2001:db8:3::").encap).toMatchObject({
      srh: { srh: { segments: ["fc00::1"], tlvs: [{ type: "hmac", len: 38, data: { hmackeyid: 17 } }] } },
    });
    expect(encapOf("route-encap-seg6", "2001:db8:7::").encap).toMatchObject({ src: "2001:db8::77" });
  });

  it("seg6_local", () => {
    const of = (dst: string) => encapOf("route-encap-seg6local", dst).encap;
    expect(of("fc00::2")).toMatchObject({ action: "end_x", nh6: "2001:db8::2" });
    expect(of("fc00::b")).toMatchObject({ action: "end_b6", srh: { segments: ["::", "fc00::12", "fc00::11"] } });
    expect(of("fc00::d")).toMatchObject({ action: "end", counters: { packets: 0, bytes: 0, errors: 0 } });
    expect(of("fc00::f")).toMatchObject({ flavors: { operation: 1 << 4, lcblockBits: 32, lcnodeFnBits: 16 } });
    expect(of("fc00::a")).toMatchObject({ action: "end_dt46", vrftable: 100 });
  });

  it("ila, ioam6, rpl, xfrm, bpf", () => {
    const of = (dst: string) => encapOf("route-encap-other", dst);
    expect(of("2001:db8:1::")).toMatchObject({
      type: "ila",
      encap: { locator: 0x0005_0006_0007_0008n, identType: "luid" },
    });
    expect(of("2001:db8:3::")).toMatchObject({
      type: "ioam6",
      encap: { mode: "encap", dst: "2001:db8::3", freqK: 2, freqN: 5, trace: { namespaceId: 123, type: 0xc0000000 } },
    });
    expect(of("2001:db8:3::").encap).toMatchObject({ trace: { rem: { remlen: 4 } } });
    expect(of("2001:db8:5::")).toMatchObject({
      type: "rpl",
      encap: { srh: { type: 3, segmentsLeft: 2, segments: ["fc00::2", "fc00::1"] } },
    });
    expect(encapOf("route-encap-other", "192.0.2.0", "request")).toMatchObject({ type: "xfrm", encap: { ifId: 43 } });
    // The kernel takes the headroom and does not give it back.
    expect(encapOf("route-encap-other", "192.0.3.0", "request").encap).toMatchObject({ xmitHeadroom: 14 });
    expect(of("192.0.3.0")).toMatchObject({ type: "bpf", encap: { out: { name: "drop.o:[out]" } } });
  });

  it("counts segments for the caller", () => {
    const bytes = encode(Route, {
      family: "inet6",
      encapType: "seg6",
      encap: {
        srh: {
          mode: "encap",
          srh: {
            hdrlen: 9,
            type: 4,
            segmentsLeft: 1,
            flags: 8,
            segments: ["fc00::2", "fc00::1"],
            tlvs: [{ type: "hmac", data: { hmackeyid: 1 } }],
          },
        },
      },
    });
    // rtmsg, RTA_ENCAP_TYPE, RTA_ENCAP: header, SEG6_IPTUNNEL_SRH: header, mode, eight bytes, two segments, one TLV.
    expect(bytes.length).toBe(12 + 8 + 4 + 4 + 4 + 8 + 32 + 40);
    const route = decode(Route, bytes);
    if (route.encapType !== "seg6") throw new Error("not seg6");
    expect(route.encap!.srh!.srh).toMatchObject({ firstSegment: 1, tlvs: [{ len: 38 }] });
  });

  it("gives every recorded route back in as many bytes, with nothing unknown in it", () => {
    const captures = ["ip", "mpls", "other", "seg6", "seg6local"].map((name) => `route-encap-${name}`);
    let count = 0;
    for (const name of captures) {
      for (const { type, direction, body } of recorded(name)) {
        if (type !== NEWROUTE || direction !== "reply") continue;
        const route = decode(Route, body);
        const again = encode(Route, route);
        expect(again.length).toBe(body.length);
        expect(decode(Route, again)).toEqual(route);
        expect(JSON.stringify(route, (_, v) => (typeof v === "bigint" ? `${v}` : v))).not.toContain('"unknown":');
        count++;
      }
    }
    expect(count).toBeGreaterThan(80);
  });
});
