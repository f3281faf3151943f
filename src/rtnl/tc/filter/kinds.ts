// TCA_OPTIONS of filters by TCA_KIND.
import { Basic } from "./basic.js";
import { BpfClassifier } from "./bpf.js";
import { Cgroup } from "./cgroup.js";
import { Flow } from "./flow.js";
import { Flower } from "./flower.js";
import { Fw } from "./fw.js";
import { Matchall } from "./matchall.js";
import { RouteClassifier } from "./route.js";
import { U32 } from "./u32.js";

export const filterOptions = {
  basic: Basic,
  bpf: BpfClassifier,
  cgroup: Cgroup,
  flow: Flow,
  flower: Flower,
  fw: Fw,
  matchall: Matchall,
  route: RouteClassifier,
  u32: U32,
};
