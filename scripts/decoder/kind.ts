/** What sort of message it is, in a word: the link kind, the qdisc, the encapsulation, the errno. */
import { errnoOf } from "./filter.js";
import { attributesOf, errnoName, type NetlinkMessage, NLMSG_ERROR, type TreeNode } from "./library.js";

/** Attributes that choose the schema of others, from the most to the least telling. */
const SELECTORS = [
  "IFLA_INFO_KIND",
  "IFLA_INFO_SLAVE_KIND",
  "TCA_ACT_KIND",
  "TCA_KIND",
  "RTA_ENCAP_TYPE",
  "NHA_ENCAP_TYPE",
];

/** Longest kind: it may be any string of the wire. */
const MAX_KIND = 40;

/** The kind of a message, fit for a file name; undefined when there is none. */
export function kindOf(message: NetlinkMessage, tree: TreeNode): string | undefined {
  const kind = plainKind(message, tree);
  const safe = kind?.replace(/[^\w+-]/g, "_").slice(0, MAX_KIND);
  return safe === "" ? undefined : safe;
}

function plainKind(message: NetlinkMessage, tree: TreeNode): string | undefined {
  if (message.raw.type === NLMSG_ERROR) {
    const errno = errnoOf(message) ?? 0;
    return errno === 0 ? "ack" : errnoName(errno);
  }
  return selectorOf(tree) ?? familyOf(tree);
}

/** The value of the attribute that chooses the schema of others; undefined when there is none. */
export function selectorOf(tree: TreeNode): string | undefined {
  const found = new Map<string, string>();
  for (const [{ name, content }, path] of attributesOf(tree)) {
    if (name === undefined || content.kind !== "value" || path.includes("extended acknowledgement")) continue;
    if (!SELECTORS.includes(name) || found.has(name)) continue;
    if (typeof content.value === "string" || typeof content.value === "number") found.set(name, String(content.value));
  }
  for (const name of SELECTORS) if (found.has(name)) return found.get(name);
  return undefined;
}

/** The address family in the header. */
function familyOf(tree: TreeNode): string | undefined {
  const header = tree.kind === "attrs" ? tree.header : tree.kind === "struct" ? tree.head : tree;
  if (header?.kind !== "value" || typeof header.value !== "object" || header.value === null) return undefined;
  const { family } = header.value as { family?: unknown };
  return typeof family === "string" && family !== "unspec" ? family : undefined;
}
