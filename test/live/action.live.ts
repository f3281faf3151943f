/** Actions of their own, which filters share. */
import { describe, expect } from "vitest";
import { ActionMessage } from "../../src/rtnl/index.js";
import type { FeatureName } from "./support/features.js";
import { live } from "./support/live.js";

/** Actions of their own, and what the parameters decode to. */
const ACTIONS: readonly { kind: string; feature: FeatureName; line: string; options: object }[] = [
  { kind: "gact", feature: "actionGact", line: "drop index 5", options: { parms: { index: 5, action: "shot" } } },
  {
    kind: "vlan",
    feature: "actionVlan",
    line: "vlan push id 100 priority 3 index 5",
    options: { parms: { index: 5, vAction: "push" }, pushVlanId: 100, pushVlanPriority: 3 },
  },
  {
    kind: "skbedit",
    feature: "actionSkbedit",
    line: "skbedit mark 7 priority 1:2 index 5",
    options: { parms: { index: 5 }, mark: 7, priority: 0x10002 },
  },
  { kind: "pedit", feature: "actionPedit", line: "pedit ex munge ip ttl set 64 index 5", options: {} },
  {
    kind: "police",
    feature: "actionPolice",
    line: "police rate 8mbit burst 10k conform-exceed drop index 5",
    options: { tbf: { index: 5, rate: { rate: 1_000_000 } } },
  },
];

describe("actions", () => {
  for (const { kind, feature, line, options } of ACTIONS) {
    live(kind, [feature], async (ns) => {
      await ns.script(`tc actions add action ${line}`);
      const trace = await ns.trace(["tc", "-s", "actions", "list", "action", kind]);
      const replies = trace
        .replies("RTM_GETACTION", ActionMessage)
        .concat(trace.replies("RTM_NEWACTION", ActionMessage));
      const actions = replies.flatMap((reply) => reply.actions ?? []);
      expect(actions).toMatchObject([{ kind, options }]);
      expect(actions[0]?.stats?.basic).toEqual({ bytes: 0, packets: 0 });
    });
  }
});
