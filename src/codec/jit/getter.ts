/** Compiles getters: each finds one member of a message and decodes it, in the way in which whole messages are decoded. */
import { fieldsOf } from "../layout.js";
import { freeNames } from "../scope.js";
import type { AttrsType, Direction, MessageType, StructType } from "../type.js";
import { mayGenerate } from "./compile.js";
import { DecodeGenerator } from "./decode.js";
import { Emitter } from "./emit.js";
import { decodeHelpers } from "./helpers.js";
import type { Place } from "./read.js";

/** What a getter finds in the object that it is called on, and what it does where it cannot decode. */
export interface GetterParts {
  /** Keys of its members: a ByteView, and the region. */
  readonly view: symbol;
  readonly start: symbol;
  readonly end: symbol;
  readonly direction: Direction;
  /** Decodes the member in another way, or throws the right error. */
  readonly otherwise: (self: object) => unknown;
}

/** A getter of one member of a message or a set, undefined where code may not be generated. Not kept here. */
export function compiledGetter(
  schema: MessageType | AttrsType,
  key: string,
  littleEndian: boolean,
  parts: GetterParts,
): (() => unknown) | undefined {
  if (!mayGenerate()) return undefined;
  const emitter = new Emitter(littleEndian);
  const member = new MemberGenerator(emitter).member(schema, key);
  // Each getter is made of code of its own: a shared one would learn the types of every message.
  const getter = `(() => { const member = ${member};
return function () { const v = this[view]; try { return member(v.dv, v.u8, this[start], this[end], direction); }
catch (error) { if (error !== BAD) throw error; return otherwise(this); } }; })()`;
  return emitter.build(emitter.source(getter), { ...decodeHelpers, ...parts }) as () => unknown;
}

class MemberGenerator extends DecodeGenerator {
  /** The expression of a function `(dv, u8, start, end, direction)` that decodes one member. */
  member(type: MessageType | AttrsType, key: string): string {
    const env = new Map([...freeNames(type)].map((name) => [name, "undefined"]));
    const set = type.tag === "message" ? type.body : type;
    const wanted = neededFor(set, key);
    const lines = ["function member(dv, u8, o, e, dir) {"];
    if (type.tag === "message") {
      const { header } = type;
      const place: Place = { p: "o", q: "e", depth: "0", env };
      const read = (m: StructType["members"][number]) => this.fixed(m.type, `o + ${m.offset}`, place);
      const own = header.members.find((m) => m.key === key);
      lines.push(`if (e - o < ${header.size}) throw BAD;`);
      if (own !== undefined) return [...lines, `return ${read(own)}; }`].join("\n");
      header.members.forEach((m, i) => {
        if (!wanted.has(m.key)) return;
        lines.push(`const m${i} = ${read(m)};`);
        env.set(m.key, `m${i}`);
      });
      lines.push(`o += ${(header.size + 3) & ~3};`, "if (o > e) o = e;");
    }
    const index = fieldsOf(set).entries.findIndex(([name]) => name === key);
    return [...lines, "const d = 1;", ...this.attrLoop(set, env, wanted), `return v${index}; }`].join("\n");
  }
}

/** A key of a set, and the names by which it is read: other keys, and what surrounds the set. */
function neededFor(set: AttrsType, key: string): ReadonlySet<string> {
  const fields = new Map(fieldsOf(set).entries);
  const found = new Set([key]);
  // What is added on the way has its turn as well.
  for (const name of found) {
    const field = fields.get(name);
    if (field !== undefined) for (const free of freeNames(field.type)) found.add(free);
  }
  return found;
}
