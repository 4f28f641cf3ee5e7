export interface ExitGuard {
  /** Resolves with null when the event loop has nothing left to do while the guard stands. */
  emptyLoop: Promise<null>;
  stop(): void;
}

/**
 * Watches the two ways out of a process that no promise tells of: `process.exit()` inside the work (`onExit`, which
 * must do all it does before it returns), and a loop that ran empty.
 */
export function guardExit(onExit: (code: number) => void): ExitGuard {
  const { promise, resolve } = Promise.withResolvers<null>();
  const onEmptyLoop = (): void => resolve(null);
  process.once("exit", onExit);
  process.once("beforeExit", onEmptyLoop);
  return {
    emptyLoop: promise,
    stop() {
      process.off("exit", onExit);
      process.off("beforeExit", onEmptyLoop);
    },
  };
}
