import type { Constants } from "../type.js";
import { type AttributeNode, originOf, type TreeNode } from "./node.js";

/** An attribute whose content nothing describes, and the kernel names (or numbers) that lead to it. */
export interface Undescribed {
  readonly path: readonly string[];
  readonly attribute: AttributeNode;
}

/**
 * The attributes of a tree that no schema describes, at any depth: those that their set does not declare, and those
 * whose kind has no schema. Padding attributes, and content that does not fit the schema it has, are not among them.
 */
export function undescribed(tree: TreeNode): Undescribed[] {
  const out: Undescribed[] = [];
  visit(tree, [], out);
  return out;
}

function visit(tree: TreeNode, path: readonly string[], out: Undescribed[]): void {
  if (tree.kind === "attrs") {
    const pads = padNumbers(tree);
    for (const attribute of tree.attributes) {
      const { name, content } = attribute;
      const inside = [...path, name ?? String(attribute.type)];
      const isRaw = content.kind === "raw" && content.error === undefined;
      if (name === undefined || (isRaw && !pads.includes(attribute.type))) out.push({ path: inside, attribute });
      else visit(content, inside, out);
    }
  } else if (tree.kind === "struct") {
    for (const { content } of tree.parts) visit(content, path, out);
  } else if (tree.kind === "list") {
    tree.records.forEach(({ content }, i) => {
      visit(content, [...path, `[${i}]`], out);
    });
  }
}

function padNumbers(tree: TreeNode): readonly number[] {
  const type = originOf(tree)?.type as { pad?: Constants; body?: { pad?: Constants } } | undefined;
  return Object.values(type?.pad ?? type?.body?.pad ?? {});
}
