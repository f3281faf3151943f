/** What the running kernel says about its generic netlink families, read by ringlink's own nlctrl schema. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decode, viewOf } from "../../src/codec/index.js";
import { GenlFamily, type OperationPolicy } from "../../src/genl/nlctrl/index.js";
import { GENL_ID_CTRL, splitDatagram } from "../../src/netlink/index.js";
import type { PolicyAttrs as AttributePolicy } from "../../src/netlink/policy.js";

/** Policies of one family: index, attribute, what the kernel accepts. */
export type Policies = ReadonlyMap<number, ReadonlyMap<number, AttributePolicy>>;

export interface KernelFamily {
  readonly name: string;
  readonly version: number;
  /** Size of the family's own header after struct genlmsghdr, bytes. */
  readonly headerSize: number;
  /** Command numbers that the kernel takes requests for. */
  readonly operations: ReadonlySet<number>;
  readonly groups: readonly string[];
  readonly policies: Policies;
  /** Which policies the requests of an operation are checked with. */
  readonly checks: ReadonlyMap<number, OperationPolicy>;
  /** Why there are no policies: the errno that the dump ended in. */
  readonly refused: string | undefined;
}

export interface Kernel {
  readonly release: string;
  readonly families: ReadonlyMap<string, KernelFamily>;
}

type Draft = { -readonly [K in Exclude<keyof KernelFamily, "policies" | "checks">]: KernelFamily[K] } & {
  policies: Map<number, Map<number, AttributePolicy>>;
  checks: Map<number, OperationPolicy>;
};

/** Messages of the controller in a datagram that is written in hexadecimal. */
function controllerMessages(hex: string): GenlFamily[] {
  const view = viewOf(Uint8Array.from(Buffer.from(hex, "hex")));
  const { messages, error } = splitDatagram(view);
  if (error !== undefined) throw new Error(`policy dump: ${error}`);
  return messages
    .filter(({ type }) => type === GENL_ID_CTRL)
    .map(({ payload, end }) => decode(GenlFamily, view, { start: payload, end, direction: "reply" }));
}

function introduce(message: GenlFamily): Draft {
  const { familyName: name, version, hdrsize, ops, mcastGroups } = message;
  if (name === undefined) throw new Error("policy dump: a family without CTRL_ATTR_FAMILY_NAME");
  return {
    name,
    version: version ?? 0,
    headerSize: hdrsize ?? 0,
    operations: new Set((ops ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]))),
    groups: (mcastGroups ?? []).flatMap((group) => (group.name === undefined ? [] : [group.name])),
    policies: new Map(),
    checks: new Map(),
    refused: undefined,
  };
}

function learn(family: Draft, { policy, opPolicy }: GenlFamily): void {
  for (const { op, value } of opPolicy ?? []) family.checks.set(op, value);
  for (const { policy: index, value } of policy ?? []) {
    const table = family.policies.get(index) ?? new Map<number, AttributePolicy>();
    for (const { attribute, value: accepted } of value) table.set(attribute, accepted);
    family.policies.set(index, table);
  }
}

/** Reads what `getpolicy.py` prints. @throws Error naming the line that does not fit */
export function parseKernel(text: string): Kernel {
  let release: string | undefined;
  const families = new Map<string, Draft>();
  for (const [i, line] of text.trim().split("\n").entries()) {
    const [what, name = "", rest = ""] = line.split(" ");
    if (what === "kernel") release = name;
    else if (what === "families") {
      for (const message of controllerMessages(name)) {
        const family = introduce(message);
        families.set(family.name.replaceAll(" ", "_"), family);
      }
    } else {
      const family = families.get(name);
      if (family === undefined || (what !== "policy" && what !== "refused"))
        throw new Error(`policy dump, line ${i + 1}: ${line.slice(0, 60)}`);
      if (what === "refused") family.refused = rest;
      else for (const message of controllerMessages(rest)) learn(family, message);
    }
  }
  if (release === undefined) throw new Error("policy dump: no line names the kernel");
  return { release, families: new Map([...families.values()].map((family) => [family.name, family])) };
}

/**
 * Asks the running kernel, or reads a dump that was made elsewhere when RINGLINK_POLICY_DUMP names its file.
 */
export function readKernel(): Kernel {
  const file = process.env["RINGLINK_POLICY_DUMP"];
  if (file !== undefined && file !== "") return parseKernel(readFileSync(file, "utf8"));
  const script = fileURLToPath(new URL("getpolicy.py", import.meta.url));
  const options = { encoding: "utf8", maxBuffer: 64 << 20, timeout: 120_000 } as const;
  return parseKernel(execFileSync("python3", [script], options));
}
