/** A family's schema against what a kernel says about it. */
import type { AnyType, Attr, AttrsType } from "../../src/codec/index.js";
import { fieldsOf } from "../../src/codec/layout.js";
import { node, type Schema } from "../../src/codec/type.js";
import { type GenericFamily, schemaOf } from "../../src/netlink/index.js";
import type { PolicyAttrs as AttributePolicy } from "../../src/netlink/policy.js";
import { describePolicy, problemsOf } from "./fits.js";
import type { KernelFamily } from "./kernel.js";

export interface Comparison {
  /** Sentences, each with the path on which it was found first. */
  readonly problems: ReadonlyMap<string, string>;
  /** Attributes of policies that a declared attribute was compared with. */
  readonly compared: number;
}

/** What a payload may be in a request: every schema that a choice leaves open. */
function alternatives(type: AnyType): Schema[] {
  const t = node(type);
  if (t.tag !== "byKind") return [t];
  if (t.selector === "$direction") {
    const request = t.table["request"] ?? t.fallback;
    return request === undefined ? [] : alternatives(request);
  }
  return [...Object.values(t.table), ...(t.fallback === undefined ? [] : [t.fallback])].flatMap(alternatives);
}

/** The attribute set that a message's or a nest's content is. */
function setOf(t: Schema): AttrsType | undefined {
  if (t.tag === "attrs") return t;
  return t.tag === "message" ? t.body : undefined;
}

/** The last step of a path: the message or the attribute that a set is the content of. */
function nameOf(path: string): string {
  return path.split(" › ").at(-1)!;
}

class Comparer {
  readonly problems = new Map<string, string>();
  compared = 0;
  readonly #kernel: KernelFamily;
  readonly #seen = new Map<AttrsType, Set<number>>();

  constructor(kernel: KernelFamily) {
    this.#kernel = kernel;
  }

  report(problem: string, path: string): void {
    if (!this.problems.has(problem)) this.problems.set(problem, path);
  }

  /** Compares a policy with a set, and what is nested in both. */
  set(index: number, set: AttrsType, path: string): void {
    const seen = this.#seen.get(set) ?? new Set();
    if (seen.has(index)) return;
    this.#seen.set(set, seen.add(index));
    const { byId, pad } = fieldsOf(set);
    for (const [id, policy] of this.#kernel.policies.get(index) ?? []) {
      const attr = byId.get(id)?.[1];
      if (attr !== undefined) this.#attribute(policy, attr, path);
      else if (!pad.has(id)) this.report(`${nameOf(path)} lacks attribute ${id}, ${describePolicy(policy)}`, path);
    }
  }

  #attribute(policy: AttributePolicy, attr: Attr, path: string): void {
    this.compared++;
    const inner = `${path} › ${attr.name}`;
    const choices = alternatives(attr.type);
    const results = choices.map((t) => problemsOf(policy, attr, t));
    if (!results.some((found) => found.length === 0)) {
      for (const problem of results[0] ?? ["has no schema for requests"]) this.report(`${attr.name} ${problem}`, inner);
    }
    if (policy.policyIdx === undefined) return;
    for (const t of choices) {
      const element = t.tag === "indexed" ? node(t.element) : t;
      const nested = setOf(element);
      // A nest of numbered entries has no policy for the numbers: what it says holds for the entries.
      if (nested !== undefined) this.set(policy.policyIdx, nested, inner);
    }
  }
}

/** Compares a family that this library declares with the kernel's. */
export function compareFamily(ours: GenericFamily, kernel: KernelFamily): Comparison {
  const comparer = new Comparer(kernel);
  if (kernel.headerSize !== 0)
    comparer.report(`the kernel has a family header of ${kernel.headerSize} bytes`, ours.name);
  for (const group of kernel.groups)
    if (!ours.groups.includes(group)) comparer.report(`multicast group ${group} is not declared`, ours.name);
  for (const operation of kernel.operations) {
    const entry = ours.request.get(operation);
    if (entry === undefined) {
      comparer.report(`command ${operation} is not declared`, ours.name);
      continue;
    }
    const { do: single, dump } = kernel.checks.get(operation) ?? {};
    for (const index of new Set([single, dump])) {
      if (index === undefined) continue;
      const schema = schemaOf(entry, "request", undefined);
      const set = schema === undefined ? undefined : setOf(node(schema));
      if (set !== undefined) comparer.set(index, set, entry.name);
      else if ((kernel.policies.get(index)?.size ?? 0) > 0)
        comparer.report(`${entry.name} has no schema for requests, the kernel takes attributes`, entry.name);
    }
  }
  return comparer;
}
