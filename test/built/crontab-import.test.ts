import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { CrashProject } from "../crash/harness.ts";

/** So long ago everything was settled for the last time: a tick of every minute is due by now. */
const A_MINUTE_MS = 60_000;

it("runs an imported line when it falls due, in its folder, with its variables and its stdin", async () => {
  const project = new CrashProject({});
  project.write("elsewhere/hello.txt", "in the folder");
  const table = `HOME=${project.path("elsewhere")}
GREETING='hello there '
* * * * * cat hello.txt - ; echo "[$GREETING] $(echo 100\\%)"%from cron%bye
`;
  const taken = await project.errand(["crontab", "import", "-", "--yes", "--json"], { input: table });
  expect(taken).toMatchObject({ code: 0, stderr: "" });
  const { lines } = JSON.parse(taken.stdout) as { lines: { id: string }[] };
  const id = lines[0]?.id ?? "";
  expect((await project.errand(["schedule", "list"])).stdout).toMatch(
    new RegExp(`${id} +every minute.* imported by `),
  );

  const ledger = new DatabaseSync(project.path(".errand/errand.db"));
  ledger.prepare("update schedules set watermark = watermark - ?").run(A_MINUTE_MS);
  ledger.close();
  expect(await project.errand(["tick"])).toMatchObject({ code: 0 });

  const [row] = await project.history();
  expect(row).toMatchObject({
    command: id,
    state: "succeeded",
    trigger: "schedule",
    scheduleId: id,
    args: {
      program: "/bin/sh",
      arguments: ["-c", 'cat hello.txt - ; echo "[$GREETING] $(echo 100%)"'],
    },
  });
  expect((await project.errand(["logs", row?.id ?? ""])).stdout).toContain(
    "in the folderfrom cron\nbye\n[hello there ] 100%\n",
  );
});
