/** What an NLMSG_ERROR, or an NLMSG_DONE that failed, says. */
import { errnoOf } from "./filter.js";
import {
  type AttributeNode,
  attributesOf,
  errnoName,
  type NetlinkMessage,
  NLMSG_DONE,
  NLMSG_ERROR,
  type TreeNode,
} from "./library.js";

export interface Refusal {
  /** `EINVAL` */
  readonly code: string;
  /** The extended acknowledgement's message. */
  readonly message: string | undefined;
  /** Kernel names of the attribute that it points at. */
  readonly attribute: readonly string[];
}

/**
 * Reads a failure, and a warning that comes with a success. It works from the tree, because the value of a message whose
 * echoed request is malformed cannot be read.
 */
export function refusalOf(message: NetlinkMessage, tree: TreeNode): Refusal | undefined {
  const { type } = message.raw;
  if (type !== NLMSG_ERROR && type !== NLMSG_DONE) return undefined;
  const errno = errnoOf(message) ?? 0;
  const extack = extackOf(tree);
  const text = extack.get("NLMSGERR_ATTR_MSG");
  if (errno >= 0 && text === undefined) return undefined;
  const offs = numberIn(extack, "NLMSGERR_ATTR_OFFS");
  const missType = numberIn(extack, "NLMSGERR_ATTR_MISS_TYPE");
  const missNest = numberIn(extack, "NLMSGERR_ATTR_MISS_NEST");
  const points = offs !== undefined || missType !== undefined || missNest !== undefined;
  const attribute = points ? message.refusedAttribute({ ...NOTHING, offs, missType, missNest }) : [];
  return {
    code: errno < 0 ? errnoName(errno) : "warning",
    message: typeof text === "string" ? text : undefined,
    attribute,
  };
}

const NOTHING = {
  msg: undefined,
  offs: undefined,
  cookie: undefined,
  policy: undefined,
  missType: undefined,
  missNest: undefined,
  unknown: undefined,
};

/** The values of the acknowledgement's own attributes; the echoed request has attributes too, under other names. */
function extackOf(tree: TreeNode): Map<string, unknown> {
  const found = new Map<string, unknown>();
  if (tree.kind !== "struct") return found;
  for (const { name, content } of tree.parts) {
    if (name !== "extended acknowledgement") continue;
    for (const [attribute, path] of attributesOf(content)) if (path.length === 1) keep(found, attribute);
  }
  return found;
}

function keep(found: Map<string, unknown>, { name, content }: AttributeNode): void {
  if (name !== undefined && content.kind === "value") found.set(name, content.value);
}

function numberIn(values: ReadonlyMap<string, unknown>, name: string): number | undefined {
  const value = values.get(name);
  return typeof value === "number" ? value : undefined;
}
