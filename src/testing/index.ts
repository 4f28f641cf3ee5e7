export { manualClock, type ManualClock } from "./manual-clock.ts";
export { runCommand, type CommandOutput, type CommandRun, type RunCommandOptions } from "./run-command.ts";
