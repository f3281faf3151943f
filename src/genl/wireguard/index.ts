export * from "./wireguard.js";
