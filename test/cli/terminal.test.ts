import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { RunTerminal, type Streams } from "../../src/cli/terminal.ts";

let out: PassThrough;
let err: PassThrough & { columns?: number };

function terminal(options: Partial<ConstructorParameters<typeof RunTerminal>[1]> = {}): RunTerminal {
  const streams = { stdout: out, stderr: err } as unknown as Streams;
  return new RunTerminal(streams, { outTo: "stdout", verbose: false, pretty: false, ...options });
}

const text = (stream: PassThrough): string => (stream.read() as Buffer | null)?.toString() ?? "";
const bytes = (words: string): Uint8Array => Buffer.from(words);
const log = (level: number): string => `${JSON.stringify({ level, time: 0, msg: "said", n: 1 })}\n`;

beforeEach(() => {
  out = new PassThrough();
  err = Object.assign(new PassThrough(), { columns: 80 });
});

describe("the terminal of a run", () => {
  it("passes each stream on as it is", () => {
    const shown = terminal();
    shown.write("stdout", bytes("o"));
    shown.write("stderr", bytes("e"));
    expect([text(out), text(err)]).toEqual(["o", "e"]);
  });

  it("keeps stdout free when it is to hold JSON", () => {
    terminal({ outTo: "stderr" }).write("stdout", bytes("o"));
    expect([text(out), text(err)]).toEqual(["", "o"]);
  });

  it("shows log lines on stderr: in words to a person, as JSON to anything else", () => {
    terminal().showLog(log(30));
    expect(text(err)).toBe(log(30));
    terminal({ pretty: true }).showLog(log(30));
    expect(stripVTControlCharacters(text(err))).toMatch(/INFO {2}said n=1\n$/);
  });

  it("shows debug lines only when asked to", () => {
    terminal().showLog(log(20));
    expect(text(err)).toBe("");
    terminal({ verbose: true }).showLog(log(20));
    expect(text(err)).toBe(log(20));
  });

  it("weaves a progress bar in: away before other output, back behind a whole line", () => {
    const shown = terminal({ pretty: true });
    shown.showProgress({ done: 1, total: 2, note: null });
    expect(stripVTControlCharacters(text(err))).toMatch(/1\/2 50%$/);
    shown.write("stderr", bytes("a line\n"));
    expect(text(err)).toMatch(/^\r\u001b\[Ka line\n.*1\/2/s);
    shown.write("stderr", bytes("half"));
    expect(text(err)).toBe("\r\u001b[Khalf");
    shown.endProgress();
    shown.write("stderr", bytes("x\n"));
    expect(text(err)).not.toContain("1/2");
  });

  it("draws no bar where nobody looks", () => {
    terminal().showProgress({ done: 1, total: 2, note: null });
    expect(text(err)).toBe("");
  });

  it("tells who lends it bytes when the reader has them", async () => {
    const pending = new PassThrough({ highWaterMark: 4 });
    out = pending;
    const shown = terminal();
    const first = shown.show("stdout", bytes("more than it holds"));
    expect(first).toBeInstanceOf(Promise);
    expect(shown.show("stderr", bytes("e"))).toBe(null);
    pending.resume();
    await first;
    expect(shown.show("stdout", bytes("o"))).toBe(null);
  });

  it("outlives a reader that went away, and still calls writers back", async () => {
    const shown = terminal();
    shown.write("stdout", bytes("first"));
    text(out);
    out.emit("error", Object.assign(new Error("gone"), { code: "EPIPE" }));
    const done = vi.fn();
    expect(shown.write("stdout", bytes("second"), done)).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toHaveBeenCalledOnce();
    expect(text(out)).toBe("");
  });
});
