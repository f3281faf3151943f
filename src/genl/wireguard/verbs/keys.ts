/** Curve25519 keys, as bytes and as text. */
import { z } from "zod";
import { shownValue } from "../../../options/index.js";
import { WG_KEY_LEN } from "../wireguard.js";

/** A key: 32 bytes, or their base64 as `wg` prints it (44 characters). */
export type KeyInput = string | Uint8Array;

const BASE64 = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const ZERO = new Uint8Array(WG_KEY_LEN);

/**
 * Bytes of a key.
 *
 * @throws RangeError when it is neither 32 bytes nor their base64; the message does not repeat it
 */
export function keyBytes(key: KeyInput): Uint8Array {
  if (typeof key === "string") {
    if (!BASE64.test(key))
      throw new RangeError("expected a key: 32 bytes as base64, 44 characters of which the last is =");
    return Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
  }
  if (key.length === WG_KEY_LEN) return key.slice();
  throw new RangeError(`expected a key of ${WG_KEY_LEN} bytes, got ${key.length}`);
}

/** Base64 of a key. @throws RangeError as `keyBytes` */
export function keyText(key: KeyInput): string {
  return btoa(String.fromCharCode(...keyBytes(key)));
}

/** Text of a key that the kernel gave; undefined when it has none, which it tells by zeros. */
export function givenKey(key: Uint8Array | undefined): string | undefined {
  return key === undefined || key.every((byte) => byte === 0) ? undefined : keyText(key);
}

/** What the kernel takes for no key. */
export function noKey(): Uint8Array {
  return ZERO.slice();
}

/** A new private key, as base64. */
export function generatePrivateKey(): string {
  const key = crypto.getRandomValues(new Uint8Array(WG_KEY_LEN));
  // RFC 7748, section 5: what decodeScalar25519 does to the bytes.
  key[0] = key[0]! & 248;
  key[31] = (key[31]! & 127) | 64;
  return keyText(key);
}

/** A new preshared key, as base64. */
export function generatePresharedKey(): string {
  return keyText(crypto.getRandomValues(new Uint8Array(WG_KEY_LEN)));
}

/** DER around a raw X25519 private key (RFC 8410): PrivateKeyInfo, version 0, algorithm 1.3.101.110, OCTET STRING. */
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20);

/**
 * The public key that belongs to a private key, as base64.
 *
 * @throws RangeError when it is no key
 */
export function publicKey(privateKey: KeyInput): string {
  const { createPrivateKey, createPublicKey } = process.getBuiltinModule("node:crypto");
  const der = Buffer.concat([PKCS8, keyBytes(privateKey)]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  // SubjectPublicKeyInfo ends with the raw key.
  const spki = createPublicKey(secret).export({ format: "der", type: "spki" });
  return keyText(new Uint8Array(spki.subarray(-WG_KEY_LEN)));
}

/** Option: a key, which becomes bytes. Errors do not show it. */
export const key = z.custom<KeyInput>().transform((value, context): Uint8Array => {
  try {
    if (typeof value !== "string" && !(value instanceof Uint8Array)) {
      throw new RangeError(`expected a key, 32 bytes or their base64, got ${shownValue(value)}`);
    }
    return keyBytes(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.issues.push({ code: "custom", message: error.message, input: undefined });
    return z.NEVER;
  }
});
