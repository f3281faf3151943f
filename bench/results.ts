/** What a run of the benchmarks leaves behind. */
import type { ConnectionResults } from "./connection/results.js";
import type { Timing } from "./measure.js";
import type { RingResults } from "./ring/results.js";
import type { XdpResults } from "./xdp/results.js";

export interface Environment {
  readonly date: string;
  readonly node: string;
  readonly v8: string;
  readonly kernel: string;
  readonly cpu: string;
  readonly processors: number;
  /** Load average over the last minute, before and after; above zero, others were at work too. */
  readonly load: readonly [before: number, after: number];
  readonly pyroute2: string | undefined;
}

export interface DecodeResult {
  readonly name: string;
  /** Length of the first message, header included. */
  readonly bytes: number;
  /** Attributes of the first message, nested ones included. */
  readonly attributes: number;
  readonly compiled: Timing;
  readonly interpreted: Timing;
  /** From the datagram to the value, as a receive loop that knows nothing beforehand does it. */
  readonly dissected: Timing;
  readonly pyroute2: Timing | undefined;
}

export interface EncodeResult {
  readonly name: string;
  readonly bytes: number;
  readonly attributes: number;
  readonly compiled: Timing;
  readonly interpreted: Timing;
  /** With the copy that `encode` hands out. */
  readonly copied: Timing;
}

export interface TraceResult {
  readonly name: string;
  readonly bytes: number;
  readonly datagrams: number;
  /** Nanoseconds for all of the text. */
  readonly timing: Timing;
}

export interface ImportResult {
  readonly name: string;
  /** Milliseconds, medians over fresh processes. */
  readonly ms: number;
  readonly best: number;
  readonly worst: number;
  readonly processes: number;
}

export interface Results {
  readonly environment: Environment;
  readonly decode: readonly DecodeResult[];
  readonly encode: readonly EncodeResult[];
  readonly trace: readonly TraceResult[];
  readonly imports: readonly ImportResult[];
  /** Absent where no network namespace could be made. */
  readonly connection?: ConnectionResults | undefined;
  /** Absent where there is no compiler, or no network namespace could be made. */
  readonly rings?: RingResults | undefined;
  /** Absent there, too, and where the kernel has no AF_XDP. */
  readonly xdp?: XdpResults | undefined;
}
