/** What the benchmark of packet rings leaves behind. */

/** A reader's runs, medians. */
export interface ReaderResult {
  readonly name: string;
  /** Packets received a second. */
  readonly rate: number;
  /** Of all runs. */
  readonly drops: number;
  /** Processor time for each packet, those left out that come before code is compiled. */
  readonly cpuNs: number;
  readonly cpuBest: number;
  readonly cpuWorst: number;
  /** Of walking a block, for each packet; absent where it cannot be seen. */
  readonly walkNs: number | undefined;
  readonly runs: number;
}

/** A sender's runs, medians. */
export interface SenderResult {
  readonly name: string;
  readonly rate: number;
  readonly best: number;
  readonly worst: number;
  /** Processor time for each packet. */
  readonly cpuNs: number;
  readonly runs: number;
}

export interface RingResults {
  readonly readers: readonly ReaderResult[];
  readonly senders: readonly SenderResult[];
  /** 50 ms of every 500 spent otherwise, at about 600,000 packets a second, with the default ring. */
  readonly stall: { readonly packets: number; readonly drops: number; readonly rate: number };
  /** Heap bytes for each packet that a cursor reads. */
  readonly bytesPerPacket: number;
  /** Length of frames, bytes; how long a run was, s. */
  readonly length: number;
  readonly seconds: number;
}
