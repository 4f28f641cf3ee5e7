import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { liveness, ownIdentity } from "../../src/runner/process-identity.ts";
import { listProcesses } from "../../src/runner/process-table.ts";

/** Words the start of every process by what the caller's zone and language are, as `lstart` does. */
const PS = `#!/bin/sh
case "$*" in
  *pid=,*) echo "  7     1 S    $TZ $LC_ALL" ;;
  *) echo "$TZ $LC_ALL" ;;
esac
`;

const { platform } = process;

describe.skipIf(platform === "win32")("where ps tells of processes", () => {
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), "errand-ps-"));
    writeFileSync(join(folder, "ps"), PS);
    chmodSync(join(folder, "ps"), 0o755);
    vi.stubEnv("PATH", `${folder}:${process.env["PATH"] ?? ""}`);
    Object.defineProperty(process, "platform", { value: "darwin", configurable: true });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    Object.defineProperty(process, "platform", { value: platform, configurable: true });
  });

  function live(zone: string, language: string): void {
    vi.stubEnv("TZ", zone);
    vi.stubEnv("LC_ALL", language);
  }

  it("takes an owner for alive whatever zone and language it and we live in", () => {
    live("Europe/Berlin", "de_DE.UTF-8");
    const owner = ownIdentity();
    live("America/New_York", "en_US.UTF-8");
    expect(liveness(owner)).toBe("alive");
    expect(liveness({ ...owner, startedAt: "another start" })).toBe("dead");
  });

  it("lists processes with the same start in each zone and language", () => {
    live("Europe/Berlin", "de_DE.UTF-8");
    const listed = listProcesses();
    expect(listed).toMatchObject([{ pid: 7, parent: 1 }]);
    live("America/New_York", "en_US.UTF-8");
    expect(listProcesses()).toEqual(listed);
    expect(listed[0]?.startedAt).toBe(ownIdentity().startedAt);
  });
});
