/** Policy routing rules: net/core/fib_rules.c. */
import type { Rule } from "../../rule.js";
import { BucketTable } from "./buckets.js";
import type { Emit } from "./table.js";

function end(address: string | undefined, length: number): string {
  return length === 0 ? "all" : `${address}/${length}`;
}

/** Nothing identifies a rule but all of it. */
export class RuleTable extends BucketTable<Rule> {
  constructor(map: Map<string, Rule>) {
    // The flags say whether a rule's interfaces and its target are there.
    super(map, [], ["flags"]);
  }

  accepts(): boolean {
    return true;
  }

  base({ family, priority }: Rule): string {
    return `${family} ${priority ?? 0}`;
  }

  protected suffix({ src, srcLen, dst, dstLen, iifname, oifname, table, action }: Rule): string {
    const interfaces = `${iifname === undefined ? "" : ` iif ${iifname}`}${oifname === undefined ? "" : ` oif ${oifname}`}`;
    return `from ${end(src, srcLen)} to ${end(dst, dstLen)}${interfaces} ${action} ${table ?? ""}`.trimEnd();
  }

  apply(action: "new" | "delete", rule: Rule, _flags: number, emit: Emit<Rule>): boolean {
    const base = this.base(rule);
    const keys = this.keys(base);
    const same = this.find(keys, rule);
    if (action === "delete") {
      if (same !== undefined) this.remove(base, same, emit);
      return same === undefined;
    }
    if (same === undefined) this.insert(base, rule, emit);
    // There may be the same rule twice.
    else this.update(base, same, rule, emit);
    return same !== undefined;
  }
}
