/** Endpoints of peers: `192.0.2.1:51820`, `[2001:db8::1]:51820`. */
import { z } from "zod";
import type { Input } from "../../../codec/index.js";
import { type AddressInput, addressText, parseAddress, shownValue } from "../../../options/index.js";
import type { Sockaddr } from "../../../uapi/sockaddr.js";

/** Text (`192.0.2.1:51820`, `[2001:db8::1]:51820`, `[fe80::1%2]:51820`), or the parts. */
export type EndpointInput =
  | string
  | {
      /** Text, or 4 or 16 bytes. */
      readonly address: AddressInput;
      /** 0 … 65535 */
      readonly port: number;
      /** Index of the interface of a link-local IPv6 address. */
      readonly scopeId?: number | undefined;
    };

const SHAPE = "expected an endpoint such as 192.0.2.1:51820 or [2001:db8::1]:51820";

interface Parts {
  readonly address: AddressInput;
  readonly port: number;
  readonly scopeId?: number | undefined;
}

function partsOf(text: string): Parts {
  const match = /^(?:\[([^[\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) throw new RangeError(`${SHAPE}, got ${shownValue(text)}`);
  const [, bracketed, plain, port] = match;
  const [address, scope] = (bracketed ?? plain!).split("%", 2) as [string, string?];
  if (bracketed !== undefined && !address.includes(":")) throw new RangeError(`${SHAPE}, got ${shownValue(text)}`);
  if (scope === undefined) return { address, port: Number(port) };
  if (!/^\d{1,10}$/.test(scope)) {
    throw new RangeError(`the zone of an endpoint is the index of an interface, got ${shownValue(scope)}`);
  }
  return { address, port: Number(port), scopeId: Number(scope) };
}

/** The socket address of an endpoint. Names of hosts are not looked up. @throws RangeError when it is none */
export function parseEndpoint(endpoint: EndpointInput): Input<typeof Sockaddr> {
  const { address, port, scopeId = 0 } = typeof endpoint === "string" ? partsOf(endpoint) : endpoint;
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) {
    throw new RangeError(`the port of an endpoint is 0 … 65535, got ${shownValue(port)}`);
  }
  if (!Number.isInteger(scopeId) || scopeId < 0 || scopeId > 0xffff_ffff) {
    throw new RangeError(`the scope of an endpoint is the index of an interface, got ${shownValue(scopeId)}`);
  }
  const parsed = parseAddress(address);
  const addr = addressText(parsed);
  if (parsed.family === "inet6") return { family: "inet6", port, flowinfo: 0, addr, scopeId };
  if (scopeId !== 0) throw new RangeError("only IPv6 endpoints have a scope");
  return { family: "inet", port, addr };
}

/** Text of an endpoint; undefined for one of another family than IP. */
export function endpointText(endpoint: Sockaddr | undefined): string | undefined {
  if (endpoint === undefined || !("addr" in endpoint)) return undefined;
  if (!("scopeId" in endpoint)) return `${endpoint.addr}:${endpoint.port}`;
  const zone = endpoint.scopeId === 0 ? "" : `%${endpoint.scopeId}`;
  return `[${endpoint.addr}${zone}]:${endpoint.port}`;
}

function isEndpoint(value: unknown): value is EndpointInput {
  if (typeof value === "string") return true;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  const { address } = value as { address?: unknown };
  return typeof address === "string" || address instanceof Uint8Array;
}

/** Option: an endpoint, which becomes a socket address. */
export const endpoint = z.custom<EndpointInput>().transform((value, context) => {
  try {
    if (!isEndpoint(value)) throw new RangeError(`${SHAPE}, got ${shownValue(value)}`);
    return parseEndpoint(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.issues.push({ code: "custom", message: error.message, input: value });
    return z.NEVER;
  }
});
