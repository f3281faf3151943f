/** One way across a bridge, whatever its sockets are. */
import { isSyscallError } from "../../ffi/index.js";

export interface Way<Statistics> {
  /** What is waited for. */
  readonly ready: readonly { readonly fd: number; readonly events: number }[];
  /** Descriptors of its sockets. */
  readonly fds: readonly number[];
  /** Packets that came in. */
  readonly received: number;
  /** Forwards packets on the event loop until the signal says stop, or its sockets are closed. */
  pump(signal: AbortSignal): Promise<void>;
  /** Forwards what is there. */
  forward(): void;
  /** The same, after a look at what is wrong with its sockets. */
  look(): void;
  statistics(): Statistics;
}

/** An interface that is down may come up again; packets for it meanwhile find no room. */
export function ignoreDown(error: unknown): void {
  if (!isSyscallError(error, "ENETDOWN")) throw error;
}

/** Does what fails while an interface is down. */
export function unlessDown(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    ignoreDown(error);
  }
}
