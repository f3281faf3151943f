/** Gathers the messages of a dump: they are received into memory that the list keeps. */
import { type ByteView, isDecodeError, viewOf } from "../../codec/index.js";
import { type LazyReader, lazyReader } from "../../codec/lazy.js";
import { codedError, littleEndian } from "../../ffi/index.js";
import { NLMSG_HDRLEN, NLMSG_MIN_TYPE } from "../header.js";
import { type DumpFlight, type DumpSink, FAMILY_OFFSET } from "./dump-flight.js";
import type { Operation } from "./operation.js";
import { LONGEST_CHUNK, MOST_CHUNKS, PackedList, placeOf, SharedChunks } from "./packed-list.js";
import type { SpareMemory } from "./spare-memory.js";

/** Room that a datagram is received into at least, bytes: as the receive buffer of a socket. */
const ROOM = 64 * 1024;

/** What the last dump of an operation took: the next one is about as long. (What has to grow leaves garbage behind.) */
const lastSizes = new WeakMap<Operation, { readonly count: number; readonly bytes: number }>();
const NOTHING = { count: 0, bytes: 0 };
const FEWEST_PLACES = 64;

/** Where nlmsg_type and nlmsg_flags are in the word that they share. */
const TYPE_SHIFT = littleEndian ? 0 : 16;
const FLAGS_SHIFT = 16 - TYPE_SHIFT;

type Skim = Parameters<NonNullable<DumpSink["skim"]>>[0];

function aligned(length: number): number {
  return (length + 3) & ~3;
}

export class PackedSink<T> implements DumpSink {
  readonly full = false;
  readonly fail: (error: unknown) => void;
  readonly #operation: Operation;
  readonly #filter: ((value: unknown) => boolean) | undefined;
  readonly #resolve: (list: (interrupted: boolean) => PackedList<T>) => void;
  readonly #lazy: LazyReader | undefined;
  readonly #spare: SpareMemory;
  #chunks: ByteView[] = [];
  /** Bytes of messages in all but the last one. */
  #full = 0;
  readonly #last: typeof NOTHING;
  /** The last chunk, and how many of its bytes are messages. */
  #chunk: ByteView = viewOf(new Uint8Array());
  #used = 0;
  #places: Uint32Array;
  #count = 0;
  /** The rest of the last chunk, while a datagram may be received into it. */
  #room: ByteView | undefined;
  /** Of the datagram that is in there: the end of its last entry, the bytes of those that are wanted, the first of them. */
  #end = 0;
  #wanted = 0;
  #first = 0;

  constructor(
    operation: Operation,
    spare: SpareMemory,
    filter: ((value: never) => boolean) | undefined,
    resolve: (list: (interrupted: boolean) => PackedList<T>) => void,
    reject: (error: unknown) => void,
  ) {
    this.#operation = operation;
    this.#spare = spare;
    this.#last = lastSizes.get(operation) ?? NOTHING;
    this.#places = this.#placesFor(this.#last.count);
    this.#filter = filter as ((value: unknown) => boolean) | undefined;
    this.#resolve = resolve;
    this.fail = reject;
    const { reply, name } = operation;
    if (filter !== undefined && reply !== undefined) this.#lazy = lazyReader(reply, { littleEndian, name });
  }

