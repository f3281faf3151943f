/** The command line, word by word. */

/** What is wrong with the command line; one line is printed, and the exit status is 1 (255 in iproute2). */
export class UsageError extends Error {}

export function unknownWord(word: string): UsageError {
  return new UsageError(`unknown word ${JSON.stringify(word)}`);
}

export class Words {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get done(): boolean {
    return this.#at >= this.#words.length;
  }

  peek(): string | undefined {
    return this.#words[this.#at];
  }

  /** @throws UsageError when nothing is left */
  next(what: string): string {
    const word = this.#words[this.#at];
    if (word === undefined) throw new UsageError(`${what} is missing`);
    this.#at++;
    return word;
  }

  /** Takes the word if it is the next one. */
  take(...words: readonly string[]): boolean {
    if (!words.includes(this.#words[this.#at] ?? "")) return false;
    this.#at++;
    return true;
  }

  /** For what acts at once: nothing may be left that it was not told. @throws UsageError */
  end(): void {
    if (!this.done) throw unknownWord(this.peek()!);
  }

  /** A whole number, decimal or 0x hexadecimal. */
  number(what: string, most = 0xffff_ffff): number {
    const word = this.next(what);
    const value = /^(?:\d+|0x[0-9a-f]+)$/i.test(word) ? Number(word) : Number.NaN;
    if (!(value <= most)) throw new UsageError(`${what}: expected a number up to ${most}, got ${JSON.stringify(word)}`);
    return value;
  }
}

/**
 * Chooses by a word, which may be shortened as in iproute2: the first name that begins so counts.
 *
 * @throws UsageError for a word that is the beginning of none
 */
export function choose<T>(word: string, names: Readonly<Record<string, T>>, what: string): T {
  for (const [name, value] of Object.entries(names)) if (name.startsWith(word)) return value;
  const known = Object.keys(names).join(", ");
  throw new UsageError(`${what} ${JSON.stringify(word)} is unknown; there are ${known}`);
}

/** A routing table, by name or number. */
export function tableOf(words: Words): "main" | "local" | "default" | number {
  for (const name of ["main", "local", "default"] as const) if (words.take(name)) return name;
  return words.number("table");
}

/** `on` and `off`. */
export function onOff(words: Words, what: string): boolean {
  if (words.take("on")) return true;
  if (words.take("off")) return false;
  throw new UsageError(`${what}: expected "on" or "off", got ${JSON.stringify(words.peek() ?? "nothing")}`);
}

/** Options by name: what each takes from the words and puts into the object. */
export type Grammar<T> = Readonly<Record<string, (into: T, words: Words) => void>>;

/**
 * Reads `name value name value …` into an object.
 *
 * @throws UsageError for a name that the grammar lacks
 */
export function readOptions<T>(words: Words, grammar: Grammar<T>, into: T): T {
  while (!words.done) {
    const name = words.next("an option");
    const read = Object.hasOwn(grammar, name) ? grammar[name] : undefined;
    if (read === undefined) throw unknownWord(name);
    read(into, words);
  }
  return into;
}
