import type { Progress } from "../core/run.ts";

/** Tells the newest progress when the last one is out: a command that reports in a tight loop must not fill the memory. */
export function createReporter(
  say: (word: { type: "progress"; progress: Progress }) => Promise<void>,
): (progress: Progress) => void {
  let next: Progress | null = null;
  let telling = false;
  const tell = async (): Promise<void> => {
    telling = true;
    for (let progress = next; progress; progress = next) {
      next = null;
      await say({ type: "progress", progress });
    }
    telling = false;
  };
  return (progress) => {
    next = progress;
    if (!telling) void tell();
  };
}
