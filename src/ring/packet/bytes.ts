/** What is sent. */
import { shownValue } from "../../options/index.js";

/** For what is given in place of a packet's bytes: a text of the right length would be sent as zeros. */
export function notBytesError(packet: unknown): TypeError {
  return new TypeError(`a packet is a Uint8Array, not ${shownValue(packet)}`);
}
