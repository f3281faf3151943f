import { SchemaError } from "./errors.js";
import { make, type Simplify } from "./make.js";
import type { AnyType, ByKindType, FlaggedType, IntType, StructType, VariantType } from "./type.js";
import { node } from "./type.js";

type TableOut<Table extends Record<string, AnyType>> = Table[keyof Table]["~out"];
type TableIn<Table extends Record<string, AnyType>> = Table[keyof Table]["~in"];

export interface ByKind<S extends string, Table extends Record<string, AnyType>, Fallback extends AnyType>
  extends ByKindType<S, Table> {
  readonly "~out": TableOut<Table> | Fallback["~out"];
  readonly "~in": TableIn<Table> | Fallback["~in"];
}

/**
 * Chooses a schema by the value of `selector`: a sibling in any wire order, a member of the header, a sibling further
 * out, or `$direction` (`request`, `reply`). Without a match and a fallback, an attribute goes to `unknown`, whole.
 */
export function byKind<S extends string, Table extends Record<string, AnyType>, Fallback extends AnyType = never>(
  selector: S,
  table: Table,
  fallback?: Fallback,
): ByKind<S, Table, Fallback> {
  const plain: Record<string, AnyType> = {};
  const flags: Record<string, number> = {};
  for (const [kind, type] of Object.entries(table)) {
    const flagged = type.tag === "flagged" ? (type as unknown as FlaggedType) : undefined;
    plain[kind] = flagged?.element ?? type;
    const inner = node(plain[kind]);
    if (inner.tag === "byKind" && Object.keys(inner.flags).length > 0) {
      throw new SchemaError(
        `${selector} ${kind}: flags of a choice inside a choice would be lost: put them around both`,
      );
    }
    if (flagged !== undefined) flags[kind] = flagged.flags;
  }
  return make<ByKind<S, Table, Fallback>>({
    tag: "byKind",
    selector,
    table: plain,
    fallback,
    flags,
  });
}

type VariantOut<K extends string, Table extends Record<string, StructType>> =
  | { [N in keyof Table]: Simplify<Omit<Table[N]["~out"], K> & { [P in K]: N }> }[keyof Table]
  | Simplify<{ [P in K]: number } & { data: Uint8Array }>;
type VariantIn<K extends string, Table extends Record<string, StructType>> =
  | { [N in keyof Table]: Simplify<Omit<Table[N]["~in"], K> & { [P in K]: N }> }[keyof Table]
  | Simplify<{ [P in K]: number } & { data: Uint8Array }>;

export interface Variant<K extends string, Table extends Record<string, StructType>> extends VariantType {
  readonly "~out": VariantOut<K, Table>;
  readonly "~in": VariantIn<K, Table>;
}

/**
 * One of several structs that all start with the same member, chosen by its value: a sockaddr by its family. A value
 * that the table does not have is given as a number, with the bytes after the member in `data`.
 *
 * @param key the member's key
 * @param discriminator its type, an enumeration
 * @param size bytes that the payload always takes (`sizeof(struct sockaddr_storage)`), zeros behind the struct
 */
export function variant<K extends string, Table extends Record<string, StructType>>(
  key: K,
  discriminator: IntType<unknown>,
  table: Table,
  size?: number,
): Variant<K, Table> {
  for (const { name, members } of Object.values(table)) {
    const first = members[0];
    if (first?.key !== key || first.size !== discriminator.size)
      throw new SchemaError(`struct ${name} does not start with ${key}`);
  }
  return make<Variant<K, Table>>({
    tag: "variant",
    key,
    discriminator: discriminator as IntType,
    table,
    size,
  });
}
