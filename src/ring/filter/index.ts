export { checkFilter } from "./check.js";
export { type CompileOptions, compileFilter, MAX_SNAP_LENGTH } from "./compile.js";
export { type BpfInstruction, type ClassicFilter, filterBytes, filterFromBytes } from "./instruction.js";
export { type FilterFunction, type FilterInput, filterFunction } from "./interpreter.js";
export { filterLines } from "./listing.js";
