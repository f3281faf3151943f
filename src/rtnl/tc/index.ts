export * from "./action/action.js";
export * from "./tc.js";
