export * from "./nlctrl.js";
