/** `ip neighbour`. */
import { flagNames } from "../../src/index.js";
import { type Neighbour, NeighbourExtFlags, NeighbourFlags, NeighbourState } from "../../src/rtnl/index.js";
import type { Names } from "./context.js";
import { Output, safe } from "./output.js";

/** @param dev the interface was asked for, and is not printed */
export function neighbourOutput(neighbour: Neighbour, names: Names, dev: boolean, stats: boolean): Output {
  const output = new Output();
  const { flags, flagsExt = 0 } = neighbour;
  if (neighbour.dst !== undefined) output.put("dst", neighbour.dst);
  if (!dev && neighbour.ifindex !== 0) {
    output.put("dev", names(neighbour.ifindex), `dev ${safe(names(neighbour.ifindex))} `);
  }
  if (neighbour.lladdr !== undefined) output.put("lladdr", neighbour.lladdr, `lladdr ${neighbour.lladdr} `);
  output.mark("router", (flags & NeighbourFlags.router) !== 0);
  output.mark("proxy", (flags & NeighbourFlags.proxy) !== 0);
  output.mark("managed", (flagsExt & NeighbourExtFlags.managed) !== 0);
  if ((flags & NeighbourFlags.ext_learned) !== 0) output.put("extern_learn", null, "extern_learn ");
  output.mark("offload", (flags & NeighbourFlags.offloaded) !== 0);
  if (stats && neighbour.cacheinfo !== undefined) {
    const { refcnt, used, confirmed, updated } = neighbour.cacheinfo;
    if (refcnt !== 0) output.put("refcnt", refcnt, `ref ${refcnt} `);
    const seconds = [used, confirmed, updated].map((ticks) => Math.floor(ticks / 100));
    output.put("used", seconds[0]!, `used ${seconds.join("/")} `);
    output.put("confirmed", seconds[1]!, "").put("updated", seconds[2]!, "");
    output.maybe("probes", neighbour.probes);
  }
  const states = flagNames(NeighbourState, neighbour.state).names.filter((name) => name !== "none");
  const words = states.map((name) => name.toUpperCase());
  if (words.length > 0) output.put("state", words, `${words.join(" ")} `);
  const { protocol } = neighbour;
  if (protocol !== undefined && protocol !== "unspec" && protocol !== 0) {
    output.put("protocol", String(protocol), `proto ${protocol} `);
  }
  return output.say("\n");
}
