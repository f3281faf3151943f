/** The requests of every generic netlink family against the policies of the running kernel. */
import { describe, expect, it } from "vitest";
import { genericFamilies } from "../../src/genl/families.js";
import { compareFamily } from "./compare.js";
import { exceptionFor, POLICY_EXCEPTIONS } from "./exceptions.js";
import { readKernel } from "./kernel.js";

const kernel = readKernel();
const version = /^\d+\.\d+/.exec(kernel.release)?.[0] ?? kernel.release;
const present = [...genericFamilies.keys()].filter((name) => kernel.families.has(name));
const checked = present.filter((name) => kernel.families.get(name)!.refused === undefined);
/** The kernel whose policies the exceptions were written for. */
const REVIEWED = "7.2";

describe(`the policies of Linux ${kernel.release}`, () => {
  it("are there for some of the families", () => {
    const absent = [...genericFamilies.keys()].filter((name) => !kernel.families.has(name));
    const refused = present.filter((name) => !checked.includes(name));
    const foreign = [...kernel.families.keys()].filter((name) => !genericFamilies.has(name));
    console.log(`${checked.length} families compared; not in this kernel: ${absent.join(", ") || "none"}`);
    console.log(`without policies: ${refused.join(", ") || "none"}; without a schema: ${foreign.join(", ") || "none"}`);
    expect(checked).toContain("nlctrl");
    // ENODATA and EOPNOTSUPP: operations without attributes. Anything else is a dump that went wrong.
    for (const name of refused) expect(kernel.families.get(name)!.refused, name).toMatch(/^(?:ENODATA|EOPNOTSUPP)$/);
  });

  it.each(checked)("%s accepts what the schema writes", (name) => {
    const { problems, compared } = compareFamily(genericFamilies.get(name)!, kernel.families.get(name)!);
    const used = new Set<string>();
    const unexplained: string[] = [];
    for (const [problem, path] of problems) {
      const key = exceptionFor(name, problem);
      const kernels = key === undefined ? undefined : POLICY_EXCEPTIONS[name]?.[key]?.kernels;
      if (key === undefined || (kernels !== undefined && !kernels.includes(version)))
        unexplained.push(`${problem} (${path})`);
      else used.add(key);
    }
    expect(unexplained).toEqual([]);
    expect(compared).toBeGreaterThan(0);
    if (version !== REVIEWED) return;
    const needed = Object.entries(POLICY_EXCEPTIONS[name] ?? {}).filter(
      ([, { kernels }]) => kernels?.includes(version) ?? true,
    );
    expect(needed.map(([key]) => key).filter((key) => !used.has(key))).toEqual([]);
  });

  it("exceptions have reasons, and families that exist", () => {
    for (const [family, exceptions] of Object.entries(POLICY_EXCEPTIONS)) {
      expect([...genericFamilies.keys()]).toContain(family);
      for (const { reason } of Object.values(exceptions)) expect(reason.length).toBeGreaterThan(20);
    }
  });
});
