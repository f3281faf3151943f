import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as c from "../../src/codec/index.js";
import { hex, hexOf } from "../support/compare.js";
import { both, decodes, encodes, refuses, rejects, withBothEngines } from "./engines.js";

/** Sixteen bytes where zero groups, runs of them and the prefixes with a text form of their own are common. */
const ipv6Bytes = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 0xffff }), fc.constant(0xffff)), {
    minLength: 8,
    maxLength: 8,
  })
  .map((groups) => Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255])));

/** RFC 5952 by another road: what the URL parser of the platform prints. */
function canonical(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}

withBothEngines("IPv6 text", () => {
  it.each([
    ["00000000 00000000 00000000 00000000", "::"],
    ["00000000 00000000 00000000 00000001", "::1"],
    ["00010000 00000000 00000000 00000000", "1::"],
    ["20010db8 00000000 00000000 00000001", "2001:db8::1"],
    ["20010db8 00000001 00010001 00010001", "2001:db8:0:1:1:1:1:1"],
    ["20010db8 00000000 00010000 00000001", "2001:db8::1:0:0:1"],
    ["20010000 00000001 00000000 00000001", "2001:0:0:1::1"],
    ["00010000 00030000 00050000 00070000", "1:0:3:0:5:0:7:0"],
    ["00000001 00000000 00000001 00000000", "0:1::1:0:0"],
    ["fe800000 00000000 02005eff fe005301", "fe80::200:5eff:fe00:5301"],
    ["ff020000 00000000 00000000 00000002", "ff02::2"],
    ["00000000 00000000 0000ffff c0000201", "::ffff:192.0.2.1"],
    ["00000000 00000000 0000ffff 00000000", "::ffff:0.0.0.0"],
    ["00000000 00000000 00000000 c0000201", "::c000:201"],
    ["00000000 00000000 ffff0000 c0000201", "::ffff:0:c000:201"],
    ["0064ff9b 00000000 00000000 c0000201", "64:ff9b::c000:201"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["00000000 00020003 00040005 00060007", "::2:3:4:5:6:7"],
    ["00000001 00020003 00040005 00060007", "0:1:2:3:4:5:6:7"],
    ["00010002 00030004 00050006 00070000", "1:2:3:4:5:6:7:0"],
    ["00010002 00030004 00050006 00000000", "1:2:3:4:5:6::"],
    ["0abc00de 000f0000 00000000 00000000", "abc:de:f::"],
  ])("%s is %s", (bytes, text) => {
    both(c.ipv6, bytes, text);
    both(c.ip, bytes, text);
  });

  it.each([
    ["2001:DB8::A", "20010db8 00000000 00000000 0000000a"],
    ["2001:0db8:0000:0000:0000:0000:0000:0001", "20010db8 00000000 00000000 00000001"],
    ["0:0:0:0:0:0:0:0", "00000000 00000000 00000000 00000000"],
    ["::192.0.2.1", "00000000 00000000 00000000 c0000201"],
    ["64:ff9b::192.0.2.33", "0064ff9b 00000000 00000000 c0000221"],
    ["1:2:3:4:5:6:10.0.0.1", "00010002 00030004 00050006 0a000001"],
    ["1::2:3:4:5:6:7", "00010000 00020003 00040005 00060007"],
    ["::2:3:4:5:6:7:8", "00000002 00030004 00050006 00070008"],
    ["1:2:3:4:5:6:7::", "00010002 00030004 00050006 00070000"],
    ["::FFFF:1.2.3.4", "00000000 00000000 0000ffff 01020304"],
  ])("reads %s", (text, bytes) => {
    encodes(c.ipv6, text, bytes);
  });

  it.each([
    "",
    ":",
    ":::",
    "1",
    "1:",
    ":1",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:",
    "1::2::3",
    "::1::",
    "1:2:3:4::5:6:7:8",
    "::1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "00001::",
    "g::",
    "1::%eth0",
    "fe80::1%2",
    "[::1]",
    "::1/128",
    " ::1",
    "::1 ",
    "::1.2.3",
    "::1.2.3.4.5",
    "::1.2.3.256",
    "::1.2.3.04",
    "1.2.3.4",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::a.2.3.4",
    "0x0::",
    "１::",
  ])("refuses %j", (text) => {
    expect(isIPv6(text.replace(/%.*/, "!"))).toBe(false);
    refuses(c.ipv6, text, [], `${JSON.stringify(text)} is no IPv6 address`);
  });

  it("prints what RFC 5952 wants for any address, and reads it back", () => {
    fc.assert(
      fc.property(ipv6Bytes, (bytes) => {
        const text = c.decode(c.ipv6, bytes);
        expect(isIPv6(text)).toBe(true);
        if (!text.includes(".")) expect(text).toBe(canonical(bytes));
        expect(hexOf(c.encode(c.ipv6, text))).toBe(hexOf(bytes));
        expect(hexOf(c.encode(c.ipv6, text.toUpperCase()))).toBe(hexOf(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it("accepts exactly what Node's own parser accepts", () => {
    const piece = fc.constantFrom("0", "1", "ab", "FFFF", "12345", ":", ":", "::", ".", "1.2.3.4", "255", "g", "%");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 18 }), (pieces) => {
        const text = pieces.join("");
        fc.pre(!text.includes("%"));
        const valid = isIPv6(text);
        if (valid) expect(c.encode(c.ipv6, text)).toHaveLength(16);
        else refuses(c.ipv6, text, [], /is no IPv6 address$/);
      }),
      { numRuns: 1000 },
    );
  });
});

withBothEngines("IPv4 text", () => {
  it.each([
    ["00 00 00 00", "0.0.0.0"],
    ["c0 00 02 01", "192.0.2.1"],
    ["ff ff ff ff", "255.255.255.255"],
  ])("%s is %s", (bytes, text) => {
    both(c.ipv4, bytes, text);
    both(c.ip, bytes, text);
    both(c.ipv4, bytes, text, { littleEndian: false });
  });

  it.each([
    "",
    "1",
    "1.2.3",
    "1.2.3.",
    "1.2.3.4.",
    ".1.2.3.4",
    "1.2.3.4.5",
    "1..3.4",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.00",
    "1.2.3.4 ",
    " 1.2.3.4",
    "1.2.3.0x4",
    "1.2.3.-4",
    "::1",
    "1234.1.1.1",
    "1.2.3.4/24",
  ])("refuses %j", (text) => {
    expect(isIPv4(text)).toBe(false);
    refuses(c.ipv4, text, [], `${JSON.stringify(text)} is no IPv4 address`);
  });

  it("round trips and accepts exactly what Node's own parser accepts", () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(c.decode(c.ipv4, c.encode(c.ipv4, text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("0", "1", "25", "255", "256", "00", ".", ".", "."), { maxLength: 9 }),
        (pieces) => {
          const text = pieces.join("");
          if (isIPv4(text)) expect(c.encode(c.ipv4, text)).toHaveLength(4);
          else refuses(c.ipv4, text, [], /is no IPv4 address$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

withBothEngines("addresses", () => {
  it("are of one size", () => {
    rejects(c.ipv4, "01 02 03", [], 0, "address: expected 4 bytes, got 3");
    rejects(c.ipv6, "01 02 03 04", [], 0, "address: expected 16 bytes, got 4");
    rejects(c.mac, "01 02 03 04 05", [], 0, "address: expected 6 bytes, got 5");
  });

  it("may be given as bytes of the right length", () => {
    encodes(c.ipv4, hex("0a 00 00 01"), "0a 00 00 01");
    encodes(c.ipv6, new Uint8Array(16), "00".repeat(16));
    encodes(c.mac, hex("02 00 00 00 00 01"), "02 00 00 00 00 01");
    encodes(c.lladdr, hex("02 00"), "02 00");
    encodes(c.ip, hex("0a 00 00 01"), "0a 00 00 01");
    refuses(c.ipv4, new Uint8Array(3), [], "3 bytes is no IPv4 address");
    refuses(c.ipv6, new Uint8Array(4), [], "4 bytes is no IPv6 address");
    refuses(c.mac, new Uint8Array(7), [], "7 bytes is no MAC address");
  });

  it.each([1, null, true, ["10.0.0.1"], {}])("refuse %s", (value) => {
    refuses(c.ipv4, value, [], /is no IPv4 address$/);
    refuses(c.ipv6, value, [], /is no IPv6 address$/);
    refuses(c.mac, value, [], /is no MAC address$/);
    refuses(c.lladdr, value, [], /is no link-layer address$/);
    refuses(c.ip, value, [], /is no address$/);
    refuses(c.mplsLabels, value, [], /is no label stack$/);
  });

  it("link-layer addresses are pairs with colons", () => {
    both(c.mac, "02 00 5e ff fe 0a", "02:00:5e:ff:fe:0a");
    both(c.lladdr, "", "");
    both(c.lladdr, "7f", "7f");
    both(c.lladdr, "0a 00 00 01", "0a:00:00:01");
    both(c.lladdr, "00".repeat(20), Array(20).fill("00").join(":"));
    encodes(c.mac, "2:0:5E:ff:FE:a", "02 00 5e ff fe 0a");
    encodes(c.mac, "02-00-5e-ff-fe-0a", "02 00 5e ff fe 0a");
  });

  it.each([
    "",
    "02:00:00:00:00",
    "02:00:00:00:00:00:00",
    "02:00:00:00:00:",
    ":02:00:00:00:00",
    "02:00:00:00:00:0g",
    "0200.0000.0001",
    "020000000001",
    "02::00:00:00:01",
    "002:00:00:00:00:01",
  ])("refuses %j as a MAC address", (text) => {
    refuses(c.mac, text, [], `${JSON.stringify(text)} is no MAC address`);
  });

  it("link-layer addresses of any length round trip", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
        const text = c.decode(c.lladdr, bytes);
        expect(hexOf(c.encode(c.lladdr, text))).toBe(hexOf(bytes));
      }),
    );
  });

  it("by length: other lengths are hexadecimal", () => {
    both(c.ip, "", "0x");
    both(c.ip, "0a 0b 0c", "0x0a0b0c");
    both(c.ip, "00".repeat(8), `0x${"00".repeat(8)}`);
    encodes(c.ip, "0xAB", "ab");
    for (const wrong of ["0xa", "0x0g", "", "eth0", "1.2.3", "1:2"]) {
      refuses(c.ip, wrong, [], `${JSON.stringify(wrong)} is no address`);
    }
  });

  it("by family", () => {
    const Family = c.constants("AF_", { inet: 2, inet6: 10, mpls: 28 });
    const Attrs = c.message(
      c.struct("x", 1, { family: c.enumOf(c.u8, Family) }),
      c.attrs({ dst: c.attr(1, "X_DST", c.addressOf("family")) }),
    );
    both(Attrs, "1c 00 00 00 08 00 01 00 00 06 41 00", { family: "mpls", dst: "100" });
    both(Attrs, "02 00 00 00 08 00 01 00 00 06 41 00", { family: "inet", dst: "0.6.65.0" });
    both(Attrs, "1c 00 00 00 04 00 01 00", { family: "mpls", dst: "0x" });
    both(Attrs, "1c 00 00 00 07 00 01 00 00 06 41 00", { family: "mpls", dst: "0x000641" });
    encodes(Attrs, { family: 28, dst: "16" }, "1c 00 00 00 08 00 01 00 00 01 01 00");
    refuses(Attrs, { family: "mpls", dst: "10.0.0.1" }, ["X_DST"], '"10.0.0.1" is no address');
    refuses(Attrs, { family: "inet", dst: "100/200" }, ["X_DST"], '"100/200" is no address');
  });

  it("by a family given from outside", () => {
    both(c.addressOf("family"), "00 06 41 00", "100", { scope: { family: "mpls" } });
    both(c.addressOf("family"), "00 06 41 00", "0.6.65.0", { scope: { family: "inet" } });
    both(c.addressOf("family"), "00 06 41 00", "0.6.65.0");
  });

  it("addresses of any length and family round trip", () => {
    const family = fc.constantFrom("inet", "inet6", "mpls", undefined, 7);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), family, (bytes, value) => {
        const options = { scope: { family: value } };
        const type = c.addressOf("family");
        expect(hexOf(c.encode(type, c.decode(type, bytes, options), options))).toBe(hexOf(bytes));
      }),
      { numRuns: 300 },
    );
  });
});

withBothEngines("MPLS label stacks", () => {
  it.each([
    ["00 06 41 00", "100"],
    ["00 06 40 00 00 0c 81 00", "100/200"],
    ["ff ff f1 00", "1048575"],
    ["00 00 01 00", "0"],
    ["00 06 4b 40", "100,tc=5,ttl=64"],
    ["00 06 41 ff", "100,ttl=255"],
    ["00 06 40 00", "100,bos=0"],
    ["00 06 41 00 00 0c 81 00", "100,bos=1/200"],
    ["00 06 4e 01 00 0c 80 00", "100,tc=7,ttl=1/200,bos=0"],
  ])("%s is %s", (bytes, text) => {
    both(c.mplsLabels, bytes, text);
  });

  it("no labels at all round trip too", () => {
    both(c.mplsLabels, "", "");
  });

  it.each([
    "100/",
    "/100",
    "1048576",
    "100,ttl=256",
    "100,tc=8",
    "100,bos=2",
    "100,ttl=1,tc=1",
    "-1",
    "1e3",
    "100 / 200",
    "abc",
    "0x10",
  ])("refuses %j", (text) => {
    refuses(c.mplsLabels, text, [], `${JSON.stringify(text)} is no label stack`);
  });

  it("has whole labels only", () => {
    rejects(c.mplsLabels, "00 06 41", [], 0, "label stack: 3 bytes are no whole labels");
  });

  it("any stack round trips", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (labels) => {
        const bytes = Uint8Array.from(labels.flatMap((label) => [...label]));
        expect(hexOf(c.encode(c.mplsLabels, c.decode(c.mplsLabels, bytes)))).toBe(hexOf(bytes));
      }),
      { numRuns: 300 },
    );
    decodes(c.mplsLabels, "00 00 01 00", "0");
  });
});
