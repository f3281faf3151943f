/** What opening a connection is told. */
import { z } from "zod";
import { shownValue } from "./check.js";

/** A network namespace, as in `NetworkNamespace`. */
type Namespace =
  | string
  | { readonly name: string }
  | { readonly path: string }
  | { readonly pid: number }
  | { readonly fd: number };

function isNamespace(value: unknown): value is Namespace {
  if (typeof value === "string") return value !== "";
  if (typeof value !== "object" || value === null) return false;
  const [[key, one] = [], ...more] = Object.entries(value).filter(([, given]) => given !== undefined);
  if (more.length > 0) return false;
  if (key === "name" || key === "path") return typeof one === "string" && one !== "";
  return Number.isInteger(one) && ((key === "pid" && one > 0) || (key === "fd" && one >= 0));
}

/** Option: a network namespace. */
export const networkNamespace = z.custom<Namespace>(isNamespace, {
  error: ({ input }) =>
    `expected a network namespace: its name, a path, { pid } of a process in it, or an open { fd }, got ${shownValue(input)}`,
});

/** The options of everything that waits for the kernel, for a strict object to be extended with. */
export const waiting = {
  signal: z.instanceof(AbortSignal).optional(),
  timeoutMs: z.union([z.number().positive(), z.literal(Number.POSITIVE_INFINITY)]).optional(),
};

const bufferBytes = z.int().min(0).max(0x7fffffff).optional();

/**
 * The options of every connection, for a strict object. A mistyped one would go unseen, and the connection be to another
 * network than was meant.
 */
export const connectionShape = {
  netns: networkNamespace.optional(),
  ...waiting,
  receiveBufferBytes: bufferBytes,
  sendBufferBytes: bufferBytes,
};
