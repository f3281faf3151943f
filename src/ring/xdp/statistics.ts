/** What became of the packets: XDP_STATISTICS, whose counters only grow. */
import { type Ffi, littleEndian } from "../../ffi/index.js";
import { SOL_XDP, STATISTICS_SIZE, XDP_STATISTICS } from "./constants.js";

export interface XdpCounters {
  /** Packets taken from the RX ring. */
  readonly received: number;
  /** Packets that were lost, all kinds together. Each is counted once, and in one of the kinds below. */
  readonly dropped: number;
  readonly drops: {
    /** The FILL ring was empty: no frame was free, too many are held or the program is too slow. */
    readonly noFrame: number;
    /** The RX ring was full. */
    readonly ringFull: number;
    /** Larger than a frame without `multiBuffer`, and the like. */
    readonly other: number;
  };
  /** Packets queued to be sent. */
  readonly queued: number;
  /** Frames that the kernel has sent and given back, those of other sockets of the same queue included. */
  readonly completed: number;
  /** Entries of FILL and TX that the kernel did not take: 0, unless something is wrong. */
  readonly invalid: { readonly fill: number; readonly transmit: number };
  /** How often the kernel found nothing in the TX ring. */
  readonly transmitIdle: number;
}

export interface XdpStatistics {
  /** Since statistics were last asked for. */
  readonly sinceLast: XdpCounters;
  readonly sinceOpen: XdpCounters;
}

interface Raw {
  readonly received: number;
  readonly queued: number;
  readonly completed: number;
  /** rx_dropped, rx_invalid_descs, tx_invalid_descs, rx_ring_full, rx_fill_ring_empty_descs, tx_ring_empty_descs. */
  readonly kernel: readonly number[];
}

const NONE: Raw = { received: 0, queued: 0, completed: 0, kernel: [0, 0, 0, 0, 0, 0] };

function counters(now: Raw, before: Raw): XdpCounters {
  const since = (index: number): number => now.kernel[index]! - before.kernel[index]!;
  // rx_dropped counts packets that found the FILL ring empty, too.
  const [droppedAll, ringFull] = [since(0), since(3)];
  const noFrame = Math.min(since(4), droppedAll);
  return {
    received: now.received - before.received,
    dropped: droppedAll + ringFull,
    drops: { noFrame, ringFull, other: droppedAll - noFrame },
    queued: now.queued - before.queued,
    completed: now.completed - before.completed,
    invalid: { fill: since(1), transmit: since(2) },
    transmitIdle: since(5),
  };
}

export class XdpStatisticsReader {
  readonly #ffi: Ffi;
  #last: Raw = NONE;

  constructor(system: Ffi) {
    this.#ffi = system;
  }

  /** @param fd -1 once the socket is closed: the kernel's last counts stay */
  read(fd: number, own: Omit<Raw, "kernel">): XdpStatistics {
    const before = this.#last;
    const kernel = fd < 0 ? before.kernel : this.#kernel(fd);
    this.#last = { ...own, kernel };
    return { sinceLast: counters(this.#last, before), sinceOpen: counters(this.#last, NONE) };
  }

  #kernel(fd: number): number[] {
    const bytes = this.#ffi.getsockopt(fd, SOL_XDP, XDP_STATISTICS, STATISTICS_SIZE);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: 6 }, (_, index) =>
      // Kernels before 5.9 have the first three only.
      index * 8 + 8 <= bytes.byteLength ? Number(view.getBigUint64(index * 8, littleEndian)) : 0,
    );
  }
}
