/** When frames were sent: Documentation/networking/timestamping.rst, read from a socket's error queue. */
import { littleEndian, MSG_DONTWAIT, type Receiver, SOL_SOCKET } from "../../ffi/index.js";
import {
  MSG_ERRQUEUE,
  PACKET_TX_TIMESTAMP,
  SO_TIMESTAMPING,
  SOF_TIMESTAMPING_OPT_ID,
  SOF_TIMESTAMPING_OPT_TSONLY,
  SOF_TIMESTAMPING_RAW_HARDWARE,
  SOF_TIMESTAMPING_SOFTWARE,
  SOF_TIMESTAMPING_TX_HARDWARE,
  SOF_TIMESTAMPING_TX_SOFTWARE,
  SOL_PACKET,
} from "../packet/constants.js";
import type { PacketSocket } from "../packet/socket.js";

export interface TransmitTimestamp {
  /** Number of the frame among those sent, from 0. */
  readonly id: number;
  /** Nanoseconds since 1970; of a device's own clock for "hardware". */
  readonly timestampNs: bigint;
  readonly clock: "software" | "hardware";
}

/** Timestamps that are kept for whoever asks; older ones are dropped, and counted. */
const MOST = 65_536;

export class TransmitTimestamps {
  readonly #socket: PacketSocket;
  readonly #receiver: Receiver;
  #stamps: TransmitTimestamp[] = [];
  #lost = 0;

  constructor(socket: PacketSocket, source: "software" | "hardware") {
    this.#socket = socket;
    const wanted =
      source === "software"
        ? SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE
        : SOF_TIMESTAMPING_TX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE;
    const flags = wanted | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;
    socket.setOption(SOL_SOCKET, SO_TIMESTAMPING, "SO_TIMESTAMPING", flags);
    this.#receiver = socket.ffi.receiver(new Uint8Array(new ArrayBuffer(64)), 20, 512);
  }

  /** Timestamps that nobody asked for in time. */
  get lost(): number {
    return this.#lost;
  }

  /** Empties the socket's error queue, which otherwise shows as an error of the socket. */
  collect(): void {
    while (this.#receiver.receive(this.#socket.fd, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0) {
      const stamp = this.#parse();
      if (stamp === undefined) continue;
      if (this.#stamps.length >= MOST) {
        this.#stamps = this.#stamps.slice(MOST / 2);
        this.#lost += MOST / 2;
      }
      this.#stamps.push(stamp);
    }
  }

  /** What was collected, once. */
  take(): TransmitTimestamp[] {
    this.collect();
    const stamps = this.#stamps;
    this.#stamps = [];
    return stamps;
  }

  #parse(): TransmitTimestamp | undefined {
    const { control } = this.#receiver;
    const length = Math.min(this.#receiver.controlLength, control.length);
    const word = this.#socket.ffi.pointerSize;
    const view = new DataView(control.buffer, control.byteOffset, length);
    let time: { timestampNs: bigint; clock: "software" | "hardware" } | undefined;
    let id: number | undefined;
    // struct cmsghdr: length size_t, level s32, type s32; each is aligned to a word.
    for (let at = 0; at + word + 8 <= length; ) {
      const size = view.getUint32(littleEndian || word === 4 ? at : at + 4, littleEndian);
      const level = view.getInt32(at + word, littleEndian);
      const type = view.getInt32(at + word + 4, littleEndian);
      const data = at + word + 8;
      if (size < word + 8 || at + size > length) break;
      if (level === SOL_SOCKET && type === SO_TIMESTAMPING) time = readTimes(view, data, word) ?? time;
      // struct sock_extended_err: the frame's number is in ee_data.
      if (level === SOL_PACKET && type === PACKET_TX_TIMESTAMP) id = view.getUint32(data + 12, littleEndian);
      at += Math.ceil(size / word) * word;
    }
    return time === undefined || id === undefined ? undefined : { id, ...time };
  }
}

/** struct scm_timestamping: by software, unused, by the device; seconds and nanoseconds in words. */
function readTimes(view: DataView, at: number, word: number) {
  const read = (offset: number): bigint =>
    word === 8 ? view.getBigInt64(offset, littleEndian) : BigInt(view.getInt32(offset, littleEndian));
  for (const [index, clock] of [
    [0, "software"],
    [2, "hardware"],
  ] as const) {
    const start = at + index * 2 * word;
    const timestampNs = read(start) * 1_000_000_000n + read(start + word);
    if (timestampNs !== 0n) return { timestampNs, clock };
  }
  return undefined;
}
