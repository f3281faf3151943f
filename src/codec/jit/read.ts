/** Generates the reading of values: what has a fixed size as expressions, choices and arrays as statements. */
import { namesByValue } from "../constants.js";
import { bitOrder } from "../interpret/decode.js";
import { sizeOf } from "../layout.js";
import { DIRECTION } from "../scope.js";
import {
  type AnyType,
  type ArrayType,
  type BitsType,
  type ByKindType,
  type IntType,
  node,
  type StructType,
  type VariantType,
} from "../type.js";
import { dispatch, type Emitter, type Env, quote } from "./emit.js";

/** Where a payload lies and what surrounds it, as generated expressions. */
export interface Place {
  readonly p: string;
  readonly q: string;
  /** Depth of the nests opened inside. */
  readonly depth: string;
  readonly env: Env;
}

/** Counters of a struct from which on they are looked at together first. */
const MANY_COUNTERS = 4;

/** Whether a value is an integer of 64 bits that reads as a number. */
function isCounter(type: AnyType): type is IntType {
  const t = node(type);
  return t.tag === "int" && t.size === 8 && t.js !== "bigint" && t.names === undefined;
}

export abstract class ValueReader {
  protected readonly emitter: Emitter;

  constructor(emitter: Emitter) {
    this.emitter = emitter;
  }

  /** Statements that decode `[p, q)` into `target`. */
  protected abstract value(type: AnyType, target: string, place: Place): string[];

  protected choice(t: ByKindType, target: string, place: Place, otherwise: string[]): string[] {
    const selector = t.selector === DIRECTION ? "dir" : (place.env.get(t.selector) ?? "undefined");
    return dispatch(this.emitter, t.table, selector, (type) => this.value(type, target, place), otherwise);
  }

  /** An expression for a type of fixed size at offset `p`, whose bytes are known to be there. */
  protected fixed(type: AnyType, p: string, place: Place): string {
    const t = node(type);
    switch (t.tag) {
      case "int":
        return this.int(t, p);
      case "bits":
        return `${this.bits(t)}(${this.int(t.base, p)})`;
      case "ip":
        return t.size === 4 ? `readIpv4(u8, ${p})` : `readIpv6(u8, ${p})`;
      case "text":
        return `readZ(u8, ${p}, ${p} + ${t.size})`;
      case "bytes":
        return `u8.slice(${p}, ${p} + ${t.size})`;
      case "lladdr":
        return t.size === 6 ? `readMac(u8, ${p})` : `readPairs(u8, ${p}, ${p} + ${t.size})`;
      case "struct":
        return `{ ${t.members.map((m) => `${quote(m.key)}: ${this.fixed(m.type, `${p} + ${m.offset}`, place)}`).join(", ")} }`;
      case "variant": {
        const name = this.emitter.functionFor(t, t.key, (name) => [
          `function ${name}(dv, u8, p, q, dir) {`,
          "let r;",
          ...this.variant(t, "r", { p: "p", q: "q", depth: "0", env: new Map() }),
          "return r; }",
        ]);
        return `${name}(dv, u8, ${p}, ${p} + ${t.size}, dir)`;
      }
      case "array": {
        const size = sizeOf(t.element)!;
        const n = t.count as number;
        if (n > 16) return `${this.elements(t)}(dv, u8, ${p}, ${p} + ${n * size}, dir)`;
        return `[${Array.from({ length: n }, (_, i) => this.fixed(t.element, `${p} + ${i * size}`, place)).join(", ")}]`;
      }
      default:
        throw new Error(`${t.tag} has no fixed size`);
    }
  }

  protected int(t: IntType<unknown>, p: string): string {
    const little = this.#isLittle(t);
    const sign = t.signed ? "Int" : "Uint";
    let read: string;
    if (t.size === 1) read = t.signed ? `dv.getInt8(${p})` : `u8[${p}]`;
    else if (t.size < 8) read = `dv.get${sign}${t.size * 8}(${p}, ${little})`;
    else if (t.js === "bigint") read = `dv.getBig${sign}64(${p}, ${little})`;
    else {
      const low = this.#half(t, p, "low");
      const high = this.#half(t, p, "high");
      // The product is a float, which takes memory of its own, even where it is a small integer.
      read = `(${high} === 0 ? ${low} : ${high} * 4294967296 + ${low})`;
    }
    if (t.names === undefined) return read;
    const names = namesByValue(t.names);
    const values = [...names.keys()];
    if (Math.min(...values) < 0 || Math.max(...values) > 1023)
      return `pickFrom(${this.emitter.constant(names)}, ${read})`;
    const list = Array.from({ length: Math.max(...values) + 1 }, (_, i) => names.get(i) ?? i);
    return `pick(${this.emitter.constant(list)}, ${read})`;
  }

