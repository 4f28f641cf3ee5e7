import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ZONE = fileURLToPath(new URL("../../src/cli/zone.ts", import.meta.url));

/** A zone belongs to a process, so each is asked of a process of its own. */
function describeIn(TZ: string, instant: string): string {
  const script = `import(${JSON.stringify(ZONE)}).then(({ describeZone }) => console.log(describeZone(Date.parse("${instant}"))))`;
  return spawnSync(process.execPath, ["-e", script], {
    env: { ...process.env, TZ },
    encoding: "utf8",
  }).stdout.trim();
}

it.each([
  { TZ: "UTC", at: "2026-11-23T08:00:00Z", said: "UTC (UTC+00:00), no change within a year" },
  {
    TZ: "Europe/London",
    at: "2026-11-23T08:00:00Z",
    said: "Europe/London (UTC+00:00), changes 2027-03-28T01:00:00.000Z",
  },
  {
    TZ: "Europe/London",
    at: "2026-07-01T00:00:30Z",
    said: "Europe/London (UTC+01:00), changes 2026-10-25T01:00:00.000Z",
  },
  {
    TZ: "America/St_Johns",
    at: "2026-11-23T08:00:00Z",
    said: "America/St_Johns (UTC-03:30), changes 2027-03-14T05:30:00.000Z",
  },
  {
    TZ: "Pacific/Marquesas",
    at: "2026-11-23T08:00:00Z",
    said: "Pacific/Marquesas (UTC-09:30), no change within a year",
  },
  {
    TZ: "Australia/Lord_Howe",
    at: "2026-11-23T08:00:00Z",
    said: "Australia/Lord_Howe (UTC+11:00), changes 2027-04-03T15:00:00.000Z",
  },
])("describes $TZ at $at", ({ TZ, at, said }) => {
  expect(describeIn(TZ, at)).toBe(said);
});

it("takes the instant of a change itself for changed", () => {
  expect(describeIn("Europe/London", "2027-03-28T01:00:00Z")).toContain("(UTC+01:00), changes 2027-10-31");
  expect(describeIn("Europe/London", "2027-03-28T00:59:59Z")).toContain(
    "(UTC+00:00), changes 2027-03-28T01:00",
  );
});
