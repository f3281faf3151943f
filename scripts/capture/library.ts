/** The parts of the library that the program stands on. */
export { decode, ipv6 } from "../../src/codec/index.js";
export * from "../../src/ring/index.js";
