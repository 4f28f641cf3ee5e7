/** What a message says is legal. A queue is typed on a command line and weighed as `high=4`. */
export const QUEUE_HELP = "a name of letters, digits, - _ . and : such as mail, at most 64 characters";

export function isQueueName(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/.test(value);
}
