import { beforeEach, describe, expect, it, vi } from "vitest";
import { createOutputRecorder } from "../../src/runner/output-recorder.ts";
import { createSecretMasker } from "../../src/runner/secret-masker.ts";
import type { OutputWrite } from "../../src/store/run-store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";

let clock: ManualClock;
const append = vi.fn<(output: OutputWrite) => Promise<void>>(async () => undefined);
const onFailure = vi.fn();

function recorder(secrets: string[] = [], sharesThread = false) {
  const masker = createSecretMasker(secrets);
  return createOutputRecorder({ cap: 1024, masker, clock, sharesThread, append, onFailure });
}

const text = (output: OutputWrite | null): string =>
  (output?.chunks ?? []).map(({ bytes }) => Buffer.from(bytes).toString()).join("");

beforeEach(() => {
  vi.clearAllMocks();
  append.mockImplementation(async () => undefined);
  clock = manualClock();
});

describe("the output recorder", () => {
  it("brings output to the ledger within a fifth of a second, and in one write", async () => {
    const { sink } = recorder();
    sink.write("stdout", Buffer.from("a"));
    sink.write("stdout", Buffer.from("b"));
    expect(append).not.toHaveBeenCalled();
    await clock.advance(200);
    expect(append).toHaveBeenCalledOnce();
    expect(text(append.mock.calls[0]![0])).toBe("ab");
  });

  it("keeps the first words of work on the same thread at once, and what follows together", async () => {
    const { sink } = recorder([], true);
    sink.write("stdout", Buffer.from("a"));
    expect(text(append.mock.calls[0]![0])).toBe("a");
    sink.write("stdout", Buffer.from("b"));
    sink.write("stdout", Buffer.from("c"));
    expect(append).toHaveBeenCalledOnce();
    await clock.advance(200);
    expect(text(append.mock.calls[1]![0])).toBe("bc");
  });

  it("goes on keeping what work prints that never yields", () => {
    let time = 0;
    clock = { ...manualClock(), monotonic: () => (time += 200) };
    const { sink } = recorder();
    for (let turn = 0; turn < 5; turn += 1) sink.write("stdout", Buffer.from(String(turn)));
    expect(append.mock.calls.map(([output]) => text(output))).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("masks before it keeps, across writes", async () => {
    const { sink, takeRest } = recorder(["s3cret"]);
    sink.write("stdout", Buffer.from("s3c"));
    sink.write("stdout", Buffer.from("ret s3c"));
    expect(text(takeRest())).toBe("[secret] s3c");
  });

  it("gives the rest at once, and takes nothing after it", async () => {
    const { sink, takeRest } = recorder();
    sink.write("log", Buffer.from("last"));
    expect(text(takeRest())).toBe("last");
    sink.write("log", Buffer.from("late"));
    await clock.advance(1_000);
    expect(append).not.toHaveBeenCalled();
  });

  it("tells once of a ledger that keeps nothing, and never throws into the writer", async () => {
    append.mockRejectedValue(new Error("disk full"));
    const { sink } = recorder();
    for (let turn = 0; turn < 3; turn += 1) {
      sink.write("stdout", Buffer.from("x"));
      await clock.advance(300);
    }
    expect(append.mock.calls.length).toBeGreaterThan(1);
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: "disk full" }));
  });

  it("waits for a slow ledger instead of piling writes up", async () => {
    let finish: () => void = () => undefined;
    append.mockImplementation(() => new Promise<void>((resolve) => (finish = resolve)));
    const { sink } = recorder();
    sink.write("stdout", Buffer.from("1"));
    await clock.advance(200);
    sink.write("stdout", Buffer.from("2"));
    await clock.advance(1_000);
    expect(append).toHaveBeenCalledOnce();
    finish();
    await clock.advance(0);
    sink.write("stdout", Buffer.from("3"));
    await clock.advance(200);
    expect(text(append.mock.calls[1]![0])).toBe("23");
  });
});
