import { describe, expect, it } from "vitest";
import { command, makeProject } from "../command/project.ts";
import { callCli } from "./call-cli.ts";

const PROJECT = {
  "commands/tidy.ts": command("Tidy up", 'schedule: { every: "1h" },'),
  "commands/essays/check-stale.ts": command(
    "Find stale essays",
    `args: z.object({
      stage: z.enum(["drafting", "review"]).default("drafting").describe("stage to look in"),
      sort: z.enum(["age", "title"]).optional(),
      file: z.string().optional().meta({ alias: "f" }),
      dryRun: z.boolean().default(false),
    }), positional: ["stage"],`,
  ),
  "commands/broken.ts": 'throw new Error("at the top");',
};

const project = makeProject(PROJECT);

/** The candidates, then `files` when the shell may offer files besides. */
async function ask(...words: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await callCli(project, ["complete", "--", ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  const directive = lines.pop();
  expect(directive).toMatch(/^:[04]$/);
  return [...lines.map((line) => line.split("\t")[0] ?? ""), ...(directive === ":0" ? ["files"] : [])];
}

describe("completes", () => {
  it.each([
    { title: "verbs", words: ["h"], answer: ["history"] },
    { title: "verbs of schedules", words: ["schedule", "re"], answer: ["resume", "rewind", "remove"] },
    {
      title: "verbs of the crontab",
      words: ["crontab", ""],
      answer: ["print", "install", "remove", "check", "import"],
    },
    { title: "flags of those", words: ["schedule", "pause", "--f"], answer: ["--for"] },
    { title: "ids of schedules", words: ["schedule", "run", ""], answer: ["tidy"] },
    { title: "nothing behind an id", words: ["schedule", "pause", "tidy", ""], answer: [] },
    { title: "nothing behind what is no verb", words: ["schedule", "lst", ""], answer: [] },
    { title: "flags before any verb", words: ["--"], answer: ["--help", "--version"] },
    { title: "commands behind run", words: ["run", ""], answer: ["broken", "essays:check-stale", "tidy"] },
    { title: "commands that begin so", words: ["run", "essays:ch"], answer: ["essays:check-stale"] },
    {
      title: "commands behind runner flags",
      words: ["run", "--timeout", "5m", "--quiet", "ti"],
      answer: ["tidy"],
    },
    { title: "runner flags", words: ["run", "--ov"], answer: ["--overlap"] },
    {
      title: "choices of a runner flag",
      words: ["run", "--overlap", ""],
      answer: ["allow", "skip", "wait", "replace"],
    },
    { title: "choices behind =", words: ["run", "--overlap=s"], answer: ["skip"] },
    {
      title: "flags of a command",
      words: ["run", "essays:check-stale", "--"],
      answer: ["--stage", "--sort", "--file", "--dry-run", "--no-dry-run", "--help"],
    },
    {
      title: "choices of a command's flag",
      words: ["run", "essays:check-stale", "--sort", ""],
      answer: ["age", "title"],
    },
    { title: "choices of a positional", words: ["run", "essays:check-stale", "re"], answer: ["review"] },
    {
      title: "files for a flag that may be one",
      words: ["run", "essays:check-stale", "-f", ""],
      answer: ["files"],
    },
    {
      title: "a command behind runner flags",
      words: ["run", "--quiet", "essays:check-stale", "--so"],
      answer: ["--sort"],
    },
    { title: "flags of a verb", words: ["list", "--j"], answer: ["--json"] },
    { title: "shells", words: ["complete", ""], answer: ["bash", "zsh", "fish", "powershell"] },
    { title: "the newest run", words: ["show", ""], answer: ["last"] },
    {
      title: "commands behind --command",
      words: ["history", "--command", "es"],
      answer: ["essays:check-stale"],
    },
    { title: "flags of exec", words: ["exec", "--na"], answer: ["--name"] },
    { title: "files behind exec", words: ["exec", "--", ""], answer: ["files"] },
    { title: "nothing behind what cannot be told", words: ["run", "broken", "--"], answer: [] },
    { title: "nothing of an unknown command", words: ["run", "nobody", "--"], answer: [] },
    { title: "nothing of an unknown verb", words: ["nothing", ""], answer: [] },
    {
      title: "verbs for no word at all",
      words: [],
      answer: expect.arrayContaining(["run", "list", "complete"]) as string[],
    },
  ])("$title", async ({ words, answer }) => {
    expect(await ask(...words)).toEqual(answer);
  });
});

it("describes what it offers", async () => {
  const { stdout } = await callCli(project, ["complete", "--", "run", "ti"]);
  expect(stdout).toBe("tidy\tTidy up\n:4\n");
});

it("says nothing at the prompt of a project that is broken", async () => {
  const broken = makeProject({
    "errand.config.js": "export default {",
    "commands/a.ts": "",
    "commands/a.js": "",
  });
  expect(await callCli(broken, ["complete", "--", "run", ""])).toEqual({
    code: 0,
    stdout: ":4\n",
    stderr: "",
  });
  expect(await callCli(broken, ["complete", "--", "run", "--json", ""])).toMatchObject({
    code: 0,
    stderr: "",
  });
});

it("offers no control character of a description", async () => {
  const more = 'args: z.object({ evil: z.string().describe("one\\ntwo\\tthree\\u001b[2J") }),';
  const evil = makeProject({ "commands/evil.ts": command("Evil", more) });
  expect((await callCli(evil, ["complete", "--", "run", "evil", "--e"])).stdout).toBe(
    "--evil\tone\\ntwo\\tthree\\x1b[2J\n:4\n",
  );
});

it.each(["bash", "zsh"])("prints a script for %s that asks this program", async (shell) => {
  const { code, stdout } = await callCli(project, ["complete", shell]);
  expect(code).toBe(0);
  expect(stdout).toContain("complete -- ");
});

it.each([{ words: ["complete"] }, { words: ["complete", "tcsh"] }])(
  "names the shells when asked $words",
  async ({ words }) => {
    const { code, stdout, stderr } = await callCli(project, words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/bash, zsh, fish, powershell.*Next: errand complete bash/);
  },
);
