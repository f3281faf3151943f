import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { AttrsType, MessageType, Schema } from "../../src/codec/index.js";
import { genericFamilies } from "../../src/genl/families.js";

interface Recording {
  families: Record<
    string,
    {
      operations: Record<string, { do?: number; dump?: number }>;
      policies: Record<string, Record<string, string>>;
    }
  >;
}

const recording: Recording = JSON.parse(
  readFileSync(new URL("../fixtures/genl/policies-7.2.13.json", import.meta.url), "utf8"),
);

/** Where a schema says more than the kernel checks. */
const EXCEPTIONS: Record<string, string> = {
  NL80211_ATTR_REG_ALPHA2: "two letters and a NUL; the policy has a length only",
  NL80211_ATTR_WIPHY_TX_POWER_LEVEL: "checked as u32, used as int",
  NL80211_ATTR_CONTROL_PORT_ETHERTYPE: "u16 in requests and frames, a flag in wiphys",
};

/** Payloads that the kernel's type allows. */
function fits(policy: string, t: Schema, flagged: boolean): boolean {
  switch (policy) {
    case "U8":
    case "U16":
    case "U32":
    case "U64":
    case "S8":
    case "S16":
    case "S32":
    case "S64": {
      const bits = Number(policy.slice(1));
      if (t.tag === "ip") return bits === 32 && t.size === 4;
      return t.tag === "int" && t.size * 8 === bits && t.signed === (policy[0] === "S");
    }
    case "FLAG":
      return t.tag === "flag";
    case "STRING":
    case "NUL_STRING":
      return t.tag === "text";
    case "NESTED":
    case "NESTED_ARRAY":
      return flagged && (t.tag === "attrs" || t.tag === "indexed" || t.tag === "bytes");
    case "BITFIELD32":
      return t.tag === "struct" && t.name === "nla_bitfield32";
    case "BINARY":
      return (
        ["bytes", "lladdr", "ip", "address", "array", "struct", "list", "variant"].includes(t.tag) ||
        (t.tag === "int" && t.order === "big")
      );
    default:
      // UINT, SINT and MSECS, which the tool that printed the policies does not know.
      return policy === "unknown" && (t.tag === "varint" || (t.tag === "int" && t.size === 8));
  }
}

test.each(Object.keys(recording.families))("requests of %s match the policies of a running kernel", (name) => {
  const { operations, policies } = recording.families[name]!;
  const family = genericFamilies.get(name)!;
  const wrong = new Set<string>();
  const seen = new Set<string>();
  let compared = 0;

  function compare(policy: string | number, set: AttrsType, path: string): void {
    const byId = new Map(Object.values(set.fields).map((field) => [field.id, field]));
    for (const [id, text] of Object.entries(policies[policy] ?? {})) {
      const [type, nested] = text.split(":");
      const field = byId.get(Number(id));
      if (field === undefined) {
        if (!Object.values(set.pad).includes(Number(id))) wrong.add(`${path}: ${id} (${text}) is not declared`);
        continue;
      }
      compared++;
      const t = field.type as unknown as Schema;
      if (t.tag === "byKind" || field.name in EXCEPTIONS) continue;
      if (!fits(type!, t, field.flags !== 0))
        wrong.add(`${path}${field.name}: the kernel has ${type}, the schema ${t.tag}`);
      const inner = t.tag === "indexed" ? (t.element as unknown as Schema) : t;
      const key = `${nested} ${field.name}`;
      // The links of a multi-link device take any attribute of the family; the schema has those of a link only.
      if (nested === undefined || seen.has(key) || field.name === "NL80211_ATTR_MLO_LINKS") continue;
      seen.add(key);
      if (inner.tag === "attrs") compare(nested, inner, `${path}${field.name}.`);
    }
  }

  for (const [command, uses] of Object.entries(operations)) {
    const entry = family.request.get(Number(command));
    expect(entry, `command ${command}`).toBeDefined();
    for (const policy of Object.values(uses)) {
      compare(policy, (entry!.request as unknown as MessageType).body, "");
    }
  }
  expect([...wrong]).toEqual([]);
  expect(compared).toBeGreaterThan(0);
});
