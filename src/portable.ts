export { everything } from "./catalog.js";
export * from "./codec/index.js";
export * as diag from "./diag/index.js";
export * as genl from "./genl/portable.js";
export * as netlink from "./netlink/portable.js";
export * as rtnl from "./rtnl/portable.js";
export * as trace from "./trace/index.js";
