/** Tables in which several entries may share what notifications tell them apart by: routes and rules. */
import { sameContent } from "./equal.js";
import { type Emit, type Pause, SLICE, type Table } from "./table.js";

const NOTHING: ReadonlySet<string> = new Set();

export abstract class BucketTable<V> implements Table<V> {
  readonly map: Map<string, V>;
  /** Keys of the entries of each base that has more than the one entry whose key is the base itself. */
  readonly #siblings = new Map<string, string[]>();
  /** Members that change without being told of. */
  readonly #volatile: ReadonlySet<string>;
  /** Members that do not tell entries of one base apart. */
  readonly #state: ReadonlySet<string>;

  /**
   * @param map the table, which others may share
   * @param volatile members that change without being told of
   * @param state further members that may differ although it is the same entry
   */
  constructor(map: Map<string, V>, volatile: readonly string[], state: readonly string[]) {
    this.map = map;
    this.#volatile = new Set(volatile);
    this.#state = new Set([...volatile, ...state]);
  }

  abstract accepts(value: V): boolean;
  abstract base(value: V): string;
  /** What tells an entry from others of its base, for its key. */
  protected abstract suffix(value: V): string;
  abstract apply(action: "new" | "delete", value: V, flags: number, emit: Emit<V>): boolean;

  /** Keys of the entries of a base, in the order in which they came. */
  protected keys(base: string): readonly string[] {
    return this.#siblings.get(base) ?? (this.map.has(base) ? [base] : []);
  }

  /** The key of the same entry, whatever its state. */
  protected find(keys: readonly string[], value: V): string | undefined {
    return keys.find((key) => sameContent(this.map.get(key), value, this.#state));
  }

  protected insert(base: string, value: V, emit: Emit<V>): void {
    const keys = this.keys(base);
    let key = base;
    if (keys.length > 0) {
      const long = `${base} ${this.suffix(value)}`;
      key = long;
      for (let n = 2; this.map.has(key); n++) key = `${long} #${n}`;
      this.#siblings.set(base, [...keys, key]);
    }
    this.map.set(key, value);
    emit({ action: "new", key, base, value, previous: undefined });
  }

  protected update(base: string, key: string, value: V, emit: Emit<V>): void {
    const previous = this.map.get(key)!;
    this.map.set(key, value);
    if (sameContent(previous, value, this.#volatile)) return;
    emit({ action: "change", key, base, value, previous });
  }

  protected remove(base: string, key: string, emit: Emit<V>): void {
    const previous = this.map.get(key)!;
    this.map.delete(key);
    const left = this.keys(base).filter((other) => other !== key);
    if (left.length === 0 || (left.length === 1 && left[0] === base)) this.#siblings.delete(base);
    else this.#siblings.set(base, left);
    emit({ action: "delete", key, base, value: previous, previous });
  }

  async replace(values: readonly V[], emit: Emit<V>, pause: Pause): Promise<void> {
    const fresh = new Map<string, V[]>();
    let count = 0;
    const turn = (): Promise<void> | undefined => (++count % SLICE === 0 ? pause() : undefined);
    for (const value of values) {
      const base = this.base(value);
      const others = fresh.get(base);
      if (others === undefined) fresh.set(base, [value]);
      else others.push(value);
      await turn();
    }
    // First what is gone, so that no state is shown in which an entry and its successor are both there.
    for (const value of [...this.map.values()]) {
      if (!this.accepts(value)) continue;
      const base = this.base(value);
      if (!fresh.has(base)) for (const key of this.keys(base)) this.remove(base, key, emit);
      await turn();
    }
    for (const [base, wanted] of fresh) {
      this.#settle(base, wanted, emit);
      await turn();
    }
  }

  /** Makes the entries of one base those that are wanted. */
  #settle(base: string, wanted: readonly V[], emit: Emit<V>): void {
    const left = [...this.keys(base)];
    const missing: V[] = [];
    const take = (key: string) => left.splice(left.indexOf(key), 1);
    for (const value of wanted) {
      const key = left.find((one) => sameContent(this.map.get(one), value, NOTHING)) ?? this.find(left, value);
      if (key === undefined) missing.push(value);
      else {
        take(key);
        this.update(base, key, value, emit);
      }
    }
    // An entry of the same place with other content has changed.
    for (const value of missing.splice(0, left.length)) {
      const key = left.shift()!;
      this.update(base, key, value, emit);
    }
    for (const key of left) this.remove(base, key, emit);
    for (const value of missing) this.insert(base, value, emit);
  }

  clear(): void {
    for (const [key, value] of this.map) if (this.accepts(value)) this.map.delete(key);
    this.#siblings.clear();
  }
}
