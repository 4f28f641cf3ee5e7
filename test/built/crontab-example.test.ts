import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CHECKOUT } from "../crash/harness.ts";
import { makeExample, REGENERATE } from "./crontab-example.ts";

it("says of the sample commands what crontab.example says", async () => {
  const written = readFileSync(join(CHECKOUT, "crontab.example"), "utf8");
  expect(written, `crontab.example is stale. Next: ${REGENERATE}`).toBe(await makeExample());
});
