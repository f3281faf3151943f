/** What the torture program needs of the library, and what it takes for an answer. */
export {
  type Batch,
  Bridge,
  Capture,
  Injector,
  type Packet,
  type PacketCursor,
  type PacketFields,
  type Slot,
} from "../../../src/ring/index.js";

/** Errors that say what was wrong: the library's own, the system's, and those of arguments. */
export function isExpectedError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && /^(?:ERR_RINGLINK_\w+|E[A-Z0-9]+|ABORT_ERR)$/.test(code)) return true;
  return error instanceof RangeError;
}
