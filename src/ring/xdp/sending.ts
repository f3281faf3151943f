/** The sending half of an AF_XDP socket. */
import type { WaitOptions } from "../readiness.js";
import { checkTimeout } from "../timeout.js";
import type { XdpBatch } from "./batch.js";
import type { XdpTransmitter } from "./transmitter.js";
import { waitFor } from "./wait.js";

export abstract class SendingSocket {
  abstract get closed(): boolean;
  protected abstract readonly transmitter: XdpTransmitter | undefined;
  /** @throws Error with a code when it is closed; TypeError when it only receives */
  protected abstract transmitting(): XdpTransmitter;
  /** Blocks the thread, ms. */
  protected abstract sleep(timeMs: number): void;

  /**
   * Copies a packet, Ethernet header first, and queues it to be sent with the next `flush`. False when there is no room:
   * flush and try again, or wait with `writable`.
   *
   * @throws TypeError for what is no Uint8Array; RangeError for a packet that is empty or too large; Error with a code when
   *   the socket is closed
   */
  send(packet: Uint8Array): boolean {
    return this.transmitting().send(packet);
  }

  /**
   * Reserves a frame to write a packet into: where it begins in `umem.bytes`, `umem.frameSize` bytes; -1 when none is free.
   * `submit` or `cancel` it.
   */
  allocate(): number {
    return this.transmitting().allocate();
  }

  /**
   * Queues `length` bytes from `offset` on, all in one frame that `allocate` gave. False when the ring is full: the frame
   * stays reserved.
   *
   * @throws RangeError; Error with code ERR_RINGLINK_FRAME when the frame is not reserved
   */
  submit(offset: number, length: number): boolean {
    return this.transmitting().submit(offset, length);
  }

  /** Gives a reserved frame back unused. @throws Error with code ERR_RINGLINK_FRAME */
  cancel(offset: number): void {
    this.transmitting().cancel(offset);
  }

  /**
   * Queues a received packet to be sent as it lies in its frame, without a copy: of this socket, or of one with the same
   * UMEM. `index` is that of the packet or cursor; the packet cannot be read any more. False when the ring is full: the
   * packet stays in its batch.
   *
   * @throws TypeError for a batch of another UMEM; RangeError for a packet of several frames; Error with a code
   */
  forward(batch: XdpBatch, index: number): boolean {
    return this.transmitting().forward(batch, index);
  }

  /**
   * Hands over what was queued and lets the kernel send: number of frames handed over. They are sent when `outstanding` is 0.
   *
   * @throws SyscallError when the device is down or gone
   */
  flush(): number {
    return this.transmitting().flush();
  }

  /** Frames that were queued and have not come back, those of other sockets of the same queue included. */
  get outstanding(): number {
    return this.transmitter?.outstanding ?? 0;
  }

  /** Frames that were handed over and that the kernel has not taken: as long as there are any, another flush is due. */
  get pending(): number {
    return this.transmitter?.pending ?? 0;
  }

  /**
   * Waits until a packet can be queued: true; false when the time is up or the socket closed.
   *
   * @throws SyscallError, AbortError
   */
  async writable(options: WaitOptions = {}): Promise<boolean> {
    const transmitter = this.transmitting();
    return waitFor(() => this.#sent(transmitter, () => transmitter.ready), options);
  }

  /**
   * Waits until everything that was queued is sent: true; false when the time is up or the socket closed.
   *
   * @throws SyscallError, AbortError
   */
  async drained(options: WaitOptions = {}): Promise<boolean> {
    const transmitter = this.transmitting();
    return waitFor(() => this.#sent(transmitter, () => transmitter.outstanding === 0), options);
  }

  /** The same with the thread blocked. */
  drain(timeoutMs: number): boolean {
    const end = performance.now() + checkTimeout(timeoutMs);
    const transmitter = this.transmitting();
    for (;;) {
      transmitter.flush();
      if (transmitter.outstanding === 0) return true;
      if (performance.now() >= end) return false;
      this.sleep(1);
    }
  }

  /** undefined: ask again later. */
  #sent(transmitter: XdpTransmitter, isDone: () => boolean): boolean | undefined {
    if (this.closed) return false;
    if (isDone()) return true;
    transmitter.flush();
    return isDone() ? true : undefined;
  }
}
