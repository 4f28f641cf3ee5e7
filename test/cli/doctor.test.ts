import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command, makeProject, write } from "../command/project.ts";
import { callCli } from "./call-cli.ts";

interface Finding {
  about: string;
  mark: "ok" | "warning" | "broken";
  said: string;
  next: string | null;
}

interface Report {
  code: number;
  healthy: boolean;
  find: (about: string) => Finding | undefined;
}

async function examine(project: string, ...words: string[]): Promise<Report> {
  const { code, stdout } = await callCli(project, ["doctor", "--json", ...words]);
  const { v, healthy, findings } = JSON.parse(stdout) as { v: number; healthy: boolean; findings: Finding[] };
  expect(v).toBe(1);
  return { code, healthy, find: (about) => findings.find((finding) => finding.about === about) };
}

const SOUND = { "commands/tidy.ts": command("Tidy up") };

it("finds a sound project sound", async () => {
  const project = makeProject(SOUND);
  await callCli(project, ["run", "tidy"]);
  const { code, healthy, find } = await examine(project, "--deep");
  expect({ code, healthy }).toEqual({ code: 0, healthy: true });
  expect(find("node")?.said).toContain(`${process.versions.node} at ${process.execPath}`);
  expect(find("project")?.said).toBe(project);
  expect(find("config")?.said).toBe("no file: the defaults hold");
  expect(find("clock")?.said).toMatch(/^\d{4}-.*Z, zone \S+ \(UTC[+-]\d\d:\d\d\)/);
  expect(find("ledger")?.said).toMatch(
    /errand\.db, sqlite [\d.]+, schema \d+, 1 runs, .* MB, sound throughout$/,
  );
  expect(find("ledger's folder")?.said).toContain("mode 0700");
  expect(find("ledger's file")?.said).toContain("mode 0600");
  expect(find("disk")?.said).toMatch(/MB free/);
  expect(find("lost runs")?.mark).toBe("ok");
  expect(find("command tidy")?.said).toMatch(/^commands\/tidy\.ts loads in \d+ ms$/);
});

it("says it in a line for each, with a mark", async () => {
  const { code, stdout, stderr } = await callCli(makeProject(SOUND), ["doctor"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const line of stdout.trimEnd().split("\n")) expect(line).toMatch(/^[✓!] [\w' ]+: .+$/);
});

it("makes no ledger to look at", async () => {
  const project = makeProject(SOUND);
  expect((await examine(project)).find("ledger")?.said).toContain("is not there yet");
  expect(existsSync(join(project, ".errand/errand.db"))).toBe(false);
});

describe("survives, names and tells the next command for", () => {
  it.each([
    {
      title: "a config that does not load",
      files: { "errand.config.js": "export default {" },
      about: "config",
      said: /errand\.config\.js does not load/,
    },
    {
      title: "a config with an unknown key",
      files: { "errand.config.js": 'export default { comands: "x" };' },
      about: "config",
      said: /did you mean "commands"/,
    },
    {
      title: "a command that does not load",
      files: { "commands/broken.ts": 'throw new Error("at the top");' },
      about: "command broken",
      said: /commands\/broken\.ts does not load: at the top/,
    },
    {
      title: "a command that ends the process",
      files: { "commands/exits.ts": "process.reallyExit(5);" },
      about: "command exits",
      said: /ended its process/,
    },
    {
      title: "two commands of one name",
      files: { "commands/a.ts": command("A"), "commands/a.js": command("A") },
      about: "command a",
      said: /are both the command "a"/,
    },
    {
      title: "a file that no name calls",
      files: { "commands/a b.ts": command("A") },
      about: "command commands/a b.ts",
      said: /cannot be a command's name/,
    },
    {
      title: "a ledger that is no database",
      files: { ".errand/errand.db": "no database at all, of some length\n".repeat(100) },
      about: "ledger",
      said: /errand\.db/,
    },
  ])("$title", async ({ files, about, said }) => {
    const { code, healthy, find } = await examine(makeProject(files));
    expect({ code, healthy }).toEqual({ code: 1, healthy: false });
    expect(find(about)).toMatchObject({
      mark: "broken",
      said: expect.stringMatching(said) as string,
      next: expect.any(String) as string,
    });
  });

  it("two config files, and still looks at what it can", async () => {
    const { find } = await examine(makeProject({ "errand.config.js": "", "errand.config.ts": "" }));
    expect(find("config")?.mark).toBe("broken");
    expect(find("ledger, commands")?.said).toContain("the config comes first");
    expect(find("clock")?.mark).toBe("ok");
  });

  it("a project that does not have errand", async () => {
    const project = makeProject(SOUND);
    rmSync(join(project, "node_modules"), { recursive: true });
    expect((await examine(project)).find("errand")).toMatchObject({
      mark: "broken",
      next: "npm install errand",
    });
  });

  it.skipIf(process.platform === "win32")("a ledger that others may read", async () => {
    const project = makeProject(SOUND);
    await callCli(project, ["run", "tidy"]);
    chmodSync(join(project, ".errand/errand.db"), 0o644);
    chmodSync(join(project, ".errand"), 0o755);
    const { code, find } = await examine(project);
    expect(code).toBe(0);
    expect(find("ledger's file")).toMatchObject({
      mark: "warning",
      next: `chmod 0600 ${join(project, ".errand/errand.db")}`,
    });
    expect(find("ledger's folder")).toMatchObject({
      mark: "warning",
      next: `chmod 0700 ${join(project, ".errand")}`,
    });
  });

  it("a folder in the ledger's place", async () => {
    const project = makeProject(SOUND);
    mkdirSync(join(project, ".errand/errand.db"), { recursive: true });
    expect((await examine(project)).find("ledger")?.mark).toBe("broken");
  });
});

it("ends with what is broken on stderr, and exit code 1", async () => {
  const project = makeProject({ ...SOUND, "commands/broken.ts": 'throw new Error("at the top");' });
  const { code, stdout, stderr } = await callCli(project, ["doctor"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✗ command broken: .*at the top.*Next: errand/m);
  expect(stdout).toMatch(/^✓ command tidy/m);
  expect(stderr).toMatch(/^errand: of \d+ findings, 1 finding is broken\. Next: errand (?!doctor)/);
});

it.each([
  ["export default { concurency: 3 };", 'did you mean "concurrency"', "$EDITOR errand.config.js"],
  [
    `export default { notify: [{ to: { slack: { url: { env: "NO_SUCH" } } } }] };`,
    "from the variable NO_SUCH, which is not set",
    "errand notify list",
  ],
])("sends nobody back to itself: %s", async (config, said, next) => {
  const { code, stdout, stderr } = await callCli(makeProject({ ...SOUND, "errand.config.js": config }), [
    "doctor",
  ]);
  expect(code).toBe(1);
  expect(stdout).toContain(said);
  expect(stdout).not.toContain("Next: errand doctor");
  expect(stderr).toMatch(/^errand: of \d+ findings, 1 finding is broken\. Next: /);
  expect(stderr).toContain(`Next: ${next}\n`);
});

it("keeps what modules print while they load out of its report", async () => {
  const project = makeProject({});
  write(join(project, "commands/talks.ts"), `process.stdout.write("I am loaded\\n");\n${command("Talk")}`);
  const { code, find } = await examine(project);
  expect(code).toBe(0);
  expect(find("command talks")?.mark).toBe("ok");
});
