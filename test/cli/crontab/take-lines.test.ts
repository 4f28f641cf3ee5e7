import { expect, it } from "vitest";
import type { ImportSource } from "../../../src/cli/crontab/import-source.ts";
import { takeLines } from "../../../src/cli/crontab/take-lines.ts";
import type { Shell } from "../../../src/cli/shell.ts";
import { planOf, takenOf } from "../../scheduler/crontab/import/tables.ts";

it("finds there what somebody else registered since it was shown, and audits none of that", async () => {
  const lines = planOf("@daily a\n@daily b\n@reboot c\n");
  const [a, b] = takenOf(lines);
  const audited: unknown[] = [];
  const store = {
    addSchedule: ({ id }: { id: string }) => Promise.resolve(id !== a?.id),
    recordAudit: (entry: unknown) => Promise.resolve(void audited.push(entry)),
  };
  const host = { clock: { now: () => 7 } };
  const shell = { host, app: () => Promise.resolve({ store, actor: "ada" }) } as unknown as Shell;
  const source: ImportSource = {
    text: "",
    place: "your crontab",
    isSystem: false,
    words: [],
    edit: "crontab -e",
  };
  expect(await takeLines(lines, source, shell)).toEqual([
    { number: 1, verdict: "there", schedule: a, differs: false },
    { number: 2, verdict: "taken", schedule: b },
    lines[2],
  ]);
  expect(audited).toEqual([
    {
      at: 7,
      actor: "ada",
      action: "schedule import",
      target: b?.id,
      note: "line 2 of your crontab: at 00:00",
    },
  ]);
});
