/** What WireGuard verbs take: keys, endpoints, options. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { generatePresharedKey, generatePrivateKey, publicKey } from "../../src/genl/index.js";
import { endpointText, parseEndpoint } from "../../src/genl/wireguard/verbs/endpoint.js";
import { keyBytes, keyText } from "../../src/genl/wireguard/verbs/keys.js";
import { isOptionError } from "../../src/options/index.js";
import { failure } from "../netlink/connection/support.js";
import { made } from "./double.js";

const KEY = Buffer.alloc(32, 7).toString("base64");
const { genl, socket } = made({ wireguard: { id: 40, handle: () => [] } });
const setting = async (options: unknown) => failure(genl.wireguard.set("wg0", options as never));

it("public keys are those of RFC 7748, section 6.1", () => {
  const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");
  const alice = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
  const bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
  expect(publicKey(base64(alice))).toBe(base64("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
  expect(publicKey(Buffer.from(bob, "hex"))).toBe(
    base64("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"),
  );
});

it("generated keys are clamped, differ, and have a public key", () => {
  const keys = Array.from({ length: 20 }, generatePrivateKey);
  expect(new Set(keys).size).toBe(20);
  for (const key of keys) {
    const bytes = keyBytes(key);
    expect([bytes[0]! & 7, bytes[31]! & 0xc0]).toEqual([0, 0x40]);
    expect(keyBytes(publicKey(key))).toHaveLength(32);
  }
  expect(keyBytes(generatePresharedKey())).toHaveLength(32);
});

it("keys are 32 bytes or their base64, and errors do not show them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      expect(keyText(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      expect(keyBytes(keyText(bytes))).toEqual(Uint8Array.from(bytes));
    }),
  );
  // The last has bits that no byte has.
  for (const text of ["", "secret", KEY.slice(1), `${KEY} `, KEY.replace("=", "A"), KEY.replace(/.=$/, "d=")]) {
    expect(() => keyBytes(text), text).toThrow(/^expected a key/);
    if (text !== "") expect(() => keyBytes(text)).not.toThrow(text);
  }
  expect(() => keyBytes(new Uint8Array(31))).toThrow("expected a key of 32 bytes, got 31");
});

it("endpoints: text and parts, both families", () => {
  const round = (text: string) => endpointText(parseEndpoint(text) as never);
  for (const text of ["192.0.2.1:51820", "[2001:db8::1]:1", "[fe80::1%2]:65535", "0.0.0.0:0"])
    expect(round(text)).toBe(text);
  expect(parseEndpoint({ address: Uint8Array.of(192, 0, 2, 1), port: 5 })).toMatchObject({
    addr: "192.0.2.1",
    port: 5,
  });
  const bad = [
    "",
    "192.0.2.1",
    "2001:db8::1:5",
    "[192.0.2.1]:5",
    "host.example:5",
    "192.0.2.1:65536",
    "192.0.2.1:-1",
    "[fe80::1%eth0]:5",
    "192.0.2.1%3:5",
    "[::1]:",
    "[::1]x:5",
  ];
  for (const text of bad) expect(() => parseEndpoint(text), text).toThrow(RangeError);
  for (const parts of [
    { address: "::1", port: 1.5 },
    { address: "::1", port: 1, scopeId: -1 },
    { address: "1.2.3.4", port: 1, scopeId: 2 },
  ]) {
    expect(() => parseEndpoint(parts)).toThrow(RangeError);
  }
});

it("every wrong option is named, before anything is sent", async () => {
  const error = await setting({
    privateKey: "hunter2",
    listenport: 1,
    fwmark: -1,
    listenPort: 65536,
    peers: [
      {
        publicKey: KEY,
        allowedIps: ["10.0.0.0/33", "10.0.0.0/8"],
        endpoint: "nowhere",
        persistentKeepaliveSeconds: "25",
      },
      { presharedKey: KEY },
      { publicKey: KEY, remove: true, allowedIps: [], updateOnly: true },
    ],
  });
  if (!isOptionError(error)) throw error;
  expect(error.options.toSorted()).toEqual([
    "fwmark",
    "listenPort",
    "listenport",
    "peers[0].allowedIps[0]",
    "peers[0].endpoint",
    "peers[0].persistentKeepaliveSeconds",
    "peers[1].publicKey",
    "peers[2].allowedIps",
    "privateKey",
  ]);
  expect(error.message).toContain('wireguard.set: listenport: unknown option; did you mean "listenPort"?');
  expect(error.message).not.toContain("hunter2");
  expect(socket.sent).toHaveLength(0);
});

it("impossible combinations are named", async () => {
  const peers = [
    { publicKey: KEY, remove: true },
    { publicKey: KEY, updateOnly: true },
  ];
  const replaced = await setting({ peers, replacePeers: true });
  expect(replaced.message).toContain("peers[0].remove: means nothing with replacePeers");
  expect(replaced.message).toContain("peers[1].updateOnly: means nothing with replacePeers");
  const privateKey = generatePrivateKey();
  const self = await setting({ privateKey, peers: [{ publicKey: KEY }, { publicKey: publicKey(privateKey) }] });
  expect(self.message).toBe(
    "wireguard.set: peers[1].publicKey: belongs to the privateKey: an interface is no peer of its own",
  );
  expect(
    await failure(genl.wireguard.setPeer("wg0", { publicKey: KEY, remove: true, endpoint: "1.2.3.4:5" })),
  ).toMatchObject({ code: "ERR_RINGLINK_OPTION", options: ["endpoint"] });
});

it("interfaces are names that fit or indices", async () => {
  for (const device of ["", "a-name-of-16-bytes", 0, -1, 1.5, undefined, {}]) {
    for (const call of [genl.wireguard.get(device as never), genl.wireguard.set(device as never, {})]) {
      expect(await failure(call), String(device)).toMatchObject({ code: "ERR_RINGLINK_OPTION" });
    }
  }
  expect(socket.sent).toHaveLength(0);
});
