/** Reading strace text: the recorded captures, all of them. */
import { everything, netlink, trace } from "../src/index.js";
import { interleave, type Pace, repeat } from "./measure.js";
import { captureFiles } from "./messages.js";
import type { TraceResult } from "./results.js";

const { Dissector } = netlink;

export async function benchTrace(pace: Pace): Promise<TraceResult[]> {
  // That one holds requests which are wrong on purpose: they have no values.
  const captures = captureFiles().flatMap(({ name, bytes }) => (name === "error-extack.txt" ? [] : [bytes]));
  const bytes = captures.reduce((sum, capture) => sum + capture.length, 0);
  // Results are counted, not kept: some hundred megabytes of them would be timed as well.
  const read = () => captures.reduce((sum, capture) => sum + trace.readCapture(capture).datagrams.length, 0);
  const readAndDecode = () => {
    let values = 0;
    for (const capture of captures) {
      const dissector = new Dissector(everything);
      for (const { bytes, protocol, direction, pid, fd } of trace.readCapture(capture).datagrams) {
        const way = direction === "send" ? "request" : "reply";
        const { messages } = dissector.dissect({ bytes, protocol, direction: way, conversation: `${pid}/${fd}` });
        for (const message of messages) if (message.value() !== undefined) values++;
      }
    }
    return values;
  };
  const datagrams = read();
  // A pass over everything is one operation, and turns are long: what the compiler has made goes with the objects that the
  // full collection before each turn takes away.
  const { rounds, turnMs, warmMs } = pace;
  const slow = { rounds: Math.ceil(rounds / 4), turnMs: turnMs * 40, warmMs: warmMs * 8 };
  const timings = await interleave([repeat("text to datagrams", read), repeat("text to values", readAndDecode)], slow);
  return [...timings.values()].map((timing) => ({ name: timing.name, bytes, datagrams, timing }));
}
