/** The entries of a dump as the kernel sent them, decoded when they are asked for. */
import { type AnyType, type ByteView, decode } from "../../codec/index.js";
import { type LazyReader, lazyReader } from "../../codec/lazy.js";
import { codedError, littleEndian } from "../../ffi/index.js";
import { NLMSG_HDRLEN } from "../header.js";
import type { Operation, ReplyOf } from "./operation.js";
import type { SpareMemory } from "./spare-memory.js";

/** Where a message is: the number of its chunk, and its offset in there in units of 4 bytes. */
const OFFSET_BITS = 18;
const OFFSET_MASK = 2 ** OFFSET_BITS - 1;
/** Longest chunk that offsets reach all of, bytes. */
export const LONGEST_CHUNK = 4 << OFFSET_BITS;
export const MOST_CHUNKS = 2 ** (32 - OFFSET_BITS);

export function placeOf(chunk: number, offset: number): number {
  return ((chunk << OFFSET_BITS) | (offset >> 2)) >>> 0;
}

const NONE: readonly ByteView[] = [];

function disposed(): never {
  throw codedError("ERR_RINGLINK_CLOSED", "this packed list was disposed of");
}

/** The chunks of one dump, which all lists share that are made of it. */
export class SharedChunks {
  /** None when all lists are disposed of. */
  views: readonly ByteView[];
  readonly spare: SpareMemory | undefined;
  #lists = 0;

  constructor(views: readonly ByteView[], spare?: SpareMemory) {
    this.views = views;
    this.spare = spare;
  }

  hold(): void {
    if (this.views === NONE) disposed();
    this.#lists++;
  }

  /** With the last list, everything that still looks at the chunks loses sight of them before others write there. */
  release(): void {
    if (--this.#lists > 0) return;
    for (const view of this.views) {
      const { u8 } = view;
      Object.defineProperties(view, { u8: { get: disposed }, dv: { get: disposed } });
      this.spare?.giveChunk(u8);
    }
    this.views = NONE;
  }
}

/** What a packed list is made of. */
export interface Packing {
  readonly operation: Operation;
  readonly chunks: SharedChunks;
  /** Of every message. */
  readonly places: Uint32Array;
  readonly interrupted: boolean;
}

/**
 * A list that keeps messages and makes objects of them on the way out, every time anew. It takes as many bytes as the
 * kernel sent and 4 for each entry, and up to an eighth more; with a filter up to twice as much. (Objects take from three
 * to ten times that, and the garbage collector looks at each.)
 *
 * An entry that does not fit its schema is in the list all the same. It throws its DecodeError when it is read; the
 * others can be read, and `bytes` gives it as it is.
 *
 * `using list = ...`, or `list[Symbol.dispose]()`, gives the memory to the next packed list of the connection (which keeps up
 * to 16 MiB of it): faster for a program that reads a large table again and again. Otherwise the garbage collector finds it.
 */
export class PackedList<T> implements Iterable<T> {
  /** Number of entries. */
  readonly length: number;
  /** Whether the table changed while the kernel dumped it (NLM_F_DUMP_INTR): entries may be missing or old. */
  readonly interrupted: boolean;
  readonly #packing: Packing;
  /** Without elements when the list is disposed of. */
  #chunks: readonly ByteView[];
  #places: Uint32Array;
  readonly #schema: AnyType | undefined;
  readonly #reading: { start: number; end: number; readonly littleEndian: boolean; readonly name: string };
  #lazy: LazyReader | undefined;

  constructor(packing: Packing) {
    const { operation, chunks, places, interrupted } = packing;
    this.#packing = packing;
    this.length = places.length;
    this.interrupted = interrupted;
    this.#chunks = chunks.views;
    this.#places = places;
    this.#schema = operation.reply;
    this.#reading = { start: 0, end: 0, littleEndian, name: operation.name };
    chunks.hold();
  }

  /** A list without entries. */
  static empty<O extends Operation>(operation: O): PackedList<ReplyOf<O>> {
    const chunks = new SharedChunks([]);
    return new PackedList({ operation, chunks, places: new Uint32Array(), interrupted: false });
  }

  /** Memory that the messages take, bytes; none when the list is disposed of. */
  get byteLength(): number {
    return this.#chunks.reduce((sum, { u8 }) => sum + u8.length, this.#places.byteLength);
  }

