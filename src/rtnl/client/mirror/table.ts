/** A copy of one of the kernel's tables. */
import { sameContent } from "./equal.js";

/** What became of one entry. */
export interface TableChange<V> {
  readonly action: "new" | "change" | "delete";
  readonly key: string | number;
  /** What tells entries apart as far as notifications do; several entries may share it. */
  readonly base: string | number;
  /** Of a deletion: the last known value. */
  readonly value: V;
  readonly previous: V | undefined;
}

export type Emit<V> = (change: TableChange<V>) => void;

/** Lets the event loop turn, in the midst of long work. */
export type Pause = () => Promise<void>;

/** Entries compared before the event loop gets a turn: about a millisecond. */
export const SLICE = 512;

export interface Table<V> {
  readonly map: ReadonlyMap<string | number, V>;
  /** Whether a message is about this table at all. */
  accepts(value: V): boolean;
  base(value: V): string | number;
  /** Follows a notification. True when it does not tell for certain what the kernel's table is like now. */
  apply(action: "new" | "delete", value: V, flags: number, emit: Emit<V>): boolean;
  /** Makes the table what a dump says, and tells of every difference. */
  replace(values: readonly V[], emit: Emit<V>, pause: Pause): Promise<void>;
  clear(): void;
}

export interface KeyedTableOptions<V> {
  readonly accepts: (value: V) => boolean;
  readonly key: (value: V) => string | number;
  /** Members that change without being told of, such as counters and ages. */
  readonly volatile: readonly string[];
}

/** A table whose entries have an identity of their own, and whose notifications carry the whole entry. */
export class KeyedTable<V> implements Table<V> {
  readonly map = new Map<string | number, V>();
  readonly #options: KeyedTableOptions<V>;
  readonly #volatile: ReadonlySet<string>;

  constructor(options: KeyedTableOptions<V>) {
    this.#options = options;
    this.#volatile = new Set(options.volatile);
  }

  accepts(value: V): boolean {
    return this.#options.accepts(value);
  }

  base(value: V): string | number {
    return this.#options.key(value);
  }

  apply(action: "new" | "delete", value: V, _flags: number, emit: Emit<V>): boolean {
    const key = this.#options.key(value);
    if (action === "new") this.#set(key, value, emit);
    else this.#delete(key, emit);
    return false;
  }

  #set(key: string | number, value: V, emit: Emit<V>): void {
    const previous = this.map.get(key);
    this.map.set(key, value);
    if (previous === undefined) emit({ action: "new", key, base: key, value, previous });
    else if (!sameContent(previous, value, this.#volatile)) emit({ action: "change", key, base: key, value, previous });
  }

  #delete(key: string | number, emit: Emit<V>): void {
    const previous = this.map.get(key);
    if (previous === undefined) return;
    this.map.delete(key);
    emit({ action: "delete", key, base: key, value: previous, previous });
  }

  async replace(values: readonly V[], emit: Emit<V>, pause: Pause): Promise<void> {
    const fresh = new Set<string | number>();
    for (let i = 0; i < values.length; i++) {
      if (i % SLICE === SLICE - 1) await pause();
      const key = this.#options.key(values[i]!);
      fresh.add(key);
      this.#set(key, values[i]!, emit);
    }
    for (const key of [...this.map.keys()]) if (!fresh.has(key)) this.#delete(key, emit);
  }

  clear(): void {
    this.map.clear();
  }
}
