/** Policy routing rules: rtnl.rules. */
import { z } from "zod";
import { be64, type Input, nameOf } from "../codec/index.js";
import {
  type AddressInput,
  addressText,
  callOf,
  checkOptions,
  optionsOf,
  prefix,
  prefixText,
} from "../options/index.js";
import { DelRule, GetRule, NewRule } from "./client/operations.js";
import {
  familyNumber,
  ipFamily,
  mark,
  type NumberRange,
  named,
  problem,
  protocol,
  range,
  refuse,
  table,
  u8,
  u32,
  unsignedOf,
  whole,
} from "./client/option-types.js";
import type { ListVerbOptions, Query, VerbOptions } from "./client/session.js";
import { type Changes, type Lists, tableOf, type VerbsClass } from "./client/verbs.js";
import { type Draft, wholeDraft } from "./client/write.js";
import { AddressFamily, IpProtocol, RouteProtocol, RouteTable } from "./constants.js";
import { type Rule, RuleAction, RuleFlags } from "./rule.js";

export type RuleFamily = "inet" | "inet6";

/** A rule: what packets it is about, and what becomes of them. */
export interface RuleOptions {
  /** By default that of `from` and `to`; `inet` where there are none. */
  readonly family?: RuleFamily | undefined;
  /** Source prefix. */
  readonly from?: AddressInput | undefined;
  /** Destination prefix. */
  readonly to?: AddressInput | undefined;
  /** Name of the interface that packets come in by; `lo` for those of this machine. It need not exist. */
  readonly iif?: string | undefined;
  /** Name of the interface that sockets are bound to. It need not exist. */
  readonly oif?: string | undefined;
  /** Mark, and the bits that are compared (all by default): `1`, `"0x1/0xff"`. */
  readonly fwmark?: number | string | undefined;
  readonly tos?: number | undefined;
  /** DSCP, 0 … 63; kernel 6.13. */
  readonly dscp?: number | undefined;
  /** Rules are gone through from the lowest priority up. The kernel chooses one below those that are there. */
  readonly priority?: number | undefined;
  /** Matches packets that do not match. */
  readonly not?: boolean | undefined;
  /** Table to look in. */
  readonly table?: "main" | "local" | "default" | number | undefined;
  /** The table is that of the packet's VRF. */
  readonly l3mdev?: boolean | undefined;
  /** Priority of the rule to go on with. */
  readonly goto?: number | undefined;
  /** `to_tbl` with a table or l3mdev, `goto` with goto. */
  readonly action?: RuleAction | number | undefined;
  /** Routes found with a prefix this long or shorter do not count. */
  readonly suppressPrefixlen?: number | undefined;
  /** Routes found by an interface of this group do not count. */
  readonly suppressIfgroup?: number | undefined;
  readonly ipProto?: IpProtocol | number | undefined;
  /** `80`, `"80-90"` or `{ start, end }`. */
  readonly sport?: number | string | NumberRange | undefined;
  readonly dport?: number | string | NumberRange | undefined;
  /** User ids of sockets: `1000`, `"1000-1999"` or `{ start, end }`. */
  readonly uidRange?: number | string | NumberRange | undefined;
  /** Key of the tunnel that packets came out of. */
  readonly tunId?: bigint | number | undefined;
  /** IPv4 realms, source × 65536 + destination. */
  readonly flow?: number | undefined;
  /** IPv6 flow label, and the bits that are compared: `"0x12345/0xfffff"`; kernel 6.14. */
  readonly flowlabel?: number | string | undefined;
  /** Who put it there; `boot` by default, as with `ip rule`. */
  readonly protocol?: RouteProtocol | number | undefined;
}

/** Which rules. Those left out do not restrict. */
export type RuleFilter = Pick<
  RuleOptions,
  "family" | "from" | "to" | "iif" | "oif" | "fwmark" | "priority" | "table" | "protocol" | "action"
>;

export interface RuleListOptions extends RuleFilter, ListVerbOptions {}

interface Masked {
  readonly value: number;
  readonly mask: number | undefined;
}

/** `1`, `"0x1"` or `"0x1/0xff"`. */
function masked(max: number) {
  return z.custom<number | string>().transform((input, context): Masked => {
    const [value, mask, ...more] = typeof input === "string" ? input.split("/").map(unsignedOf) : [input as unknown];
    const fits = (number: unknown) => Number.isInteger(number) && (number as number) >= 0 && (number as number) <= max;
    if (fits(value) && (mask === undefined || fits(mask)) && more.length === 0) {
      return { value: value as number, mask: mask as number | undefined };
    }
    return refuse(context, input, `expected a number up to 0x${max.toString(16)}, or "0x1/0xff" with a mask`);
  });
}

