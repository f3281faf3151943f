/** MPLS labels as people write them. */
import { z } from "zod";
import { shownValue } from "../../options/index.js";
import { refuse } from "../client/option-types.js";

/** MPLS labels: one as a number, or a stack as text, outermost first: `"100/200"`, or an array. */
export type LabelInput = number | string | readonly number[];

/** Option: a label stack, as the codec takes it. A label has 20 bits. */
export const labels = z.custom<LabelInput>().transform((value, context): string => {
  const parts: unknown[] = typeof value === "string" ? value.split("/") : Array.isArray(value) ? value : [value];
  const numbers = parts.map((part) => (typeof part === "string" && /^\d{1,7}$/.test(part) ? Number(part) : part));
  const fits = (label: unknown) => Number.isInteger(label) && (label as number) >= 0 && (label as number) < 1 << 20;
  if (numbers.length > 0 && numbers.every(fits)) return numbers.join("/");
  return refuse(context, value, `expected MPLS labels of 0 … 1048575, "100/200", got ${shownValue(value)}`);
});
