import type { JsonValue } from "../core/json.ts";
import type { FinalOutcome, RecordedError } from "../core/run.ts";

/** An attempt's end, judged: what the closing row says of it. Plain JSON. */
export interface Verdict {
  outcome: FinalOutcome;
  reason: string | null;
  exitCode: number;
  signal: string | null;
  error: RecordedError | null;
  result: JsonValue;
}
