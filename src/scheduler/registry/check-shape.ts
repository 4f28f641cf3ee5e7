import type { z } from "zod";
import { valueAt } from "../../command/arg-path.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { quote } from "../../core/quote.ts";
import { wordRule } from "../../core/word-rule.ts";
import type { FieldFault } from "./schedule-fault.ts";

/** What a written schedule says, checked by one of the shapes of `schedule-schema.ts`; or every fault in it. */
export function checkShape<Shape extends z.ZodObject>(
  written: Readonly<Record<string, unknown>>,
  shape: Shape,
): { checked: z.output<Shape> } | { faults: FieldFault[] } {
  const { catchUp } = written;
  // The short form of an option is the whole of its object.
  const whole = typeof catchUp === "string" ? { ...written, catchUp: { policy: catchUp } } : written;
  const judged = shape.safeParse(whole);
  if (judged.success) return { checked: judged.data };
  const faults = judged.error.issues.flatMap((issue) => faultsOf(issue, whole, Object.keys(shape.shape)));
  return { faults: typeof catchUp === "string" ? faults.map(asTyped) : faults };
}

function faultsOf(issue: z.core.$ZodIssue, whole: unknown, keys: string[]): FieldFault[] {
  const field = issue.path.map(String).join(".");
  if (issue.code !== "unrecognized_keys")
    return [{ field, value: valueAt(whole, issue.path), rule: wordRule(issue) }];
  const legal = field === "" ? keys : ["policy", "within", "max", "spacing"];
  return issue.keys.map((key) => ({
    field: field === "" ? key : `${field}.${key}`,
    value: undefined,
    rule: unknownRule(key, legal),
  }));
}

function unknownRule(key: string, legal: string[]): string {
  const meant = didYouMean(key, legal);
  return meant === undefined
    ? `is no member of a schedule; members are ${legal.join(", ")}`
    : `is no member of a schedule; did you mean ${quote(meant)}?`;
}

function asTyped(fault: FieldFault): FieldFault {
  return fault.field === "catchUp.policy" ? { ...fault, field: "catchUp" } : fault;
}
