import { expect, it } from "vitest";
import { useProject } from "./test-project.ts";

const project = useProject();

it("answers a bare errand with its help, on stdout", async () => {
  const bare = await project().call();
  expect(bare).toMatchObject({ code: 0, stderr: "" });
  expect(bare.stdout).toMatch(/^Usage: errand VERB/);
  expect(bare.stdout).toBe((await project().call("--help")).stdout);
});

it.each([
  [["hello"], 'errand: there is no verb "hello". Next: errand --help'],
  [["lits"], 'errand: there is no verb "lits"; did you mean "list"? Next: errand list'],
  [["rnu"], 'errand: there is no verb "rnu"; did you mean "run"? Next: errand run'],
  [["hist"], 'errand: there is no verb "hist"; did you mean "history"? Next: errand history'],
  [
    ["backfill", "report"],
    'errand: there is no verb "backfill"; did you mean "schedule backfill"? Next: errand schedule backfill',
  ],
  [
    ["pause"],
    'errand: there is no verb "pause"; did you mean "queue pause" or "schedule pause"? Next: errand queue pause',
  ],
  [
    ["simulat"],
    'errand: there is no verb "simulat"; did you mean "schedule simulate"? Next: errand schedule simulate',
  ],
  [["--frob"], 'errand: unknown option "--frob". Next: errand --help'],
])("refuses %j", async (words, line) => {
  expect(await project().call(...words)).toMatchObject({ code: 2, stdout: "", stderr: `${line}\n` });
});
