import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { command, CrashProject, said } from "./harness.ts";

describe.skipIf(!existsSync("/dev/full"))(
  "a stdout that takes no byte more (skipped where there is no /dev/full)",
  () => {
    const project = (): CrashProject =>
      new CrashProject({ "says.ts": command('console.log("said"); return { worked: true };') });

    it("is told in one line, and what was asked has no answer", async () => {
      const ended = await project().inShell(["history", "--json"], "> /dev/full");
      expect(ended.code).toBe(1);
      expect(said(ended)).toEqual([expect.stringMatching(/^errand: stdout cannot be written: ENOSPC/)]);
    });

    it("ends no run, whose output is in the ledger", async () => {
      const ledger = project();
      const ended = await ledger.inShell(["run", "says"], "> /dev/full");
      expect(ended.code).toBe(1);
      expect(ended.stderr).not.toMatch(/^\s+at /m);
      expect(await ledger.show()).toMatchObject({
        state: "succeeded",
        exitCode: 0,
        result: { worked: true },
      });
      expect((await ledger.errand(["logs"])).stdout).toBe("said\n");
    });

    it("is told by the exit code too where a command left something open that never ends", async () => {
      const lingers = new CrashProject({
        "lingers.ts": command('console.log("said"); setInterval(() => undefined, 1_000);'),
      });
      const ended = await lingers.inShell(["run", "lingers"], "> /dev/full");
      expect(ended.stderr).toContain("kept the process open");
      expect(ended.code).toBe(1);
    });

    it("hurts nobody when stderr is full as well", async () => {
      const ledger = project();
      expect((await ledger.inShell(["run", "says"], "> /dev/full 2> /dev/full")).code).toBe(1);
      expect(await ledger.show()).toMatchObject({ state: "succeeded" });
    });
  },
);
