/** The flag of a member: `["smtp", "hostName"]` is `smtp-host-name`. */
export function flagName(path: readonly string[]): string {
  return path.map(kebab).join("-");
}

/** camelCase, PascalCase, snake_case and acronyms, in kebab-case: `APIKey` is `api-key`, `s3Bucket` is `s3-bucket`. */
function kebab(key: string): string {
  if (PLAIN_KEY.test(key)) return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return key
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1-$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1-$2")
    .replace(/[_\s-]+/g, "-")
    .replace(/^-|-$/g, "")
    .toLowerCase();
}

// What most keys and flags look like. The rules for all of Unicode take V8 a millisecond to get ready.
const PLAIN_KEY = /^[a-z]+(?:[A-Z][a-z]+)*$/;
const PLAIN_FLAG = /^[a-z]+(?:-[a-z]+)*$/;

/** Whether a name can be typed as a flag. */
export function isFlagName(name: string): boolean {
  if (PLAIN_FLAG.test(name)) return true;
  return /^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u.test(name);
}

/** Keys that reach behind an object instead of into it. No member of args may be called so. */
export function isUnsafeKey(key: string): boolean {
  return key === "__proto__" || key === "constructor" || key === "prototype";
}
