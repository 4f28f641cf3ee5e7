import { MASK } from "../command/secret-args.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { createSecretMasker, type SecretMasker } from "./secret-masker.ts";

/** A program's arguments as they may be kept, and what keeps their secrets out of all that it says. */
export interface HiddenSecrets {
  recorded: string[];
  masker: SecretMasker;
}

/**
 * Hides the values of the named environment variables, and what stands in an argument where only a secret stands:
 * `scheme://user:SECRET@host`, `--password=SECRET` and its like.
 * @throws ErrandError usage when a named variable is not set: a slip in its name would let the secret through.
 */
export function hideSecrets(
  args: readonly string[],
  { maskEnv, env }: { maskEnv: readonly string[]; env: NodeJS.ProcessEnv },
): HiddenSecrets {
  const named = maskEnv.map((name) => valueOf(name, env));
  const found = args.flatMap(secretsIn).filter(({ length }) => length >= DISTINCT_LENGTH);
  const masker = createSecretMasker([...named, ...found.flatMap(formsOf)]);
  return { recorded: args.map((arg) => masker.maskText(maskShapes(arg))), masker };
}

/** Whether something in recorded arguments is no longer what was typed. */
export function hasMasked(recorded: readonly string[]): boolean {
  return recorded.some((arg) => arg.includes(MASK));
}

function valueOf(name: string, env: NodeJS.ProcessEnv): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  throw new ErrandError("usage", `--mask-env ${quote(name)}: there is no such variable in the environment`, {
    next: "errand exec --help",
  });
}

/** Shorter ones, found by their place, are masked there and not in the output, half of which they could be. */
const DISTINCT_LENGTH = 4;

/** Lengths are bounded, so that no argument takes long to look through. */
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#@:]*:)([^\s/?#]+)(?=@)/gi;
const NAMED_VALUE = /^([\w-]{0,60}(?:password|passwd|passphrase|secret|token|api[-_]?key)=)(.+)$/is;

function secretsIn(arg: string): string[] {
  const named = NAMED_VALUE.exec(arg)?.[2];
  return [...arg.matchAll(URL_PASSWORD)].flatMap(([, , secret]) => secret ?? []).concat(named ?? []);
}

function maskShapes(arg: string): string {
  return arg.replace(URL_PASSWORD, `$1${MASK}`).replace(NAMED_VALUE, `$1${MASK}`);
}

/** In a URL a password is written with escapes, which who reads it may print resolved; one that is no escape stays. */
export function formsOf(secret: string): string[] {
  try {
    return [secret, decodeURIComponent(secret)];
  } catch {
    return [secret];
  }
}
