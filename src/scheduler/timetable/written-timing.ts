import { FOLD_POLICIES, GAP_POLICIES, type FoldPolicy, type GapPolicy } from "../../core/schedule.ts";

/** The keys of a schedule that say when it is due, as people write them. */
export interface WrittenTiming {
  cron: string | undefined;
  every: string | undefined;
  at: string | undefined;
  timezone: string | undefined;
  gap: GapPolicy | undefined;
  fold: FoldPolicy | undefined;
  between: string[];
  unless: string[];
  from: string | undefined;
  until: string | undefined;
  exclude: string[];
}

/** What is wrong with one key. `message` is the end of a sentence that begins with key and value: `must be …`. */
export interface TimingProblem {
  field: string;
  value: unknown;
  message: string;
}

/** Takes down a problem. */
export type Refuse = (field: keyof WrittenTiming, value: unknown, message: string) => void;

/** Takes the keys out of a schedule; what has the wrong type is told and left out. */
export function checkTypes(written: Readonly<Record<string, unknown>>, refuse: Refuse): WrittenTiming {
  const text = (key: keyof WrittenTiming): string | undefined => {
    const value = written[key];
    if (value === undefined || typeof value === "string") return value;
    refuse(key, value, "must be text");
    return undefined;
  };
  const texts = (key: keyof WrittenTiming): string[] => {
    const value = written[key] ?? [];
    return (Array.isArray(value) ? (value as unknown[]) : [value]).filter((item) => {
      if (typeof item !== "string") refuse(key, item, "must be text, or a list of texts");
      return typeof item === "string";
    });
  };
  const word = <Word extends string>(key: keyof WrittenTiming, legal: readonly Word[]): Word | undefined => {
    const known = legal.find((one) => one === written[key]);
    if (known === undefined && written[key] !== undefined) {
      refuse(key, written[key], `must be one of ${legal.join(", ")}`);
    }
    return known;
  };
  return {
    ...{ cron: text("cron"), every: text("every"), at: text("at"), timezone: text("timezone") },
    ...{ gap: word("gap", GAP_POLICIES), fold: word("fold", FOLD_POLICIES) },
    ...{ between: texts("between"), unless: texts("unless"), exclude: texts("exclude") },
    ...{ from: text("from"), until: text("until") },
  };
}
