import { expect, it } from "vitest";
import { readChildExit } from "../../src/runner/child-exit.ts";
import type { ChildEnd } from "../../src/runner/child-words.ts";
import { classify } from "../../src/runner/outcome.ts";
import type { ProcessEnd } from "../../src/runner/process-end.ts";
import type { Verdict } from "../../src/runner/verdict.ts";

const verdict: Verdict = {
  outcome: "succeeded",
  reason: null,
  exitCode: 0,
  signal: null,
  error: null,
  result: { found: 3 },
};
const lastWord = { type: "over", verdict } as ChildEnd;
const HEAP =
  "<--- Last few GCs --->\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n";

it.each<{ title: string; end: ProcessEnd; told?: ChildEnd; stderr?: string; says: Partial<Verdict> }>([
  { title: "what it said itself", end: { code: 0, signal: null }, told: lastWord, says: verdict },
  {
    title: "what it said before it was killed on its way out",
    end: { code: 0, signal: "SIGKILL" },
    told: lastWord,
    says: verdict,
  },
  {
    title: "process.exit(3)",
    end: { code: 3, signal: null },
    says: { outcome: "failed", exitCode: 3, reason: "process.exit(3) in the command" },
  },
  {
    title: "process.exit(0)",
    end: { code: 0, signal: null },
    says: { outcome: "succeeded", exitCode: 0, reason: "process.exit(0) in the command" },
  },
  {
    title: "a signal",
    end: { code: 0, signal: "SIGSEGV" },
    says: { outcome: "failed", exitCode: 139, signal: "SIGSEGV", reason: "ended by SIGSEGV" },
  },
  {
    title: "a full heap",
    end: { code: 0, signal: "SIGABRT" },
    stderr: HEAP,
    says: { exitCode: 134, signal: "SIGABRT", reason: expect.stringContaining("out of memory") },
  },
  {
    title: "an abort of another kind",
    end: { code: 0, signal: "SIGABRT" },
    stderr: "assertion failed\n",
    says: { reason: "ended by SIGABRT" },
  },
  {
    title: "other last words with those of a full heap",
    end: { code: 0, signal: "SIGKILL" },
    stderr: HEAP,
    says: { reason: "ended by SIGKILL" },
  },
])("reads $title", ({ end, told = null, stderr = "", says }) => {
  const exit = readChildExit(end, { lastWord: told, lastWords: stderr });
  expect(classify(exit, null)).toMatchObject(says);
});
