import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import command from "../../commands/content-report.ts";
import type { Report } from "../../commands/_lib/report/report.ts";
import { runCommand } from "../../src/testing/run-command.ts";
import { run, site, temporaryFolder, type RunOptions } from "./context.ts";

const ESSAYS = 5;

class Desk {
  readonly content = temporaryFolder();
  readonly out = join(temporaryFolder(), "reports");

  constructor() {
    for (let n = 1; n <= ESSAYS; n += 1) this.put(`essay-${n}.md`, { title: `Essay ${n}` });
  }

  put(file: string, matter: Record<string, unknown>, body = "three plain words [link](/x)\n"): void {
    const data = { stage: "published", updated: "2026-02-01", ...matter };
    writeFileSync(join(this.content, file), `${JSON.stringify(data)}\n${body}`);
  }

  report(input: Record<string, unknown> = {}, options: RunOptions = {}) {
    return run(command, { content: this.content, out: this.out, ...input }, options);
  }

  /** As the limit does it when `after` essays were read. */
  stopped(after: number, reason: Error = new DOMException("the limit ran out", "TimeoutError")) {
    const stop = new AbortController();
    let read = 0;
    const onProgress = (): void => {
      read += 1;
      if (read === after) stop.abort(reason);
    };
    return this.report({}, { signal: stop.signal, onProgress });
  }

  files(): string[] {
    return existsSync(this.out) ? readdirSync(this.out).sort() : [];
  }

  json(name: string): Report {
    return JSON.parse(readFileSync(join(this.out, name), "utf8")) as Report;
  }
}

describe("content-report", () => {
  test("writes what it found as CSV and JSON, and says it in a table", async () => {
    const desk = new Desk();
    desk.put("draft.md", { title: '=HYPERLINK("x")', stage: "drafting", editor: "Jo <jo@example.org>" });
    const { result, output, progressed } = await desk.report();
    expect(result).toEqual({
      complete: true,
      essays: 6,
      words: 24,
      minutes: 6,
      links: 6,
      unreadable: 0,
      files: { csv: join(desk.out, "content-report.csv"), json: join(desk.out, "content-report.json") },
    });
    expect(output).toContain("published  4      1        1      28    Essay 1");
    expect(output).toContain("6 essays, 24 words, 6 minutes to read\n");
    expect(progressed.at(-1)).toEqual([6, 6]);
    const csv = readFileSync(join(desk.out, "content-report.csv"), "utf8").split("\r\n");
    expect(csv[0]).toBe("file,title,stage,editor,words,minutes,links,updated,days");
    expect(csv[1]).toBe(`draft.md,"'=HYPERLINK(""x"")",drafting,Jo,4,1,1,2026-02-01T00:00:00.000Z,28`);
    expect(csv).toHaveLength(ESSAYS + 3);
    const json = desk.json("content-report.json");
    expect(json).toMatchObject({
      v: 1,
      complete: true,
      at: "2026-03-01T08:00:00.000Z",
      content: desk.content,
    });
    expect(json.byStage).toEqual({ drafting: 1, published: 5 });
    expect(json.essays[1]).toMatchObject({ file: "essay-1.md", words: 4, links: 1, days: 28 });
  });

  test("is the same, byte for byte, when nothing changed", async () => {
    const desk = new Desk();
    const bytes = () => desk.files().map((name) => readFileSync(join(desk.out, name), "utf8"));
    await desk.report();
    const before = bytes();
    await desk.report();
    expect(bytes()).toEqual(before);
  });

  test("counts reading time by the pace it is given", async () => {
    const desk = new Desk();
    desk.put("long.md", {}, "word ".repeat(1_000));
    expect((await desk.report({ wordsPerMinute: 100 })).result).toMatchObject({ minutes: ESSAYS + 10 });
  });

  test("a dry run shows the report and writes nothing", async () => {
    const desk = new Desk();
    const { result, output } = await desk.report({ dryRun: true });
    expect(result).toMatchObject({ complete: true, essays: ESSAYS, files: null });
    expect(output).toContain("Essay 5");
    expect(desk.files()).toEqual([]);
  });

  test("leaves out what cannot be read, and names it", async () => {
    const desk = new Desk();
    writeFileSync(join(desk.content, "broken.md"), "---\ntitle: [\n---\n");
    const { result, logged } = await desk.report();
    expect(result).toMatchObject({ complete: true, essays: ESSAYS, unreadable: 1 });
    expect(logged.join()).toMatch(/broken\.md:\d+: .*; left out/);
    expect(desk.json("content-report.json").unreadable).toEqual(["broken.md"]);
  });

  test("stopped half-way, it writes what it has and says that it is a part", async () => {
    const desk = new Desk();
    const { result, logged, output } = await desk.stopped(2);
    expect(result).toMatchObject({ complete: false, essays: 2 });
    expect(output).toContain("2 essays, 8 words, 2 minutes to read so far\n");
    expect(logged).toContain("warn stopped after 2 essays: the report is a part");
    expect(desk.files()).toEqual(["content-report.partial.csv", "content-report.partial.json"]);
    expect(desk.json("content-report.partial.json")).toMatchObject({
      complete: false,
      totals: { essays: 2 },
    });
  });

  test("a part leaves the last whole report alone, and the next whole one takes it away", async () => {
    const desk = new Desk();
    await desk.report();
    await desk.stopped(1);
    expect(desk.json("content-report.json")).toMatchObject({ complete: true, totals: { essays: ESSAYS } });
    expect(desk.files()).toHaveLength(4);
    await desk.report();
    expect(desk.files()).toEqual(["content-report.csv", "content-report.json"]);
  });

  test("a fault that comes while it is stopped is no stop", async () => {
    const desk = new Desk();
    const stopped = new AbortController();
    const { signal } = stopped;
    const onProgress = (): never => {
      stopped.abort();
      throw new Error("a defect");
    };
    await expect(desk.report({}, { signal, onProgress })).rejects.toThrow("a defect");
    expect(desk.files()).toEqual([]);
  });

  test("its row says that time ran out, and its result how far it came", async () => {
    const desk = new Desk();
    const slow = { ...command, timeout: "1ms" };
    for (let n = 0; n < 300; n += 1) desk.put(`more-${n}.md`, {}, "word ".repeat(2_000));
    const { run: row, result } = await runCommand(slow, { content: desk.content, out: desk.out });
    expect(row).toMatchObject({ state: "timed_out", exitCode: 124, reason: "its limit of 1ms ran out" });
    expect(result).toMatchObject({ complete: false });
    expect(result!.essays).toBeLessThan(300);
  });

  test("says what is wrong with its folders", async () => {
    const desk = new Desk();
    await expect(desk.report({ content: "/nowhere" })).rejects.toThrow(
      'content folder "/nowhere" does not exist; name one with --content DIR',
    );
    writeFileSync(join(desk.content, "file"), "");
    await expect(desk.report({ out: join(desk.content, "file") })).rejects.toThrow(
      /cannot write .*: ENOTDIR|EEXIST/,
    );
  });

  test.each(["hugo", "jekyll", "astro"])("reads a site of %s", async (name) => {
    const { result } = await run(command, { content: site(name), dryRun: true });
    expect(result.essays).toBeGreaterThan(0);
  });
});
