/**
 * Making the objects of decoded sets. Most attributes of most messages are absent: a route has 6 of 28. An object has only
 * the keys that are there, and for each combination that comes again a function is generated with one object literal, so
 * that objects with the same keys share one hidden class and are no larger than they need be. (Keys that every object
 * inherits, such as "constructor", are always there: reading one must not find what is inherited.)
 */
import { valueKeys } from "../layout.js";
import type { AttrsType, MessageType } from "../type.js";
import { quote } from "./emit.js";

/** Makes an object of all values, those of absent keys undefined. */
type Maker = (...values: unknown[]) => Record<string, unknown>;

/** Objects of a combination that are made in a simple way first: code for it is worth its while from then on. */
export const SIMPLE_OBJECTS = 4;
/** Combinations of a set that get code of their own. What makes up more of them is no kernel. */
const LARGEST = 200;

/** Bits of a word that stay a small integer everywhere. */
const WORD = 30;

/** One combination of keys. */
export interface Shape {
  /** A bit for each key that may be absent. */
  readonly words: readonly number[];
  make: Maker;
}

type Branch = Map<number, Shape | Branch>;

export class Shapes {
  /** The one that was found last: the next message mostly looks like the one before it. */
  recent: Shape;
  readonly #always: readonly string[];
  readonly #optional: readonly string[];
  /** By the first word, then by the second, and so on; shapes by the last. */
  readonly #known: Branch = new Map();
  #count = 0;
  readonly #simple: Maker;

  /** @param always keys that every object has; `optional` ones follow them, those that are there */
  constructor(always: readonly string[], optional: readonly string[]) {
    this.#always = always;
    this.#optional = optional;
    this.#simple = (...values) => simpleObject(always, optional, values);
    this.recent = { words: [-1], make: this.#simple };
  }

  /** The shape of objects that have the optional keys whose bits are set; `more` are the words behind the first. */
  find(word: number, ...more: number[]): Shape {
    let found = this.#known.get(word);
    for (let i = 0; i < more.length && found !== undefined; i++) found = (found as Branch).get(more[i]!);
    if (found === undefined) return this.#add([word, ...more]);
    this.recent = found as Shape;
    return this.recent;
  }

  #add(words: readonly number[]): Shape {
    if (this.#count >= LARGEST) return { words, make: this.#simple };
    this.#count++;
    let branch = this.#known;
    for (const word of words.slice(0, -1)) {
      if (!branch.has(word)) branch.set(word, new Map());
      branch = branch.get(word) as Branch;
    }
    this.recent = this.#newShape(words);
    branch.set(words.at(-1)!, this.recent);
    return this.recent;
  }

  #newShape(words: readonly number[]): Shape {
    let made = 0;
    const shape: Shape = {
      words,
      make: (...values) => {
        if (++made === SIMPLE_OBJECTS) shape.make = this.#generate(words);
        return this.#simple(...values);
      },
    };
    return shape;
  }

  #generate(words: readonly number[]): Maker {
    const keys = [...this.#always, ...this.#optional];
    const first = this.#always.length;
    const isThere = (i: number) =>
      i < first || keys[i]! in Object.prototype || (words[wordOf(i - first)]! & bitOf(i - first)) !== 0;
    const members = keys.flatMap((key, i) => (isThere(i) ? [`${quote(key)}: v${i}`] : []));
    const parameters = keys.map((_, i) => `v${i}`);
    return new Function(...parameters, `"use strict"; return { ${members.join(", ")} };`) as Maker;
  }
}

function simpleObject(always: readonly string[], optional: readonly string[], values: unknown[]) {
  const made: Record<string, unknown> = {};
  always.forEach((key, i) => {
    made[key] = values[i];
  });
  optional.forEach((key, i) => {
    const value = values[always.length + i];
    if (value !== undefined || key in made) made[key] = value;
  });
  return made;
}

const wordOf = (index: number) => Math.floor(index / WORD);
const bitOf = (index: number) => 1 << (index % WORD);

/** Names of the words that tell which keys of a set are there. */
export function wordNames(set: AttrsType): string[] {
  return Array.from({ length: wordOf(valueKeys(set).optional.length - 1) + 1 }, (_, i) => `b${i}`);
}

/** A statement that notes that an optional key is there. */
export function markPresent(index: number): string {
  return `b${wordOf(index)} |= ${bitOf(index)};`;
}

const shapes = new WeakMap<object, Shapes>();

/** Those of a set, or of a message with the set in it. Decoders of several schemas share them. */
export function shapesOf(type: MessageType | AttrsType): Shapes {
  let known = shapes.get(type);
  if (known === undefined) {
    const { always, optional } = valueKeys(type);
    known = new Shapes(always, optional);
    shapes.set(type, known);
  }
  return known;
}
