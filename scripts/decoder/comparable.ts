/** Messages as what a comparison of two captures looks at. */
import { refusalOf } from "./failure.js";
import { clean } from "./io.js";
import { attributesOf, messageFlagNames, type NetlinkMessage, printTree, type TreeNode } from "./library.js";
import type { Seen } from "./session.js";

/** A message without what changes from run to run. */
export interface Comparable {
  readonly n: number;
  readonly title: string;
  /** Protocol, type and direction: what two messages must have in common to be compared. */
  readonly type: string;
  /** What the message is about: the name of a link, the destination of a route. */
  readonly identity: string;
  /** One line an attribute, indented. */
  readonly lines: readonly string[];
  /** All lines in one, for quick comparison. */
  readonly text: string;
}

/** Attributes that differ from run to run: statistics, timers, counts of changes. */
const VOLATILE =
  /_(?:STATS|STATS2|STATS64|STATS_BASIC|STATS_QUEUE|CACHEINFO|CARRIER_CHANGES|CARRIER_UP_COUNT|CARRIER_DOWN_COUNT|TIMER|GC_TIMER|LAST_HANDSHAKE_TIME|RX_BYTES|TX_BYTES|EXPIRES|TM)$/;
/** Attributes that say what a message is about. */
const IDENTITY = /_(?:NAME|IFNAME|DEV_NAME|FAMILY_NAME|KIND|DST|LOCAL|ADDRESS|LABEL|HANDLE|ID|INFO_DATA)$/;

/** The same tree without volatile attributes. Leaves stay the nodes that they are. */
function steady(tree: TreeNode): TreeNode {
  switch (tree.kind) {
    case "attrs":
      return {
        ...tree,
        attributes: tree.attributes
          .filter(({ name }) => name === undefined || !VOLATILE.test(name))
          .map((attribute) => ({ ...attribute, content: steady(attribute.content) })),
      };
    case "struct":
      return { ...tree, parts: tree.parts.map((part) => ({ ...part, content: steady(part.content) })) };
    case "list":
      return { ...tree, records: tree.records.map((record) => ({ ...record, content: steady(record.content) })) };
    default:
      return tree;
  }
}

function identityOf(tree: TreeNode): string {
  const found: string[] = [];
  for (const [{ name, content }, path] of attributesOf(tree)) {
    if (path.length > 2 || name === undefined || !IDENTITY.test(name) || content.kind !== "value") continue;
    if (typeof content.value !== "object") found.push(`${name}=${String(content.value)}`);
  }
  return found.join(" ");
}

/** What is compared of each message of a datagram. */
export function comparablesOf(seen: Seen): Comparable[] {
  return seen.messages.map(({ n, message }) => comparable(n, message, seen.protocol));
}

function comparable(n: number, message: NetlinkMessage, protocol: string | undefined): Comparable {
  const { direction, answers } = message;
  const tree = steady(message.tree());
  const family = message.family === undefined ? "" : `${clean(message.family)}:`;
  const name = `${family}${message.name}`;
  // An acknowledgement is about the request that it answers.
  const about = message.isControl && answers !== undefined ? ` ${answers.name}` : "";
  const flags = messageFlagNames(message.raw.flags, message.verb).join("|");
  const refusal = refusalOf(message, tree);
  const lines = [`flags ${flags === "" ? "0" : flags}`];
  if (refusal !== undefined) {
    lines.push(
      `${refusal.code}: ${clean(refusal.message ?? "")} ${refusal.attribute.map(clean).join(" › ")}`.trimEnd(),
    );
  }
  for (const line of printTree(tree)) {
    // The header of the echoed request.
    lines.push(
      message.isControl && line.startsWith("error ") ? line.replace(/\bnlmsg_(len|seq|pid) \d+/g, "nlmsg_$1 *") : line,
    );
  }
  return {
    n,
    title: `${direction === "request" ? "→" : "←"} ${name}${about}`,
    type: `${protocol} ${direction} ${name}${about}`,
    identity: identityOf(tree),
    lines,
    text: lines.join("\n"),
  };
}

/** How well two messages fit each other; 0: not at all. */
export function likeness(a: Comparable, b: Comparable): number {
  if (a.type !== b.type) return 0;
  if (a.text === b.text) return 6;
  return a.identity === b.identity ? 4 : 1;
}

const labelOf = (line: string): string => /^ *\S*/.exec(line)![0];

/** How well two lines fit each other: the same, or the same attribute with another value. */
export function lineLikeness(a: string, b: string): number {
  if (a === b) return 6;
  return labelOf(a) === labelOf(b) ? 1 : 0;
}