  /**
   * An entry, as an object of its own; counted from the end when the index is negative, undefined outside of the list.
   *
   * @throws DecodeError when it does not fit its schema
   */
  at(index: number): T | undefined {
    const i = this.#index(index);
    return i === undefined ? undefined : this.#decode(i);
  }

  /**
   * An entry as an object that decodes its members when they are read: `list.view(0)?.oif` looks for RTA_OIF and for
   * nothing else. It keeps the whole list in memory. `toJSON()` makes an object of its own of it; `{ ...view }` does not.
   */
  view(index: number): Readonly<T> | undefined {
    const i = this.#index(index);
    return i === undefined ? undefined : this.#view(i);
  }

  /** A copy of the body of an entry, without its nlmsghdr. */
  bytes(index: number): Uint8Array | undefined {
    const i = this.#index(index);
    if (i === undefined) return undefined;
    const { u8 } = this.#find(i);
    const { start, end } = this.#reading;
    return u8.slice(start, end);
  }

  /** Each entry as `at` gives it, one after the other: none has to stay in memory. */
  [Symbol.iterator](): IterableIterator<T> {
    return new ValueIterator(this);
  }

  /** Each entry as `view` gives it: the fast way to go through a large table. */
  views(): IterableIterator<Readonly<T>> {
    return new ViewIterator(this);
  }

  /** The entries whose views pass a test, as a list that shares the memory of this one. */
  filter(test: (view: Readonly<T>, index: number) => boolean): PackedList<T> {
    if (this.#chunks === NONE) disposed();
    const places = new Uint32Array(this.length);
    let count = 0;
    for (let i = 0; i < this.length; i++) if (test(this.#view(i), i)) places[count++] = this.#places[i]!;
    return new PackedList<T>({ ...this.#packing, places: places.slice(0, count) });
  }

  /** All entries as objects, which takes a while and much memory where there are many. @throws DecodeError */
  toArray(): T[] {
    const values: T[] = [];
    for (let i = 0; i < this.length; i++) values.push(this.#decode(i));
    return values;
  }

  /**
   * Gives the memory back, unless other lists share it (see `filter`): then the last of them does. Reading the list throws
   * ERR_RINGLINK_CLOSED from then on, and so do views of its entries as soon as the memory is given back. Objects and bytes
   * that were read are of their own. Idempotent.
   */
  [Symbol.dispose](): void {
    if (this.#chunks === NONE) return;
    this.#chunks = NONE;
    const { chunks } = this.#packing;
    chunks.spare?.givePlaces(this.#places);
    this.#places = new Uint32Array();
    chunks.release();
  }

  #index(index: number): number | undefined {
    const whole = Math.trunc(index) || 0;
    const i = whole < 0 ? whole + this.length : whole;
    return i >= 0 && i < this.length ? i : undefined;
  }

  /** The chunk of an entry; `#reading` tells where the body is. */
  #find(i: number): ByteView {
    const place = this.#places[i]!;
    const view = this.#chunks[place >>> OFFSET_BITS];
    if (view === undefined) disposed();
    const start = (place & OFFSET_MASK) << 2;
    const reading = this.#reading;
    reading.start = start + NLMSG_HDRLEN;
    reading.end = start + view.dv.getUint32(start, littleEndian);
    return view;
  }

  #decode(i: number): T {
    const view = this.#find(i);
    const reading = this.#reading;
    if (this.#schema === undefined) return view.u8.slice(reading.start, reading.end) as T;
    return decode(this.#schema, view, reading) as T;
  }

  #view(i: number): Readonly<T> {
    if (this.#schema === undefined) return this.#decode(i);
    this.#lazy ??= lazyReader(this.#schema, this.#reading);
    const view = this.#find(i);
    const { start, end } = this.#reading;
    return this.#lazy(view, start, end) as Readonly<T>;
  }
}

class ValueIterator<T> implements IterableIterator<T> {
  readonly #list: PackedList<T>;
  #next = 0;

  constructor(list: PackedList<T>) {
    this.#list = list;
  }

  next(): IteratorResult<T, undefined> {
    if (this.#next >= this.#list.length) return { value: undefined, done: true };
    return { value: this.#list.at(this.#next++)!, done: false };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

class ViewIterator<T> implements IterableIterator<Readonly<T>> {
  readonly #list: PackedList<T>;
  #next = 0;

  constructor(list: PackedList<T>) {
    this.#list = list;
  }

  next(): IteratorResult<Readonly<T>, undefined> {
    if (this.#next >= this.#list.length) return { value: undefined, done: true };
    return { value: this.#list.view(this.#next++)!, done: false };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
