import type { Readable, Writable } from "node:stream";
import { confirm, isCancel, password, select, text } from "@clack/prompts";
import { setAt } from "../command/arg-path.ts";
import { coerceText } from "../command/coerce-text.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { findTextFault } from "../command/text-fault.ts";
import { ErrandError } from "../core/errors.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";

/** The person's keyboard, and where questions are drawn: stderr, because stdout may be a pipe. */
export interface Desk {
  stdin: Readable;
  stderr: Writable;
}

/**
 * Asks a person for each missing arg, by its kind, and resolves to `input` with the answers laid in.
 * @throws ErrandError usage when the person gives up.
 */
export async function promptArgs(
  missing: readonly FlagDescriptor[],
  input: JsonObject,
  desk: Desk,
): Promise<JsonObject> {
  const answered = structuredClone(input);
  for (const flag of missing) {
    const answer = await ask(flag, desk);
    if (typeof answer === "symbol")
      throw new ErrandError("usage", `--${flag.flag} was asked for and not given; nothing was run`);
    setAt(answered, flag.path, answer);
  }
  return answered;
}

async function ask(flag: FlagDescriptor, desk: Desk): Promise<JsonValue | symbol> {
  const common = { message: questionOf(flag), input: desk.stdin, output: desk.stderr };
  if (flag.kind === "boolean") return confirm({ ...common, initialValue: false });
  if (flag.choices && !flag.array) {
    return select<JsonValue>({
      ...common,
      options: flag.choices.map((choice) => ({ value: choice, label: String(choice) })),
    });
  }
  const validate = (given = ""): string | undefined =>
    wordsOf(flag, given)
      .map((word) => findTextFault(flag, word))
      .find(Boolean);
  const answer = flag.secret ? await password({ ...common, validate }) : await text({ ...common, validate });
  return isCancel(answer) ? answer : valueOf(flag, answer);
}

function questionOf({ flag, description, array }: FlagDescriptor): string {
  const what = description === null ? `--${flag}` : `--${flag}: ${description}`;
  return array ? `${what} (one or more, separated by commas)` : what;
}

function wordsOf({ array }: FlagDescriptor, given: string): string[] {
  return array ? given.split(",").map((word) => word.trim()) : [given];
}

function valueOf(flag: FlagDescriptor, given: string): JsonValue {
  const values = wordsOf(flag, given).map((word) => coerceText(flag, word));
  return flag.array ? values : (values[0] ?? null);
}
