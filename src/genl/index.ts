export * from "./client/index.js";
export * from "./portable.js";
export * from "./wireguard/verbs/index.js";
