// TCA_OPTIONS of a filter by TCA_KIND: the exports are the table.

export { Basic as basic } from "./basic.js";
export { BpfClassifier as bpf } from "./bpf.js";
export { Cgroup as cgroup } from "./cgroup.js";
export { Flow as flow } from "./flow.js";
export { Flower as flower } from "./flower.js";
export { Fw as fw } from "./fw.js";
export { Matchall as matchall } from "./matchall.js";
export { RouteClassifier as route } from "./route.js";
export { U32 as u32 } from "./u32.js";
