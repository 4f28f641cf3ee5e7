import { ErrandError } from "../core/errors.ts";
import { wordUnknownOption } from "../core/known-options.ts";
import { quote } from "../core/quote.ts";
import type { ClientOptions } from "./shape.ts";

const LEGAL: Readonly<Record<keyof ClientOptions, string>> = {
  cwd: "the path of a folder",
  database: "the path of a file",
  config: "the path of a file",
};

/**
 * A typo would open another ledger without a word. By hand, for zod is loaded with the first call only.
 * @throws ErrandError usage, with every problem in one line.
 */
export function checkClientOptions(options: unknown): ClientOptions {
  if (typeof options !== "object" || options === null)
    throw refusal([`its options ${quote(options)} must be an object`]);
  const problems = Object.entries(options).flatMap(([name, value]) => judge(name, value));
  if (problems.length > 0) throw refusal(problems);
  return options;
}

function judge(name: string, value: unknown): string[] {
  if (!Object.hasOwn(LEGAL, name)) return [wordUnknownOption(name, Object.keys(LEGAL))];
  const isPath = value === undefined || (typeof value === "string" && value !== "");
  return isPath ? [] : [`${name} ${quote(value)} must be ${LEGAL[name as keyof ClientOptions]}`];
}

function refusal(problems: readonly string[]): ErrandError {
  return new ErrandError("usage", `createClient: ${problems.join("; ")}`, { next: "errand doctor" });
}