const action = named(RuleAction, 0xff, "rule action");
const interfaceName = z.string().min(1).max(15);

const filters = z.strictObject({
  family: ipFamily.optional(),
  from: prefix.optional(),
  to: prefix.optional(),
  iif: interfaceName.optional(),
  oif: interfaceName.optional(),
  fwmark: masked(0xffff_ffff).optional(),
  priority: u32.optional(),
  table: table.optional(),
  protocol: protocol.optional(),
  action: action.optional(),
});
type Filter = z.output<typeof filters>;

const ruleOptions = z.strictObject({
  ...filters.shape,
  tos: u8.optional(),
  dscp: whole(63).optional(),
  not: z.boolean().optional(),
  l3mdev: z.boolean().optional(),
  goto: u32.optional(),
  suppressPrefixlen: whole(128).optional(),
  suppressIfgroup: whole(0x7fff_ffff).optional(),
  ipProto: named(IpProtocol, 0xff, "IP protocol").optional(),
  sport: range(0xffff, "port").optional(),
  dport: range(0xffff, "port").optional(),
  uidRange: range(0xffff_ffff, "user id").optional(),
  tunId: optionsOf(be64).optional(),
  flow: mark.optional(),
  flowlabel: masked(0xf_ffff).optional(),
});
type Checked = z.output<typeof ruleOptions>;

function familyOf({ family, from, to }: Checked, call: string): RuleFamily {
  const found = family ?? from?.family ?? to?.family ?? "inet";
  for (const [option, value] of Object.entries({ from, to })) {
    if (value !== undefined && value.family !== found) {
      throw problem(call, option, `is no ${found} prefix`);
    }
  }
  return found;
}

function actionOf(rule: Checked, removes: boolean, call: string): number {
  const { action, goto, table, l3mdev } = rule;
  if (l3mdev === true && table !== undefined) throw problem(call, "table", "does not go with l3mdev");
  if (goto !== undefined && table !== undefined) throw problem(call, "table", "does not go with goto");
  if (goto !== undefined && action !== undefined && action !== RuleAction.goto) {
    throw problem(call, "action", "does not go with goto");
  }
  if (action === RuleAction.goto && goto === undefined)
    throw problem(call, "goto", "is missing: the priority to go on with");
  if (action !== undefined) return action;
  if (goto !== undefined) return RuleAction.goto;
  // A deletion without an action takes rules of any.
  if (removes && table === undefined && l3mdev !== true) return RuleAction.unspec;
  return RuleAction.to_tbl;
}

function build(rule: Checked, removes: boolean, call: string): Input<typeof Rule> {
  const { from, to, fwmark, flowlabel } = rule;
  const action = actionOf(rule, removes, call);
  const looksUp = action === RuleAction.to_tbl && rule.l3mdev !== true;
  const number = rule.table ?? (looksUp && !removes ? RouteTable.main : RouteTable.unspec);
  return {
    family: AddressFamily[familyOf(rule, call)],
    dstLen: to?.length ?? 0,
    srcLen: from?.length ?? 0,
    tos: rule.tos ?? 0,
    hdrTable: number < 256 ? number : RouteTable.unspec,
    action,
    flags: rule.not === true ? RuleFlags.invert : 0,
    dst: to === undefined || to.length === 0 ? undefined : to.bytes,
    src: from === undefined || from.length === 0 ? undefined : from.bytes,
    iifname: rule.iif,
    oifname: rule.oif,
    goto: rule.goto,
    priority: rule.priority,
    fwmark: fwmark?.value,
    fwmask: fwmark?.mask,
    flow: rule.flow,
    tunId: rule.tunId,
    suppressIfgroup: rule.suppressIfgroup,
    suppressPrefixlen: rule.suppressPrefixlen,
    table: number < 256 ? undefined : number,
    l3mdev: rule.l3mdev === true ? 1 : undefined,
    uidRange: rule.uidRange,
    protocol: rule.protocol ?? (removes ? undefined : RouteProtocol.boot),
    ipProto: rule.ipProto,
    sportRange: rule.sport,
    dportRange: rule.dport,
    dscp: rule.dscp,
    flowlabel: flowlabel?.value,
    flowlabelMask: flowlabel === undefined ? undefined : (flowlabel.mask ?? 0xf_ffff),
  };
}

