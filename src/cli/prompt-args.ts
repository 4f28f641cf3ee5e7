import type { Readable, Writable } from "node:stream";
import { confirm, isCancel, log, password, select, text } from "@clack/prompts";
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

/** What the schema has against a flag in these args, in a line; undefined when it has nothing. */
export type Judge = (input: JsonObject, flag: FlagDescriptor) => Promise<string | undefined>;

/**
 * Asks a person for each missing arg, by its kind, until `judge` is content with it, and resolves to `input` with the
 * answers laid in.
 * @throws ErrandError interrupted when the person gives up.
 */
export async function promptArgs(
  missing: readonly FlagDescriptor[],
  input: JsonObject,
  { desk, judge }: { desk: Desk; judge: Judge },
): Promise<JsonObject> {
  const answered = structuredClone(input);
  for (const flag of missing) {
    setAt(answered, flag.path, await askOrLeave(flag, desk));
    for (let fault = await judge(answered, flag); fault !== undefined; fault = await judge(answered, flag)) {
      log.error(fault, { output: desk.stderr });
      setAt(answered, flag.path, await askOrLeave(flag, desk));
    }
  }
  return answered;
}

async function askOrLeave(flag: FlagDescriptor, desk: Desk): Promise<JsonValue> {
  const answer = await ask(flag, desk);
  if (typeof answer !== "symbol") return answer;
  throw new ErrandError("interrupted", `--${flag.flag} was asked for and not given; nothing was run`);
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
