import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../src/command/define.ts";
import type { Progress } from "../../src/core/run.ts";
import {
  createCommandContext,
  createLateContext,
  type ContextParts,
} from "../../src/runner/command-context.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { runCommand } from "../../src/testing/run-command.ts";

const SECRET = "t0p-s3cret";

describe("the note of a progress", () => {
  it.each([
    ["in a child, a pool or a worker", createCommandContext],
    ["in a process of its own", createLateContext],
  ])("holds no secret %s", (_, create) => {
    const reported: Progress[] = [];
    const shown: Progress[] = [];
    const parts = {
      run: {},
      clock: manualClock(),
      ledger: {},
      secrets: [SECRET],
      attempt: { reportProgress: (progress: Progress) => reported.push(progress) },
      showProgress: (progress: Progress) => shown.push(progress),
    } as unknown as ContextParts;
    const { signal } = new AbortController();
    const { progress } = create(parts, { sink: { write: () => null }, signal });
    progress(1, 2, `with ${SECRET}`);
    progress(2);
    // As plain JavaScript may say that there is none.
    progress(3, null, null as never);
    const masked = [
      { done: 1, total: 2, note: "with [secret]" },
      { done: 2, total: null, note: null },
      { done: 3, total: null, note: null },
    ];
    expect({ reported, shown }).toEqual({ reported: masked, shown: masked });
  });

  it("stands masked on the row", async () => {
    const { run } = await runCommand(
      defineCommand({
        summary: "Work",
        args: z.object({ token: z.string().meta({ secret: true }) }),
        run: ({ progress, args }) => progress(1, 2, `with ${args.token}`),
      }),
      { token: SECRET },
    );
    expect(run.progress?.note).toBe("with [secret]");
  });
});
