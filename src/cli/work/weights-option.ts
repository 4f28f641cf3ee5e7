import { ErrandError } from "../../core/errors.ts";
import { parseWeights, WEIGHTS_HELP } from "../../core/queue-weights.ts";

/** A parser for commander: queues with their weights. @throws ErrandError usage. */
export function weightsOption(word: string): Record<string, number> {
  const weights = parseWeights(word);
  if (weights) return weights;
  throw new ErrandError("usage", `--queues ${JSON.stringify(word)} must be ${WEIGHTS_HELP}`);
}
