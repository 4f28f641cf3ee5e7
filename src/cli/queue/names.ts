import { ErrandError } from "../../core/errors.ts";
import { isQueueName, QUEUE_HELP } from "../../core/queue-name.ts";
import { quote } from "../../core/quote.ts";

/** A queue is there as soon as somebody names it. @throws ErrandError usage for what no queue can be called. */
export function requireName(name: string, verb: string): string {
  if (isQueueName(name)) return name;
  throw new ErrandError("usage", `queue ${quote(name)} must be ${QUEUE_HELP}`, {
    next: `errand queue ${verb} --help`,
  });
}
