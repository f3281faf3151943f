/** A schema as text: names, numbers, types. */
import { kernelName } from "./constants.js";
import { fieldsOf } from "./layout.js";
import {
  type AnyType,
  type AttrsType,
  type Constants,
  type IntType,
  NLA_F_NET_BYTEORDER,
  node,
  type StructType,
} from "./type.js";

/**
 * Describes a schema in indented lines: `IFLA_MTU(4): u32, bytes`. A set that was described further up is only named,
 * so recursive schemas end.
 */
export function describe(schema: AnyType): string {
  const lines: string[] = [];
  new Describer(lines).type(schema, 0, "");
  return `${lines.join("\n")}\n`;
}

function intName(t: IntType<unknown>): string {
  const order = t.order === "big" ? "be" : t.order === "little" ? "le" : t.signed ? "s" : "u";
  return `${order}${t.size * 8}`;
}

function constantsText(word: string, table: Constants): string {
  const names = Object.entries(table).map(([name, value]) => `${kernelName(table, name)}=${value}`);
  return `${word} { ${names.join(", ")} }`;
}

class Describer {
  readonly #lines: string[];
  readonly #open = new Map<object, string>();

  constructor(lines: string[]) {
    this.#lines = lines;
  }

  #put(indent: number, text: string): void {
    this.#lines.push("  ".repeat(indent) + text);
  }

  /** Writes `prefix` and the type; whatever a type contains goes on the lines below. */
  type(type: AnyType, indent: number, prefix: string): void {
    const t = node(type);
    const put = (text: string) => this.#put(indent, prefix + text + (type.unit === undefined ? "" : `, ${type.unit}`));
    switch (t.tag) {
      case "int":
        if (t.names !== undefined) put(`${intName(t)} ${constantsText("enum", t.names)}`);
        else put(t.bits === undefined ? intName(t) : `${intName(t)} ${constantsText("flags", t.bits)}`);
        break;
      case "varint":
        put(t.signed ? "sint (s32 or s64)" : "uint (u32 or u64)");
        break;
      case "bits":
        put(
          `${intName(t.base)} { ${Object.entries(t.widths)
            .map(([key, width]) => `${key}:${width}`)
            .join(", ")} }`,
        );
        break;
      case "flag":
        put("flag");
        break;
      case "text":
        put(t.size === undefined ? (t.nul ? "string, NUL-terminated" : "string") : `char[${t.size}]`);
        break;
      case "bytes":
        put(t.count !== undefined ? `bytes[${t.count.key}]` : t.size === undefined ? "bytes" : `bytes[${t.size}]`);
        break;
      case "lladdr":
        put(t.size === 6 ? "MAC address" : "link-layer address");
        break;
      case "ip":
        put(t.size === 4 ? "IPv4 address" : "IPv6 address");
        break;
      case "address":
        put(t.family === undefined ? "IP address" : `address of ${t.family}`);
        break;
      case "mpls":
        put("MPLS label stack");
        break;
      case "array": {
        const { count } = t;
        const text =
          typeof count === "object" ? count.key + (count.plus === 0 ? "" : ` + ${count.plus}`) : (count ?? "");
        this.type(t.element, indent, `${prefix}array[${text}] of `);
        break;
      }
      case "list":
        this.type(t.element, indent, `${prefix}list by ${t.length} of `);
        break;
      case "indexed":
        this.type(t.element, indent, `${prefix}nest by ${t.key ?? "index"} of `);
        break;
      case "struct":
        put(`struct ${t.name} (${t.size} bytes)`);
        this.#once(t, t.name, indent, () => this.#members(t, indent + 1));
        break;
      case "attrs":
        put("attributes");
        this.#once(t, prefix, indent, () => this.#attributes(t, indent + 1));
        break;
      case "message":
        put(`struct ${t.header.name} (${t.header.size} bytes), then attributes`);
        this.#once(t, prefix, indent, () => {
          this.#members(t.header, indent + 1);
          this.#attributes(t.body, indent + 1);
        });
        break;
      case "variant":
        put(`one of, by ${t.key}`);
        for (const [kind, entry] of Object.entries(t.table)) this.type(entry, indent + 1, `${kind}: `);
        break;
      case "byKind":
        put(`by ${t.selector}`);
        for (const [kind, entry] of Object.entries(t.table)) this.type(entry, indent + 1, `${kind}: `);
        if (t.fallback !== undefined) this.type(t.fallback, indent + 1, "otherwise: ");
        break;
    }
  }

  #once(type: object, name: string, indent: number, body: () => void): void {
    const seen = this.#open.get(type);
    if (seen !== undefined) {
      this.#put(indent + 1, `(as under ${seen.trim() || "the message"} above)`);
      return;
    }
    this.#open.set(type, name.replace(/: ?$/, ""));
    body();
  }

  #members(t: StructType, indent: number): void {
    for (const m of t.members) {
      const later = m.type.later === true ? " (absent on older kernels)" : "";
      this.type(m.type, indent, `+${m.offset} ${m.kernel}${later}: `);
    }
  }

  #attributes(t: AttrsType, indent: number): void {
    for (const [, field] of fieldsOf(t).entries) {
      const many = field.repeated ? ", repeated" : "";
      const order = (field.flags & NLA_F_NET_BYTEORDER) !== 0 ? ", NLA_F_NET_BYTEORDER" : "";
      this.type(field.type, indent, `${field.name}(${field.id}${many}${order}): `);
    }
  }
}
