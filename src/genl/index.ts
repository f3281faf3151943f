export * from "./portable.js";
