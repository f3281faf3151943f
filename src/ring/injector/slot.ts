/** A frame's place that is being written. */
import { codedError } from "../../ffi/index.js";

export class Slot {
  readonly #frame: Uint8Array<ArrayBuffer>;
  readonly #finish: (length: number) => void;
  #length: number;
  #done = false;

  /** @param finish is told the length to send; 0: nothing */
  constructor(frame: Uint8Array<ArrayBuffer>, finish: (length: number) => void) {
    this.#frame = frame;
    this.#length = frame.length;
    this.#finish = finish;
  }

  #check(): void {
    if (this.#done) throw codedError("ERR_RINGLINK_SLOT", "this slot was sent or discarded, or its injector closed");
  }

  /** The frame's bytes, to be written. It holds what was there before. @throws Error with code ERR_RINGLINK_SLOT */
  get data(): Uint8Array<ArrayBuffer> {
    this.#check();
    return this.#frame.subarray(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  /** Makes the frame shorter than was asked for. @throws RangeError */
  setLength(length: number): void {
    this.#check();
    if (!Number.isInteger(length) || length < 1 || length > this.#frame.length) {
      throw new RangeError(`a frame of ${String(length)} bytes: 1 to ${this.#frame.length} were allocated`);
    }
    this.#length = length;
  }

  /** Queues the frame; `flush` sends it. */
  send(): void {
    this.#check();
    this.#done = true;
    this.#finish(this.#length);
  }

  /** Sends nothing. Idempotent, also after `send`. */
  discard(): void {
    if (this.#done) return;
    this.#done = true;
    this.#finish(0);
  }

  /** Makes it unusable. */
  revoke(): void {
    this.#done = true;
  }

  [Symbol.dispose](): void {
    this.discard();
  }
}
