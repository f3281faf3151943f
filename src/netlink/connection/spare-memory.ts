/** Memory that a connection receives packed lists into. */
import { uninitialized } from "../../ffi/index.js";
import { LONGEST_CHUNK } from "./packed-list.js";

/** What waits to be used again, at most. */
const SPARE_CHUNKS = 16;
const SPARE_PLACES_BYTES = 4 * 1024 * 1024;

/**
 * New memory, or what disposed lists gave back: pages that are mapped already and in the processor's caches, which the garbage
 * collector has not seen. What it holds anything may have been written to.
 */
export class SpareMemory {
  readonly #chunks: Uint8Array[] = [];
  #places: Uint32Array | undefined;
  #closed = false;

  chunk(length: number): Uint8Array {
    return (length === LONGEST_CHUNK ? this.#chunks.pop() : undefined) ?? uninitialized(length);
  }

  /** Places for `count` entries or more. */
  places(count: number): Uint32Array {
    const spare = this.#places;
    if (spare !== undefined && spare.length >= count) {
      this.#places = undefined;
      return spare;
    }
    return new Uint32Array(uninitialized(count * Uint32Array.BYTES_PER_ELEMENT).buffer);
  }

  /** Takes a chunk that nothing looks at any more. */
  giveChunk(bytes: Uint8Array): void {
    if (!this.#closed && bytes.length === LONGEST_CHUNK && this.#chunks.length < SPARE_CHUNKS) this.#chunks.push(bytes);
  }

  /** Takes places that nothing looks at any more, or a part of them. */
  givePlaces({ buffer }: Uint32Array): void {
    const isWanted = buffer.byteLength > (this.#places?.byteLength ?? 0) && buffer.byteLength <= SPARE_PLACES_BYTES;
    if (!this.#closed && isWanted) this.#places = new Uint32Array(buffer);
  }

  close(): void {
    this.#closed = true;
    this.#chunks.length = 0;
    this.#places = undefined;
  }
}
