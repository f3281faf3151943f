import { readFileSync } from "node:fs";
import { everything } from "../../src/catalog.js";
import { Dissector, type DissectorOptions, type NetlinkMessage } from "../../src/netlink/index.js";
import { readCapture } from "../../src/trace/index.js";

/** The messages of a recorded capture, in order. */
export function recorded(name: string, options: DissectorOptions = {}): NetlinkMessage[] {
  const path = new URL(`../fixtures/captures/${name}.txt`, import.meta.url);
  const dissector = new Dissector(everything, options);
  return readCapture(readFileSync(path)).datagrams.flatMap(({ bytes, protocol, direction, pid, fd }) => {
    const way = direction === "send" ? "request" : direction === "receive" ? "reply" : undefined;
    return dissector.dissect({ bytes, protocol, direction: way, conversation: `${pid}/${fd}` }).messages;
  });
}
