import "../core/needed-node.ts";
export { expectScheduled, type ExpectOptions, type ScheduledExpectation } from "./expect-scheduled.ts";
export type { DrainOptions } from "./drain.ts";
export { manualClock, type ManualClock } from "./manual-clock.ts";
export { runCommand, type CommandOutput, type CommandRun, type RunCommandOptions } from "./run-command.ts";
export { simulate, type SimulateOptions, type Simulation } from "./simulate.ts";
export { testClient, type Named, type TestClient } from "./test-client.ts";
export type { TestClientOptions } from "./test-client-options.ts";
