/**
 * Gathers the entries of a dump as objects, all of which live on: what V8's garbage collector, made for objects that die
 * young, is slowest at. It holds up everything else while it copies them. What is done about that here changes no result.
 */
import type { ByteView } from "../../codec/index.js";
import type { DumpFlight, DumpSink } from "./dump-flight.js";
import type { Operation } from "./operation.js";

/** Entries of a dump after which many more are to be expected. */
const FREQUENT = 64;

/**
 * Entries of an operation that are read once more, to be thrown away. V8 judges each place in the code that makes objects by
 * what its next collection finds: if most of them lived, it makes all further ones in the old space. There they stay until
 * everything is collected, needed or not, what they hold with them, and the young space fills up with small texts alone, which
 * take the longest to copy: a list of 131,072 routes held up the event loop for up to 25 ms. Where half of the objects die
 * young that never happens, and it is 15 ms at most, though with Node 20 the list takes half as long again.
 */
const READ_TWICE = 2000;
const leftToReadTwice = new WeakMap<Operation, number>();

export class ArraySink implements DumpSink {
  readonly full = false;
  readonly values: unknown[] = [];
  readonly #operation: Operation;
  readonly #filter: ((value: unknown) => boolean) | undefined;
  readonly #resolve: (values: unknown[]) => void;
  readonly fail: (error: unknown) => void;
  #leftToReadTwice: number;

  constructor(
    operation: Operation,
    filter: ((value: never) => boolean) | undefined,
    resolve: (values: unknown[]) => void,
    reject: (error: unknown) => void,
  ) {
    this.#operation = operation;
    this.#filter = filter as ((value: unknown) => boolean) | undefined;
    this.#resolve = resolve;
    this.fail = reject;
    this.#leftToReadTwice = leftToReadTwice.get(operation) ?? READ_TWICE;
  }

  add(flight: DumpFlight, view: ByteView, start: number, end: number): void {
    const value = flight.read(view, start, end);
    if (this.#filter === undefined || this.#filter(value)) this.values.push(value);
    if (this.#leftToReadTwice === 0 || this.values.length < FREQUENT) return;
    flight.read(view, start, end);
    this.#leftToReadTwice--;
  }

  flush(): void {}

  discard(): void {
    this.values.length = 0;
  }

  end(): void {
    leftToReadTwice.set(this.#operation, this.#leftToReadTwice);
    this.#resolve(this.values);
  }
}
