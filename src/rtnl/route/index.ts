export * from "./encap/encap.js";
export * from "./metrics.js";
export * from "./nexthop.js";
export * from "./route.js";
export * from "./via.js";
