/** IP addresses and prefixes as people write them. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import {
  address,
  addressBits,
  addressText,
  checkOptions,
  parseAddress,
  parsePrefix,
  prefix,
  prefixText,
} from "../../src/options/index.js";

it("addresses: text or bytes", () => {
  expect(parseAddress("192.0.2.1")).toEqual({ family: "inet", bytes: Uint8Array.of(192, 0, 2, 1) });
  expect(parseAddress(Uint8Array.of(192, 0, 2, 1)).family).toBe("inet");
  expect(addressText(parseAddress("2001:DB8:0::1"))).toBe("2001:db8::1");
  expect(addressText(parseAddress(new Uint8Array(16)))).toBe("::");
  expect(addressText(parseAddress("::ffff:192.0.2.1"))).toBe("::ffff:192.0.2.1");
  expect([addressBits("inet"), addressBits("inet6")]).toEqual([32, 128]);
});

it.each(["", "x", "192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1/24", ":", "1::2::3", "fe80::1%eth0", "1.2.3.4 "])(
  "no address: %j",
  (text) => {
    expect(() => parseAddress(text)).toThrow(`no IP address: ${JSON.stringify(text)}`);
  },
);

it("zeros that a prefix leaves out are the last bytes", () => {
  expect(prefixText(parsePrefix("10/8"))).toBe("10.0.0.0/8");
  expect(prefixText(parsePrefix("10.1/16"))).toBe("10.1.0.0/16");
  for (const text of ["10", "10.1", "10./8", "256/8", "10.1.2.3.4/8", "/8", "a/8"])
    expect(() => parsePrefix(text)).toThrow("no IP address");
});

it("the zone of an address is an option of its own", () => {
  expect(() => parseAddress("fe80::1%eth0")).toThrow("the interface, its zone, is an option of its own");
});

it("bytes of any other number are no address", () => {
  expect(() => parseAddress(new Uint8Array(5))).toThrow("an IP address has 4 or 16 bytes, not 5");
});

it.each([
  ["192.0.2.0/24", 24, true],
  ["192.0.2.0/255.255.255.0", 24, true],
  ["0.0.0.0/0.0.0.0", 0, true],
  ["192.0.2.1/255.255.255.255", 32, true],
  ["0.0.0.0/0", 0, true],
  ["0/0", 0, true],
  ["10/8", 8, true],
  ["172.16/12", 12, true],
  ["192.0.2/255.255.255.0", 24, true],
  ["192.0.2.1", 32, false],
  ["2001:db8::/32", 32, true],
  ["::/ffff:ffff::", 32, true],
  ["::1", 128, false],
  ["::/0", 0, true],
])("prefix %s", (text, length, explicit) => {
  expect(parsePrefix(text)).toMatchObject({ length, explicit });
});

it.each([
  "192.0.2.0/33",
  "::/129",
  "192.0.2.0/-1",
  "192.0.2.0/",
  "192.0.2.0/2 4",
  "192.0.2.0/0x18",
  "192.0.2.0/255.0.255.0",
  "192.0.2.0/::",
  "::/255.0.0.0",
])("no prefix: %s", (text) => {
  expect(() => parsePrefix(text)).toThrow(/^no prefix length of 0 … (32|128) bits: /);
});

it("text of a prefix reads as the prefix again", () => {
  const families = fc.constantFrom([4, 32], [16, 128]);
  fc.assert(
    fc.property(
      families.chain(([size, bits]) =>
        fc.record({
          bytes: fc.uint8Array({ minLength: size!, maxLength: size! }),
          length: fc.integer({ min: 0, max: bits! }),
        }),
      ),
      ({ bytes, length }) => {
        const given = { ...parseAddress(bytes), length, explicit: true };
        expect(parsePrefix(prefixText(given))).toEqual(given);
      },
    ),
  );
});

it("as options they name themselves", () => {
  const schema = z.strictObject({ gateway: address.optional(), dst: prefix.optional() });
  expect(checkOptions(schema, { gateway: "::1", dst: "10.0.0.0/8" }, "x.y")).toMatchObject({
    gateway: { family: "inet6" },
    dst: { family: "inet", length: 8 },
  });
  expect(checkOptions(schema, {}, "x.y")).toEqual({});
  expect(() => checkOptions(schema, { gateway: "10.0.0.0/8" }, "x.y")).toThrow(
    'x.y: gateway: no IP address: "10.0.0.0/8"',
  );
  expect(() => checkOptions(schema, { dst: 5 }, "x.y")).toThrow(
    "x.y: dst: expected an IP address as text or bytes, got 5",
  );
});
