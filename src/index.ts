export { everything } from "./catalog.js";
export * from "./codec/index.js";
export * as diag from "./diag/index.js";
export * as genl from "./genl/index.js";
export * as netlink from "./netlink/index.js";
export * as rtnl from "./rtnl/index.js";
export * as trace from "./trace/index.js";
