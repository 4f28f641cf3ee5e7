import { describe, expect, it } from "vitest";
import { newId } from "../../src/core/ids.ts";
import { finished, NOON } from "../store/build.ts";
import { useProject } from "./test-project.ts";

const project = useProject();
const DAY = 86_400_000;

const find = async (word: string): Promise<string> => (await project().json("show", word)).run.id;
const refuse = async (word: string) => (await project().json("show", word)).error;

describe("the run that a person means", () => {
  it.each([
    ["its id", (id: string) => id],
    ["its short id", (id: string) => id.slice(0, 13)],
    ["a beginning of it", (id: string) => id.slice(0, 10)],
    ["its id without dashes", (id: string) => id.replaceAll("-", "")],
    ["a beginning without dashes", (id: string) => id.replaceAll("-", "").slice(0, 14)],
    ["capitals", (id: string) => id.toUpperCase()],
  ])("is found by %s", async (_, word) => {
    const run = await finished(project().store);
    await finished(project().store, { id: newId(NOON + 30 * DAY) });
    expect(await find(word(run.id))).toBe(run.id);
  });

  it("is the newest in the ledger when it is `last`", async () => {
    await finished(project().store);
    const newest = await finished(project().store, { now: NOON + 1 });
    expect(await find("last")).toBe(newest.id);
  });
});

describe("a word that names no run", () => {
  it.each(["zzz", "", "01a", "0-1-a", "last1", "0".repeat(40), "../../etc"])("%j", async (word) => {
    await finished(project().store);
    expect(await refuse(word)).toEqual({
      code: "unknown_run",
      message: `there is no run ${JSON.stringify(word)}: give its id, at least four characters of it, or last`,
      next: "errand history",
    });
  });

  it("is answered plainly when it could be an id", async () => {
    expect(await refuse("0123456789")).toMatchObject({ message: 'there is no run "0123456789"' });
  });

  it("leads to the runs of the command that it names", async () => {
    await finished(project().store, { command: "essays:check" });
    expect(await refuse("essays:check")).toMatchObject({ next: "errand history --command essays:check" });
  });

  it("is answered so when nothing has run", async () => {
    expect(await refuse("last")).toEqual({
      code: "unknown_run",
      message: "nothing has run yet",
      next: "errand list",
    });
  });
});

it("names the candidates when several begin so: id, command, when", async () => {
  const ids: string[] = [];
  for (let run = 0; run < 7; run += 1) ids.push((await finished(project().store, { now: NOON + run })).id);
  const { code, stdout, stderr } = await project().call("show", ids[0]!.slice(0, 8));
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`${ids[6]} (essays:check, 2026-03-01T12:00:00.006Z), ${ids[5]}`);
  expect(stderr).toMatch(/and more\. Next: errand show [0-9a-f-]{36}\n$/);
  expect(stderr).not.toContain(ids[1]);
});
