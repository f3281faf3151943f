import { describe, expect, test } from "vitest";
import { decode, encode } from "../../src/codec/index.js";
import { recorded } from "./recorded.js";

const CAPTURES = [
  "captures/diag-inet",
  "captures/diag-other",
  "captures/genl-devlink",
  "captures/genl-ethtool",
  "captures/genl-ethtool-bitsets",
  "captures/genl-ethtool-netdevsim",
  "captures/genl-misc",
  "captures/genl-nl80211",
  "captures/genl-nl80211-phy",
  "captures/genl-nlctrl",
  "captures/genl-wireguard",
];

/** Attributes that a set does not declare, as paths. */
function unknowns(value: unknown, path: string, out: string[]): string[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return out;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "unknown" && inner !== undefined) out.push(`${path}: ${inner.map((a: { type: number }) => a.type)}`);
    else unknowns(inner, `${path}.${key}`, out);
  }
  return out;
}

/** An MPTCP socket answers with struct mptcp_info in INET_DIAG_INFO, which only the one who asked can know. */
const MPTCP = { scope: { socketProtocol: 262 } };

describe.each(CAPTURES)("%s", (capture) => {
  const messages = recorded(capture);

  test("has messages that the schemas know", () => {
    expect(messages.length).toBeGreaterThan(5);
  });

  test("every attribute of every message is declared", () => {
    const missing: string[] = [];
    for (const { name, direction, schema, body } of messages) {
      const isMptcp = name === "SOCK_DIAG_BY_FAMILY" && direction === "reply" && usesMptcp(body);
      unknowns(decode(schema, body, { direction, name, ...(isMptcp ? MPTCP : {}) }), name, missing);
    }
    expect(missing).toEqual([]);
  });

  test("every value survives being encoded", () => {
    for (const { name, direction, schema, body } of messages) {
      const isMptcp = name === "SOCK_DIAG_BY_FAMILY" && direction === "reply" && usesMptcp(body);
      const options = { direction, name, ...(isMptcp ? MPTCP : {}) };
      const value = decode(schema, body, options);
      const bytes = encode(schema, value, options);
      expect(bytes.length).toBe(body.length);
      expect(decode(schema, bytes, options)).toEqual(value);
    }
  });
});

/** Looks for an INET_DIAG_INFO of less than the 104 bytes that the first struct tcp_info had. */
function usesMptcp(body: Uint8Array): boolean {
  const INET_DIAG_INFO = 2;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (body[0] !== 2 && body[0] !== 10) return false;
  for (let o = 72; o + 4 <= body.length; o += (Math.max(4, view.getUint16(o, true)) + 3) & ~3) {
    if (view.getUint16(o + 2, true) === INET_DIAG_INFO) return view.getUint16(o, true) < 108;
  }
  return false;
}
