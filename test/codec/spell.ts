/** A schema as short text, for the counterexamples of property tests. */
import type { AnyType } from "../../src/codec/index.js";
import { fieldsOf } from "../../src/codec/layout.js";
import { node } from "../../src/codec/type.js";

export function spell(type: AnyType): string {
  const t = node(type);
  switch (t.tag) {
    case "int":
      return `${t.signed ? "s" : "u"}${t.size * 8}${t.order === "host" ? "" : t.order}${t.js === "bigint" ? "n" : ""}${t.names === undefined ? "" : "names"}${t.later === true ? "?" : ""}`;
    case "struct":
      return `struct${t.size}(${t.members.map((m) => `${m.key}@${m.offset} ${spell(m.type)}`).join(", ")})`;
    case "attrs": {
      const { entries } = fieldsOf(t);
      const fields = entries.map(
        ([key, f]) =>
          `${key}: ${f.id}${f.flags === 0 ? "" : `|${f.flags.toString(16)}`} ${spell(f.type)}${f.repeated ? "[]" : ""}`,
      );
      return `attrs{${fields.join(", ")}; pad ${Object.values(t.pad).join()}}`;
    }
    case "message":
      return `message(${spell(t.header)}, ${spell(t.body)})`;
    case "byKind": {
      const table = Object.entries(t.table).map(([kind, entry]) => `${kind}: ${spell(entry)}`);
      return `byKind(${t.selector}, {${table.join(", ")}}${t.fallback === undefined ? "" : ` else ${spell(t.fallback)}`})`;
    }
    case "variant":
      return `variant(${t.key}, {${Object.entries(t.table).map(([kind, entry]) => `${kind}: ${spell(entry)}`)}}, ${t.size})`;
    case "array":
      return `array(${spell(t.element)}, ${JSON.stringify(t.count)})`;
    case "list":
      return `listOf(${spell(t.element)}, ${t.length}, ${t.align}, ${t.plus})`;
    case "indexed":
      return `indexed(${t.key ?? ""} ${spell(t.element)}, ${t.from})`;
    default:
      return `${t.tag}${"size" in t && t.size !== undefined ? t.size : ""}`;
  }
}
