export * from "./connection/index.js";
export * from "./portable.js";
