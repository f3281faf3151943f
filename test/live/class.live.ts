/** Classes against `tc class`. */
import { describe, expect } from "vitest";
import { TrafficClass } from "../../src/rtnl/index.js";
import { live } from "./support/live.js";
import { handle, TC_H_ROOT, VETH } from "./support/tc.js";

interface TcClass {
  class: string;
  handle: string;
  root: true | undefined;
  parent: string | undefined;
  leaf: string | undefined;
  rate: number;
  ceil: number;
}

/** `class htb 1:10 parent 1:1 leaf 10: prio 1 rate 8Mbit ceil 40Mbit burst …`; rates become bytes per second. */
function printedClasses(text: string): TcClass[] {
  const line = /^class (\S+) (\S+) (?:(root)|parent (\S+)) (?:leaf (\S+) )?.*?rate (\d+)(\w)?bit ceil (\d+)(\w)?bit/gm;
  const bytes = (count: string, scale: string | undefined) => {
    return (Number(count) * { K: 1e3, M: 1e6, G: 1e9, "": 1 }[scale ?? ""]!) / 8;
  };
  return [...text.matchAll(line)].map(([, kind, handle, root, parent, leaf, rate, rateScale, ceil, ceilScale]) => ({
    ...{ class: kind!, handle: handle!, root: root === undefined ? undefined : true, parent, leaf },
    ...{ rate: bytes(rate!, rateScale), ceil: bytes(ceil!, ceilScale) },
  }));
}

describe("classes", () => {
  live("htb", ["veth", "qdiscHtb"], async (ns) => {
    await ns.script(`${VETH}
      tc qdisc add dev va root handle 1: htb default 20
      tc class add dev va parent 1: classid 1:1 htb rate 80mbit ceil 80mbit burst 20k
      tc class add dev va parent 1:1 classid 1:10 htb rate 8mbit ceil 40mbit prio 1 quantum 3000
      tc class add dev va parent 1:1 classid 1:20 htb rate 80gbit
      tc qdisc add dev va parent 1:10 handle 10: pfifo limit 5`);
    // htb prints no JSON, but for the newest tc.
    const trace = await ns.trace(["tc", "class", "show", "dev", "va"]);
    const expected = printedClasses(trace.stdout);
    expect(expected).toHaveLength(3);
    const classes = trace.replies("RTM_NEWTCLASS", TrafficClass);
    const decoded = classes.map((one) => {
      if (one.kind !== "htb" || one.options === undefined || !("parms" in one.options))
        throw new Error(`no htb class: ${one.kind}`);
      const { parms, rate64, ceil64 } = one.options;
      return {
        ...{ class: one.kind, handle: handle(one.handle), root: one.parent === TC_H_ROOT ? true : undefined },
        parent: one.parent === TC_H_ROOT ? undefined : handle(one.parent),
        // tc prints bytes per second.
        ...{ rate: Number(rate64 ?? parms?.rate.rate), ceil: Number(ceil64 ?? parms?.ceil.rate) },
        leaf: one.info === 0 ? undefined : handle(one.info),
      };
    });
    const sort = <T extends { handle: string }>(list: T[]) => list.sort((a, b) => a.handle.localeCompare(b.handle));
    expect(sort(decoded)).toEqual(sort(expected));
    expect(classes.find((one) => one.handle === 0x10010)?.options).toMatchObject({ parms: { quantum: 3000, prio: 1 } });
  });
});
