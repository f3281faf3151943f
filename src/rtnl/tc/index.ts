export * from "./action/action.js";
export { LinkLayer, TCM_IFINDEX_MAGIC_BLOCK, TcHandle } from "./constants.js";
export { ClassifierFlags } from "./filter/flags.js";
export * from "./tc.js";
export { ExtendedVerdict, Verdict } from "./verdict.js";
