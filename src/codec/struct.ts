import { SchemaError } from "./errors.js";
import { alignOf, alignTo, kernelOf, sizeOf } from "./layout.js";
import { make } from "./make.js";
import type { AnyType, Member, StructType } from "./type.js";
import { node } from "./type.js";

type StructOut<F extends Record<string, AnyType>> = { [K in keyof F]: F[K]["~out"] };
type StructIn<F extends Record<string, AnyType>> = { [K in keyof F]?: F[K]["~in"] | undefined };

export interface Struct<F extends Record<string, AnyType>> extends StructType {
  readonly "~out": StructOut<F>;
  readonly "~in": StructIn<F>;
}

export interface StructOptions {
  /** What the kernel's member names start with, `"rtm_"`. */
  prefix?: string;
  /** Members follow each other without C padding (`__attribute__((packed))`). */
  packed?: boolean;
}

/**
 * Fixed fields with the layout that C gives them: natural alignment, padding at the end. Behind them may stand members
 * that others count (`array(T, "key")`, `countedBytes("key")`), and last one that takes the rest of the payload.
 *
 * @param name the kernel's struct
 * @param size `sizeof`, bytes
 * @throws SchemaError when the members do not add up to `size`
 */
export function struct<F extends Record<string, AnyType>>(
  name: string,
  size: number,
  fields: F,
  options: StructOptions = {},
): Struct<F> {
  const members: Member[] = [];
  let offset = 0;
  let align = 1;
  let min: number | undefined;
  let fixed = 0;
  for (const [key, type] of Object.entries(fields)) {
    const fieldSize = fixed === members.length ? sizeOf(type) : undefined;
    const fieldAlign = options.packed === true ? 1 : alignOf(type);
    if (fixed === members.length) {
      offset = alignTo(offset, fieldAlign);
      align = Math.max(align, fieldAlign);
    }
    const member: Member = { key, kernel: kernelOf(key, type, options.prefix), type, offset, size: fieldSize };
    if (type.later === true) min ??= offset;
    else if (min !== undefined) throw new SchemaError(`struct ${name}: ${key} follows a later member`);
    members.push(Object.freeze(member));
    if (fieldSize !== undefined) {
      offset += fieldSize;
      fixed++;
    }
  }
  const total = alignTo(offset, align);
  if (total !== size) throw new SchemaError(`struct ${name}: members take ${total} bytes, not ${size}`);
  const tails = members.slice(fixed);
  checkTails(name, members, tails);
  return make<Struct<F>>({
    tag: "struct",
    name,
    size,
    min: min ?? (tails.length === 0 ? offset : size),
    align,
    members,
    fixed: members.slice(0, fixed),
    tails,
  });
}

function checkTails(name: string, members: readonly Member[], tails: readonly Member[]): void {
  for (const tail of tails) {
    const type = node(tail.type);
    const count = type.tag === "array" || type.tag === "bytes" ? type.count : undefined;
    if (count === undefined && sizeOf(tail.type) === undefined && tail !== tails.at(-1)) {
      throw new SchemaError(`struct ${name}: nothing tells where ${tail.key} ends`);
    }
    if (typeof count === "object" && !members.some((m) => m.key === count.key && m.type.tag === "int")) {
      throw new SchemaError(`struct ${name}: ${tail.key} is counted by ${count.key}, which is no integer member`);
    }
    if (type.tag === "byKind" && type.fallback === undefined) {
      throw new SchemaError(`struct ${name}: ${tail.key} needs a fallback for kinds that it does not know`);
    }
  }
}
