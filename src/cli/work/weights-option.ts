import { ErrandError } from "../../core/errors.ts";
import { parseWeights, WEIGHTS_HELP } from "../../core/queue-weights.ts";

/** A parser for commander: queues with their weights. @throws ErrandError usage. */
export function weightsOption(word: string): Record<string, number> {
  const weights = parseWeights(word);
  if (weights) return weights;
  const twice = findTwice(word);
  if (twice !== undefined)
    throw new ErrandError("usage", `--queues ${JSON.stringify(word)} names ${twice} twice`);
  throw new ErrandError("usage", `--queues ${JSON.stringify(word)} must be ${WEIGHTS_HELP}`);
}

/** It must be a fault of its own: each part of the text may be right. */
function findTwice(word: string): string | undefined {
  const names = word.split(",").map((part) => part.trim().split("=", 1)[0] ?? "");
  return names.find((name, index) => name !== "" && names.indexOf(name) < index);
}
