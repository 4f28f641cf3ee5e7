import { readFileSync } from "node:fs";

export interface NextCase {
  id: string;
  tier: string;
  expr: string;
  tz: string;
  from: string;
  expected: string[];
  note?: string;
}

export interface TransitionCase {
  id: string;
  zone: string;
  expr: string;
  window: { from_exclusive: string; to_inclusive: string };
  recommended?: string[];
  fires_count?: { vixie: number };
}

export interface InvalidCase {
  id: string;
  kind: "cron" | "duration" | "timezone";
  input?: string;
  input_generator?: { prefix?: string; repeat: string; times: number; suffix?: string };
  must_reject: boolean;
}

export function readCase<Case>(name: string): Case[] {
  const file = new URL(`../../fixtures/cases/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Case[];
}

/** The input itself; what is long was not written out. */
export function inputOf({ input = "", input_generator: generator }: InvalidCase): string {
  if (!generator) return input;
  return (generator.prefix ?? "") + generator.repeat.repeat(generator.times) + (generator.suffix ?? "");
}
