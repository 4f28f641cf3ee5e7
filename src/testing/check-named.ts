import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";

/**
 * Plain JavaScript may give anything, or nothing. `whose` is what was called.
 * @throws ErrandError usage.
 */
export function checkNamed<Commands extends object>(commands: Commands, whose: string): Commands {
  const given: unknown = commands;
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return commands;
  throw new ErrandError(
    "usage",
    `${whose}: its commands ${quote(given)} must be definitions by their names: ${whose}({ commands: { name: definition } })`,
  );
}
