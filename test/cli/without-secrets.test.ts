import { describe, expect, it } from "vitest";
import { useProjectWith } from "./test-project.ts";

const PUSH = `import { defineCommand, z } from "errand";
export default defineCommand({
  summary: "Push",
  args: z.object({
    to: z.string().default("main"),
    dryRun: z.boolean().default(false),
    token: z.string().optional().meta({ secret: true, alias: "t" }),
    keys: z.object({ deploy: z.string().optional() }).optional().meta({ secret: true }),
  }),
  positional: ["to"],
  run: () => undefined,
});`;
const LOGIN = `import { defineCommand, z } from "errand";
export default defineCommand({
  summary: "Log in",
  args: z.object({ key: z.string().meta({ secret: true }), host: z.string().default("a"), dryRun: z.boolean().default(false) }),
  positional: ["key"],
  run: () => undefined,
});`;

const project = useProjectWith({ "commands/push.ts": PUSH, "commands/login.ts": LOGIN });

describe("what to type next holds no secret", () => {
  it.each([
    [
      ["run", "push", "prod", "--token", "hunter2", "--quiet"],
      "errand run --quiet push prod --token '[secret]'",
    ],
    [["run", "push", "--token=hunter2", "--quiet"], "errand run --quiet push '--token=[secret]'"],
    [["run", "push", "-t", "hunter2", "--quiet"], "errand run --quiet push -t '[secret]'"],
    [["run", "push", "-thunter2", "--quiet"], "errand run --quiet push '-t[secret]'"],
    [["run", "push", "--tokn", "hunter2", "--quiet"], "errand run --quiet push --tokn '[secret]'"],
    [["run", "push", "--args", '{"token":"hunter2"}', "--json"], "errand run --json push --args '[secret]'"],
    [["run", "push", "--dry-run", "prod", "--quiet"], "errand run --quiet push --dry-run prod"],
    [["run", "--token=hunter2", "push", "--to", "x"], "errand run push '--token=[secret]' --to x"],
    [["run", "--to=x", "push", "-t", "hunter2"], "errand run push --to=x -t '[secret]'"],
    [["run", "login", "hunter2", "--host", "b", "--quiet"], "errand run --quiet login '[secret]' --host b"],
    [["run", "login", "--dry-run", "hunter2", "--quiet"], "errand run --quiet login --dry-run '[secret]'"],
    [
      ["enqueue", "push", "prod", "--token", "hunter2", "--queue", "low"],
      "errand enqueue --queue low push prod --token '[secret]'",
    ],
  ])("after %j", async (words, next) => {
    const { code, stderr, stdout } = await project().call(...words);
    expect(code).toBe(2);
    expect(stderr + stdout).not.toContain("hunter2");
    expect(stderr + stdout).toContain(next);
  });
});