function draftOf(options: RuleOptions, removes: boolean, call: string, index?: number): Draft<Input<typeof Rule>> {
  const rule = checkOptions(ruleOptions, options, call, index);
  // Every rule would do, and the first is that of the table local.
  if (removes && !Object.entries(rule).some(([name, value]) => name !== "family" && value !== undefined)) {
    throw problem(callOf(call, index), "", "say which rule");
  }
  const { priority, from, to } = rule;
  const about = from ?? to;
  const subject = priority !== undefined ? `priority ${priority}` : about === undefined ? "" : prefixText(about);
  return wholeDraft(subject, build(rule, removes, callOf(call, index)));
}

/** What deletes a rule that a list gave. */
function deletionOf({ unknown, ...rule }: Rule): Draft<Input<typeof Rule>> {
  return wholeDraft(`priority ${rule.priority ?? 0}`, { ...rule, flags: rule.flags & RuleFlags.invert });
}

function passes(rule: Readonly<Rule>, filter: Filter): boolean {
  const { family, from, to, iif, oif, fwmark, priority, table, protocol, action } = filter;
  const differs = <T>(wanted: T | undefined, found: T | undefined) => wanted !== undefined && wanted !== found;
  const text = (value: Filter["from"]) => (value === undefined || value.length === 0 ? undefined : addressText(value));
  if (differs<unknown>(family ?? from?.family ?? to?.family, rule.family)) return false;
  if (from !== undefined && (from.length !== rule.srcLen || text(from) !== rule.src)) return false;
  if (to !== undefined && (to.length !== rule.dstLen || text(to) !== rule.dst)) return false;
  if (differs(iif, rule.iifname) || differs(oif, rule.oifname)) return false;
  if (differs(fwmark?.value, rule.fwmark) || differs(fwmark?.mask, rule.fwmask)) return false;
  if (differs(priority, rule.priority ?? 0)) return false;
  if (table !== undefined && (nameOf(RouteTable, table) ?? table) !== (rule.table ?? rule.hdrTable)) return false;
  if (protocol !== undefined && (nameOf(RouteProtocol, protocol) ?? protocol) !== rule.protocol) return false;
  return action === undefined || (nameOf(RuleAction, action) ?? action) === rule.action;
}

function query(filter: Filter): Query<typeof GetRule> {
  const family = filter.family ?? filter.from?.family ?? filter.to?.family;
  return {
    operation: GetRule,
    value: { family: familyNumber(family) },
    // Of all families: multicast routing has rules of its own, as bridges and others answer to "all" as well.
    families: family === undefined ? [AddressFamily.inet, AddressFamily.inet6] : [AddressFamily[family]],
    test: (rule) => passes(rule, filter),
  };
}

interface RuleVerbs extends Lists<Rule, RuleListOptions>, Changes<Rule, RuleOptions, RuleOptions, "add"> {
  /** Rules of IPv4 and IPv6, or those that the filter lets through. The kernel filters by family only. */
  list(options?: RuleListOptions): Promise<Rule[]>;

  /** Adds a rule. Without a priority the kernel chooses one, below every other but that of the table local. */
  add(rule: RuleOptions, options?: VerbOptions): Promise<void>;

  /**
   * Deletes the first rule that matches all that is given, or one that `list` gave.
   *
   * @throws OptionError where nothing is given; NetlinkError ENOENT
   */
  delete(rule: RuleOptions | Rule, options?: VerbOptions): Promise<void>;

  /**
   * Deletes the rules that the filter lets through, and says how many. Without a filter all but those with priority 0, as
   * `ip rule flush`: what is left looks into the table local only.
   */
  flush(filter?: RuleFilter, options?: VerbOptions): Promise<number>;
}

const RuleTable: VerbsClass<RuleVerbs> = tableOf({
  name: "rules",
  add: NewRule,
  delete: DelRule,
  modes: ["add"],
  filters,
  query,
  draft: (rule: RuleOptions, call, index) => draftOf(rule, false, call, index),
  deletion: (rule: RuleOptions, call, index) => draftOf(rule, true, call, index),
  deletionOf,
  mark: "hdrTable",
  gone: "ENOENT",
  flushed: (found, filter) => found.filter(({ priority = 0 }) => filter.priority !== undefined || priority !== 0),
});

/** The policy routing rules of a namespace. */
export class Rules extends RuleTable {}