  #isLittle(t: IntType<unknown>): boolean {
    return t.order === "host" ? this.emitter.littleEndian : t.order === "little";
  }

  /** 32 bits of an integer of 64. */
  #half(t: IntType<unknown>, p: string, half: "low" | "high"): string {
    const little = this.#isLittle(t);
    const sign = t.signed && half === "high" ? "Int" : "Uint";
    return `dv.get${sign}32(${(half === "low") === little ? p : `${p} + 4`}, ${little})`;
  }

  protected bits(t: BitsType): string {
    return this.emitter.functionFor(t, "bits", (name) => {
      let shift = t.base.size * 8;
      const reads = new Map<string, string>();
      for (const [key, width] of bitOrder(t, this.emitter.littleEndian)) {
        shift -= width;
        reads.set(key, width === 32 ? "w >>> 0" : `w >>> ${shift} & ${2 ** width - 1}`);
      }
      const parts = Object.keys(t.widths).map((key) => `${quote(key)}: ${reads.get(key)}`);
      return [`function ${name}(w) { return { ${parts.join(", ")} }; }`];
    });
  }

  /** A struct whose members all have a size, as an object literal. */
  protected plainStruct(t: StructType, target: string, place: Place): string[] {
    const { p, q } = place;
    const at = (m: StructType["members"][number]) => `${p} + ${m.offset}`;
    const counters = t.members.flatMap((m) => (isCounter(m.type) ? [m] : []));
    const literal = (check: boolean, areSmall = false) => {
      const members = t.members.map((m) => {
        const end = m.offset + m.size!;
        const read =
          areSmall && isCounter(m.type) ? this.#half(m.type, at(m), "low") : this.fixed(m.type, at(m), place);
        return `${quote(m.key)}: ${check && end > t.min ? `${q} - ${p} >= ${end} ? ${read} : undefined` : read}`;
      });
      return `{ ${members.join(", ")} }`;
    };
    const short = `if (${q} - ${p} < ${t.min}) throw BAD;`;
    const last = t.members.at(-1);
    const end = last === undefined ? 0 : last.offset + last.size!;
    let whole = `${target} = ${literal(false)};`;
    if (counters.length >= MANY_COUNTERS) {
      // Most counters of most devices are below 2^32: that they all are is one question.
      const upper = counters.map((m) => this.#half(m.type as IntType, at(m), "high"));
      whole = `if ((${upper.join(" | ")}) === 0) ${target} = ${literal(false, true)}; else ${whole}`;
    }
    if (end <= t.min) return [short, whole];
    // One check for the whole of a struct that this kernel fills; member by member only for older kernels.
    return [short, `if (${q} - ${p} >= ${end}) { ${whole} } else ${target} = ${literal(true)};`];
  }

  /** A function `(dv, u8, o, e, dir)` that reads elements of one size. */
  protected elements(t: ArrayType): string {
    return this.emitter.functionFor(t, "elements", (name) => {
      const place: Place = { p: "o", q: "e", depth: "0", env: new Map() };
      const step = sizeOf(t.element)!;
      return [
        // Allocated at its final size: growing costs more than reading.
        `function ${name}(dv, u8, o, e, dir) { const n = (e - o) / ${step}, a = new Array(n);`,
        `for (let i = 0; i < n; i++, o += ${step}) a[i] = ${this.fixed(t.element, "o", place)};`,
        "return a; }",
      ];
    });
  }

  /** A struct that gives `count` its meaning passes exactly the counted bytes. */
  protected array(t: ArrayType, target: string, { p, q }: Place): string[] {
    const size = sizeOf(t.element)!;
    const read = (end: string) => `${target} = ${this.elements(t)}(dv, u8, ${p}, ${end}, dir);`;
    if (typeof t.count !== "number") return [`if ((${q} - ${p}) % ${size} !== 0) throw BAD;`, read(q)];
    return [`if (${q} - ${p} < ${t.count * size}) throw BAD;`, read(`${p} + ${t.count * size}`)];
  }

  protected variant(t: VariantType, target: string, place: Place): string[] {
    const { p, q } = place;
    const size = t.discriminator.size;
    const name = this.emitter.local();
    const number = this.int({ ...t.discriminator, names: undefined } as unknown as IntType, p);
    const other = [`${target} = { ${quote(t.key)}: ${number}, data: u8.slice(${p} + ${size}, ${q}) };`];
    return [
      t.size === undefined ? `if (${q} - ${p} < ${size}) throw BAD;` : `if (${q} - ${p} !== ${t.size}) throw BAD;`,
      `const ${name} = ${this.int(t.discriminator, p)};`,
      ...dispatch(this.emitter, t.table, name, (type) => this.value(type, target, place), other),
    ];
  }
}
