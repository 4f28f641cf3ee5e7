/** A project with one schedule of each kind, two of them wrong. Every time is that of UTC, wherever tests run. */
export const SITE: Record<string, string> = {
  "errand.config.ts": `export default {
    timezone: "UTC",
    environment: "test",
    schedules: [
      { exec: ["sh", "-c", "cat; echo $GREETING"], name: "greet", every: "1h", env: { GREETING: "hello" }, stdin: "in\\n" },
      { command: "report", id: "report-weekly", cron: "0 9 * * MON", environments: ["production"] },
    ],
  };`,
  "commands/report.ts": `import { defineCommand, z } from "errand";
export default defineCommand({
  summary: "report",
  args: z.object({ stage: z.enum(["a", "b"]).default("a"), failAt: z.string().optional() }),
  schedule: { cron: "0 8 * * *", args: { stage: "b" } },
  run({ args, scheduledFor }) {
    const at = scheduledFor.toISOString();
    if (args.failAt === at || process.env.FAIL_AT === at) throw new Error("asked to");
    return { at };
  },
});`,
  "commands/tidy.ts": `import { defineCommand, z } from "errand";
export default defineCommand({ summary: "tidy", args: z.object({ key: z.string().optional().meta({ secret: true, env: "TIDY_KEY" }) }), run() {} });`,
  "commands/wrong.ts": `import { defineCommand } from "errand";
export default defineCommand({ summary: "wrong", schedule: { every: "1h", overlap: "never" }, run() {} });`,
  "commands/broken.ts": 'throw new Error("at the top");',
};
