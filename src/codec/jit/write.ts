/** Generates the writing of values: checks and stores for leaves, choices among schemas. */
import { namesByValue } from "../constants.js";
import { bitOrder } from "../interpret/decode.js";
import { DIRECTION } from "../scope.js";
import { type AnyType, type ByKindType, type IntType, node, type VariantType } from "../type.js";
import { dispatch, type Emitter, type Env, notMembers, property, quote } from "./emit.js";

export interface Place {
  readonly depth: string;
  readonly env: Env;
}

export abstract class ValueWriter {
  protected readonly emitter: Emitter;

  constructor(emitter: Emitter) {
    this.emitter = emitter;
  }

  /** Statements that write `value` at `o` and move `o` past it. */
  protected abstract value(type: AnyType, value: string, place: Place): string[];

  /** `flags`: the variable that takes the NLA_F_* bits of the chosen kind. */
  protected choice(t: ByKindType, value: string, place: Place, flags?: string): string[] {
    const selector = t.selector === DIRECTION ? "dir" : (place.env.get(t.selector) ?? "undefined");
    const otherwise = t.fallback === undefined ? ["throw BAD;"] : this.value(t.fallback, value, place);
    const branch = (type: AnyType, key: string) => {
      const bits = flags === undefined ? undefined : t.flags[key];
      return [...(bits === undefined ? [] : [`${flags} = ${bits};`]), ...this.value(type, value, place)];
    };
    return dispatch(this.emitter, t.table, selector, branch, otherwise);
  }

  protected variant(t: VariantType, value: string, place: Place): string[] {
    const name = this.emitter.local();
    const begin = this.emitter.local();
    const read = property(value, t.key);
    const names = t.discriminator.names;
    const spelt = names === undefined ? read : `named(${this.emitter.constant(namesByValue(names))}, ${read})`;
    const lines = [
      `if (${notMembers(value)}) throw BAD;`,
      `const ${begin} = o, ${name} = ${spelt};`,
      ...dispatch(this.emitter, t.table, name, (type) => this.value(type, value, place), [
        `for (const k in ${value}) if (k !== ${quote(t.key)} && k !== "data" && ${value}[k] !== undefined) throw BAD;`,
        `const y = ${read};`,
        ...this.int(t.discriminator, "y", "o"),
        `o = writeBytes(u8, o + ${t.discriminator.size}, ${value}.data);`,
      ]),
    ];
    if (t.size === undefined) return lines;
    const end = `${begin} + ${t.size}`;
    return [...lines, `if (o > ${end}) throw BAD;`, `u8.fill(0, o, ${end});`, `o = ${end};`];
  }

  /** Statements that write a leaf of fixed size at `at`; `value` is an identifier. */
  protected fixed(type: AnyType, value: string, at: string): string[] {
    const t = node(type);
    switch (t.tag) {
      case "int":
        return this.int(t, value, at);
      case "bits": {
        const word = this.emitter.local();
        const widths = this.emitter.constant(Object.fromEntries(bitOrder(t, this.emitter.littleEndian)));
        return [`const ${word} = packBits(${value}, ${widths});`, ...this.store(t.base, word, at)];
      }
      case "ip":
        return [`ok(${t.size === 4 ? "writeIpv4" : "writeIpv6"}(u8, ${at}, ${value}));`];
      case "text":
        return [`writeChars(u8, ${at}, ${value}, ${t.size});`];
      case "bytes":
        return [`if (writeBytes(u8, ${at}, ${value}) !== ${at} + ${t.size}) throw BAD;`];
      case "lladdr":
        return [`ok(writePairs(u8, ${at}, ${value}, ${t.size}));`];
      default:
        throw new Error(`${t.tag} is no leaf`);
    }
  }

  /** Checks that an integer fits and stores it. */
  protected int(t: IntType<unknown>, value: string, at: string): string[] {
    if (t.names === undefined) return [`if (${this.misfit(t, value)}) throw BAD;`, ...this.store(t, value, at)];
    const number = this.emitter.local();
    const numbers = this.emitter.constant(numbersOf(t.names));
    return [
      `const ${number} = typeof ${value} === "string" ? ${numbers}.get(${value}) : ${value};`,
      `if (${this.misfit(t, number)}) throw BAD;`,
      ...this.store(t, number, at),
    ];
  }

  protected misfit(t: IntType<unknown>, x: string): string {
    if (t.js === "bigint") {
      return `typeof ${x} !== "bigint" || BigInt.as${t.signed ? "Int" : "Uint"}N(64, ${x}) !== ${x}`;
    }
    switch (t.size) {
      case 1:
        return t.signed ? `(${x} << 24 >> 24) !== ${x}` : `(${x} & 255) !== ${x}`;
      case 2:
        return t.signed ? `(${x} << 16 >> 16) !== ${x}` : `(${x} & 65535) !== ${x}`;
      case 4:
        return t.signed ? `(${x} | 0) !== ${x}` : `(${x} >>> 0) !== ${x}`;
      case 8:
        return `!Number.isSafeInteger(${x})${t.signed ? "" : ` || ${x} < 0`}`;
    }
  }

  protected store(t: IntType<unknown>, value: string, at: string): string[] {
    const little = t.order === "host" ? this.emitter.littleEndian : t.order === "little";
    if (t.size === 1) return [`u8[${at}] = ${value};`];
    if (t.size === 2) return [`dv.setUint16(${at}, ${value}, ${little});`];
    if (t.size === 4) return [`dv.setUint32(${at}, ${value}, ${little});`];
    if (t.js === "bigint") return [`dv.setBigUint64(${at}, BigInt.asUintN(64, ${value}), ${little});`];
    const [low, high] = little ? [at, `${at} + 4`] : [`${at} + 4`, at];
    return [
      `dv.setUint32(${low}, ${value} >>> 0, ${little});`,
      `dv.setUint32(${high}, Math.floor(${value} / 4294967296), ${little});`,
    ];
  }
}

const numberTables = new WeakMap<object, ReadonlyMap<string, number>>();

function numbersOf(names: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  let table = numberTables.get(names);
  if (table === undefined) {
    table = new Map(Object.entries(names));
    numberTables.set(names, table);
  }
  return table;
}
