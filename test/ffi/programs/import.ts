import { readFileSync } from "node:fs";

/** The native library shows among the process's mappings. */
const loaded = () => readFileSync("/proc/self/maps", "utf8").includes("koffi");

const { NetlinkSocket } = await import("../../../src/netlink/connection/index.js");
console.log("before", loaded());
NetlinkSocket.open({ protocol: "route" }).close();
console.log("after", loaded());
