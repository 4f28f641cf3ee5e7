/** A kind and what names its target; behind it, for a channel that has one, what names its secret or sender. */
const KEY = /^(\w+-[0-9a-f]{8})-[0-9a-f]{8}$/;

/**
 * What of a channel's key stays when its secret or its sender is another. Keys of ledgers from before those were in it
 * are nothing else.
 */
export function targetOf(key: string): string {
  return KEY.exec(key)?.[1] ?? key;
}
