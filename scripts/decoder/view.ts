import type { Seen } from "./session.js";

/** What an output mode does with datagrams. */
export interface View {
  datagram(seen: Seen): void;
  /** Called once behind the last datagram; the exit status. */
  end(): number;
}
