export * from "./client/index.js";
export * from "./portable.js";
