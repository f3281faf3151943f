/** What became of the packets that passed the filter: PACKET_STATISTICS, which begins anew whenever it is read. */
import { littleEndian } from "../../ffi/index.js";
import { PACKET_ROLLOVER_STATS, PACKET_STATISTICS } from "../packet/constants.js";
import type { PacketSocket } from "../packet/socket.js";

export interface CaptureCounters {
  /** Packets that were written into the ring. */
  readonly received: number;
  /** Packets that were lost because no block was free. */
  readonly drops: number;
  /** How often the ring was found full, and stood still until a block was given back. */
  readonly freezes: number;
}

export interface CaptureStatistics {
  /** Since statistics were last asked for. */
  readonly sinceLast: CaptureCounters;
  readonly sinceOpen: CaptureCounters;
  /** Batches taken from the ring. */
  readonly batches: number;
  /** Blocks that the ring's own numbering says were never seen: 0, unless something is wrong. */
  readonly lostBlocks: number;
  /** How often the interface went down. */
  readonly interfaceDowns: number;
  /** What a fanout group with rollover did: packets that it moved on, those of large flows among them, and failures. */
  readonly rollover: { readonly all: number; readonly huge: number; readonly failed: number } | undefined;
}

const NONE: CaptureCounters = { received: 0, drops: 0, freezes: 0 };

export class StatisticsReader {
  readonly #socket: PacketSocket;
  readonly #hasRollover: boolean;
  #total: CaptureCounters = NONE;
  #rollover: CaptureStatistics["rollover"];

  constructor(socket: PacketSocket, hasRollover: boolean) {
    this.#socket = socket;
    this.#hasRollover = hasRollover;
  }

  /** Reads the kernel's counters; those last read once the socket is closed. */
  read(own: Pick<CaptureStatistics, "batches" | "lostBlocks" | "interfaceDowns">): CaptureStatistics {
    const sinceLast = this.#socket.fd < 0 ? NONE : this.#take();
    const { received, drops, freezes } = this.#total;
    this.#total = {
      received: received + sinceLast.received,
      drops: drops + sinceLast.drops,
      freezes: freezes + sinceLast.freezes,
    };
    return { sinceLast, sinceOpen: this.#total, ...own, rollover: this.#rollover };
  }

  #take(): CaptureCounters {
    // struct tpacket_stats_v3. The kernel counts what it drops among the packets, too.
    const [packets = 0, drops = 0, freezes = 0] = this.#socket.getWords(PACKET_STATISTICS, 3);
    if (this.#hasRollover) {
      // struct tpacket_rollover_stats: three u64.
      const words = this.#socket.getWords(PACKET_ROLLOVER_STATS, 6);
      const [low, high] = littleEndian ? [0, 1] : [1, 0];
      const value = (index: number) => words[index * 2 + low]! + words[index * 2 + high]! * 2 ** 32;
      this.#rollover = { all: value(0), huge: value(1), failed: value(2) };
    }
    return { received: Math.max(0, packets - drops), drops, freezes };
  }
}
