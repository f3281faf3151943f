/** What the AF_XDP benchmark leaves behind. */
import type { SenderResult } from "../ring/results.js";

/** How long a reader runs before anything counts, s. */
export const WARM_S = 5;

export interface XdpReaderResult {
  readonly name: string;
  /** Packets per second, as far as the sender goes. */
  readonly rate: number;
  /** Processor time of the process for each packet, ns: the median of the rounds, the best and the worst. */
  readonly cpuNs: number;
  readonly cpuBest: number;
  readonly cpuWorst: number;
  /** Packets that were lost, of all that came. */
  readonly lost: number;
}

export interface XdpDrainResult {
  readonly name: string;
  /** Nanoseconds for each packet of a ring that has a thousand and more: taken, looked at and given back. */
  readonly ns: number;
}

export type XdpSenderResult = Omit<SenderResult, "runs">;

export interface XdpResults {
  readonly readers: readonly XdpReaderResult[];
  readonly drains: readonly XdpDrainResult[];
  readonly senders: readonly XdpSenderResult[];
  /** Heap for each packet that is read with a cursor, bytes. */
  readonly bytesPerPacket: number;
  /** Of a packet. */
  readonly length: number;
  /** Of a measurement, s. */
  readonly seconds: number;
}
