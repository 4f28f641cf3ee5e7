import { expect, it } from "vitest";
import { PLAIN_RUN } from "../../src/cli/plain-run.ts";
import { RUN_ARGS } from "../../src/cli/runner-flags.ts";

it("is what the schema of the runner flags makes of no flags", () => {
  expect(PLAIN_RUN).toEqual(RUN_ARGS.parse({}));
});
