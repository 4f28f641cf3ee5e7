import { fileURLToPath } from "node:url";

const DEFINED_AT: unique symbol = Symbol.for("errand.definedAt");

/** Carries where a definition was written: V8 notes the frames at once, and makes text of them when it is asked. */
export interface DefinedAt {
  readonly [DEFINED_AT]?: { stack?: unknown };
}

/** Where the caller of `below` stands, to be spread into a definition. Costs microseconds: it is part of each start. */
export function noteDefinedAt(below: (...args: never[]) => unknown): DefinedAt {
  const place: { stack?: unknown } = {};
  Error.captureStackTrace(place, below);
  return { [DEFINED_AT]: place };
}

/** The files that were being read when it was defined, the innermost first. Empty where nobody can tell. */
export function filesOfDefinition(definition: object): string[] {
  const stack = (definition as DefinedAt)[DEFINED_AT]?.stack;
  if (typeof stack !== "string") return [];
  return stack.split("\n").flatMap((line) => fileOfFrame(line) ?? []);
}

const FRAME = /^ +at (?:.* \()?(?:async )?((?:file:\/\/|\/|[A-Za-z]:\\).*?):\d+:\d+\)?$/;

function fileOfFrame(line: string): string | undefined {
  const place = FRAME.exec(line)?.[1];
  if (place?.startsWith("file://") !== true) return place;
  try {
    return fileURLToPath(place.replace(/[?#].*$/, ""));
  } catch {
    return undefined;
  }
}
