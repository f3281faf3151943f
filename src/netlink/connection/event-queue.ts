/** A bounded queue between the event loop and whoever awaits its elements. */

interface Hooks<T> {
  /** Whether somebody waits, when that changes. */
  waiting(waits: boolean): void;
  /** What stands in the place of `count` elements that were dropped. */
  lost(count: number): T;
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
  readonly all: boolean;
}

interface Watcher {
  resolve(available: boolean): void;
  reject(error: unknown): void;
}

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

export class EventQueue<T> {
  readonly #limit: number;
  readonly #hooks: Hooks<T>;
  #items: T[] = [];
  #head = 0;
  /** Dropped after the last element of the queue. */
  #skipped = 0;
  readonly #waiters: Waiter<never>[] = [];
  /** They wait for an element to be there, and do not take it. */
  readonly #watchers: Watcher[] = [];
  #ended = false;
  #error: unknown;

  constructor(limit: number, hooks: Hooks<T>) {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`no length of a queue: ${limit}`);
    this.#limit = limit;
    this.#hooks = hooks;
  }

  get full(): boolean {
    return this.#items.length - this.#head >= this.#limit;
  }

  /** Counts an element that there is no room for. */
  skip(): void {
    this.#skipped++;
  }

  push(item: T): void {
    if (this.#ended) return;
    if (this.full) {
      this.skip();
      return;
    }
    this.#flushSkipped();
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter.resolve({ value: (waiter.all ? [item] : item) as never, done: false });
    else {
      this.#items.push(item);
      if (this.#watchers.length === 0) return;
      for (const watcher of this.#watchers.splice(0)) watcher.resolve(true);
    }
    if (this.#waiters.length + this.#watchers.length === 0) this.#hooks.waiting(false);
  }

  #flushSkipped(): void {
    if (this.#skipped === 0) return;
    this.#items.push(this.#hooks.lost(this.#skipped));
    this.#skipped = 0;
  }

  take(): Promise<IteratorResult<T, undefined>> {
    if (this.#head < this.#items.length) {
      const value = this.#items[this.#head]!;
      // Nothing that was taken stays referenced.
      this.#items[this.#head++] = undefined as never;
      if (this.#head === this.#items.length || this.#head > this.#limit) {
        this.#items = this.#items.slice(this.#head);
        this.#head = 0;
      }
      if (!this.full) this.#flushSkipped();
      return Promise.resolve({ value, done: false });
    }
    return this.#wait(false);
  }

  /** What waits, without waiting. */
  empty(): T[] {
    this.#flushSkipped();
    const items = this.#items.slice(this.#head);
    this.#items = [];
    this.#head = 0;
    return items;
  }

  takeAll(): Promise<IteratorResult<T[], undefined>> {
    const value = this.empty();
    return value.length > 0 ? Promise.resolve({ value, done: false }) : this.#wait(true);
  }

  /** Waits until there is an element to take; false: there will be none. */
  available(): Promise<boolean> {
    if (this.#head < this.#items.length || this.#skipped > 0) return Promise.resolve(true);
    return this.#later(false, (watcher) => this.#watchers.push(watcher));
  }

  #wait(all: boolean): Promise<IteratorResult<never, undefined>> {
    return this.#later<IteratorResult<never, undefined>>(DONE, ({ resolve, reject }) => {
      this.#waiters.push({ resolve, reject, all });
    });
  }

  #later<R>(atEnd: R, add: (waiter: { resolve(result: R): void; reject(error: unknown): void }) => void): Promise<R> {
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve(atEnd);
    return new Promise((resolve, reject) => {
      add({ resolve, reject });
      if (this.#waiters.length + this.#watchers.length === 1) this.#hooks.waiting(true);
    });
  }

  /** No more elements; those that wait may still be taken. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(DONE);
    for (const watcher of this.#watchers.splice(0)) watcher.resolve(false);
  }

  /** Drops what waits and fails the next taker. */
  fail(error: unknown): void {
    if (this.#ended) return;
    this.drop();
    const first = this.#waiters.shift() ?? this.#watchers.shift();
    if (first === undefined) this.#error = error;
    else first.reject(error);
    this.end();
  }

  drop(): void {
    this.#items = [];
    this.#head = 0;
    this.#skipped = 0;
  }
}
