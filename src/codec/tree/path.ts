import { fieldsOf } from "../layout.js";
import { node } from "../type.js";
import { type AttributeNode, originOf, type TreeNode } from "./node.js";

/** Every attribute of a tree, outermost first, with the kernel names that lead to it. */
export function* attributesOf(
  tree: TreeNode,
  path: readonly string[] = [],
): Generator<[AttributeNode, readonly string[]]> {
  if (tree.kind === "attrs") {
    for (const attribute of tree.attributes) {
      const name = attribute.name ?? String(attribute.type);
      const inside = [...path, name];
      yield [attribute, inside];
      yield* attributesOf(attribute.content, inside);
    }
  } else if (tree.kind === "struct") {
    for (const part of tree.parts) yield* attributesOf(part.content, path);
  } else if (tree.kind === "list") {
    for (let i = 0; i < tree.records.length; i++) yield* attributesOf(tree.records[i]!.content, [...path, `[${i}]`]);
  }
}

/** The kernel names of the attribute whose header or payload holds `offset`, innermost last; empty when none does. */
export function pathAt(tree: TreeNode, offset: number): readonly string[] {
  let found: readonly string[] = [];
  for (const [attribute, path] of attributesOf(tree)) {
    if (offset >= attribute.offset && offset < attribute.offset + attribute.length) found = path;
  }
  return found;
}

/**
 * The kernel's name of attribute `id` in the set that starts at `nest`: the offset of the attribute that nests it,
 * undefined for the outermost set.
 */
export function nameInSet(tree: TreeNode, nest: number | undefined, id: number): string | undefined {
  let set: TreeNode | undefined = tree;
  if (nest !== undefined) {
    set = undefined;
    for (const [attribute] of attributesOf(tree)) if (attribute.offset === nest) set = attribute.content;
  }
  const type = set && originOf(set)?.type;
  const t = type && node(type);
  const attrs = t?.tag === "message" ? t.body : t?.tag === "attrs" ? t : undefined;
  return attrs && fieldsOf(attrs).byId.get(id)?.[1].name;
}