  room(): ByteView {
    if (this.#room === undefined) {
      if (this.#chunk.u8.length - this.#used < ROOM) this.#grow(ROOM);
      this.#room = viewOf(this.#chunk.u8.subarray(this.#used));
      this.#first = this.#count;
    }
    return this.#room;
  }

  add(_flight: DumpFlight, view: ByteView, start: number, end: number): void {
    const isHere = view === this.#room;
    if (isHere) this.#end = end;
    if (!this.#passes(view, start, end)) return;
    if (!isHere) {
      this.#copy(view, start, end);
      return;
    }
    this.#wanted += aligned(end - start);
    this.#note(this.#used + start);
  }

  skim({ sequence, stop, families }: Skim, view: ByteView, start: number, length: number): number {
    if (view !== this.#room || this.#filter !== undefined) return start;
    // Chunks begin their own memory, and messages are aligned: whole words can be read, as they are in this machine's order.
    const words = new Int32Array(this.#chunk.u8.buffer, this.#used);
    const { u8 } = view;
    // All of it is done in integers of 32 bits.
    const mine = sequence | 0;
    const place = placeOf(this.#chunks.length - 1, this.#used) | 0;
    let places: Uint32Array = this.#places;
    let capacity = places.length;
    let count = this.#count;
    let o = start;
    let end = this.#end;
    /** Type and flags of the message before, which most others have as well. */
    let usual = 0;
    while (o + NLMSG_HDRLEN <= length) {
      const at = o >> 2;
      const size = words[at]!;
      if (size < NLMSG_HDRLEN || size > length - o) break;
      if (words[at + 2]! !== mine) break;
      const typeAndFlags = words[at + 1]!;
      if (typeAndFlags !== usual) {
        if (((typeAndFlags >>> TYPE_SHIFT) & 0xffff) < NLMSG_MIN_TYPE) break;
        if (((typeAndFlags >>> FLAGS_SHIFT) & stop) !== 0) break;
        usual = typeAndFlags;
      }
      if (families !== undefined && (size === NLMSG_HDRLEN || families[u8[o + FAMILY_OFFSET]!] !== 1)) break;
      if (count === capacity) {
        places = this.#morePlaces();
        capacity = places.length;
      }
      places[count++] = (place + at) | 0;
      end = o + size;
      o += aligned(size);
    }
    this.#count = count;
    this.#end = end;
    this.#wanted += o - start;
    return o;
  }

  flush(): void {
    if (this.#room === undefined) return;
    if (this.#wanted < this.#end / 2) this.#compact();
    else this.#used += aligned(this.#end);
    this.#room = undefined;
    this.#end = 0;
    this.#wanted = 0;
  }

  end(): void {
    const [operation, count, spare] = [this.#operation, this.#count, this.#spare];
    lastSizes.set(operation, { count, bytes: this.#full + this.#used });
    this.#trim();
    const chunks = new SharedChunks(this.#chunks, spare);
    const isSpacious = this.#places.length - count > count / 8;
    const places = isSpacious ? this.#places.slice(0, count) : this.#places.subarray(0, count);
    if (isSpacious) spare.givePlaces(this.#places);
    this.#resolve((interrupted) => new PackedList<T>({ operation, chunks, places, interrupted }));
  }

  discard(): void {
    this.#chunks = [];
    this.#chunk = viewOf(new Uint8Array());
    this.#places = new Uint32Array();
    this.#room = undefined;
    this.#full = this.#used = this.#count = this.#end = this.#wanted = this.#first = 0;
  }

  #passes(view: ByteView, start: number, end: number): boolean {
    if (this.#filter === undefined) return true;
    try {
      const body = start + NLMSG_HDRLEN;
      return this.#filter(this.#lazy === undefined ? view.u8.slice(body, end) : this.#lazy(view, body, end));
    } catch (error) {
      // Whether it is wanted cannot be told: it throws again when it is read.
      if (isDecodeError(error)) return true;
      throw error;
    }
  }

  #note(offset: number): void {
    if (this.#count === this.#places.length) this.#morePlaces();
    this.#places[this.#count++] = placeOf(this.#chunks.length - 1, offset);
  }

  #morePlaces(): Uint32Array {
    const more = this.#placesFor(this.#places.length * 2);
    more.set(this.#places);
    this.#spare.givePlaces(this.#places);
    this.#places = more;
    return more;
  }

  #placesFor(count: number): Uint32Array {
    return this.#spare.places(Math.max(FEWEST_PLACES, Math.ceil(count * (17 / 16))));
  }

  /** A chunk that has room for `bytes`. Longer ones follow, so that a short list takes little. */
  #grow(bytes: number): void {
    const before = this.#chunk.u8.length;
    this.#trim();
    this.#full += this.#used;
    if (this.#chunks.length === MOST_CHUNKS) {
      const message = `${this.#operation.name}: a dump of more than ${MOST_CHUNKS / 1024} GiB does not fit a packed list`;
      throw codedError("ERR_RINGLINK_TOO_LARGE", message);
    }
    const expected = Math.max(this.#last.bytes - this.#full + ROOM, before * 4);
    const length = Math.min(LONGEST_CHUNK, Math.max(ROOM, expected));
    this.#chunk = viewOf(this.#spare.chunk(Math.max(bytes, length)));
    this.#chunks.push(this.#chunk);
    this.#used = 0;
  }

  /** Gives back the rest of the last chunk, when more than an eighth is held in vain. */
  #trim(): void {
    const { u8 } = this.#chunk;
    const messages = this.#full + this.#used;
    const held = this.#chunks.reduce((sum, chunk) => sum + chunk.u8.length, 0);
    if (held - messages <= messages / 8) return;
    this.#chunk = viewOf(u8.slice(0, this.#used));
    this.#chunks[this.#chunks.length - 1] = this.#chunk;
    this.#spare.giveChunk(u8);
  }

  /** A message that was received elsewhere. */
  #copy(view: ByteView, start: number, end: number): void {
    const length = end - start;
    const isFull = this.#used + length > this.#chunk.u8.length || this.#used >= LONGEST_CHUNK;
    if (isFull) this.#grow(length);
    this.#chunk.u8.set(view.u8.subarray(start, end), this.#used);
    this.#note(this.#used);
    this.#used += aligned(length);
    this.#room = undefined;
  }

  /** Moves what is wanted of a datagram together, where most of it is not. */
  #compact(): void {
    const { u8, dv } = this.#chunk;
    const chunk = this.#chunks.length - 1;
    for (let i = this.#first; i < this.#count; i++) {
      const start = (this.#places[i]! << 2) & (LONGEST_CHUNK - 1);
      const length = dv.getUint32(start, littleEndian);
      u8.copyWithin(this.#used, start, start + length);
      this.#places[i] = placeOf(chunk, this.#used);
      this.#used += aligned(length);
    }
  }
}
