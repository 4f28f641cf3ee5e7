import type { CommandContext } from "../command/context.ts";
import type { DefinedCommand } from "../command/define.ts";
import type { Exit } from "./executor.ts";

/** Calls a command in this process, until it settles or an error that it did not catch ends it. Never rejects. */
export async function callDefinition(
  definition: DefinedCommand,
  context: CommandContext<never>,
): Promise<Exit> {
  const errors = new StrayErrors();
  errors.listen();
  try {
    return await callHeeding(errors, definition, context);
  } finally {
    errors.stop();
  }
}

/** The same where stray errors are listened to already: for one short run after another. */
export async function callHeeding(
  errors: StrayErrors,
  definition: DefinedCommand,
  context: CommandContext<never>,
): Promise<Exit> {
  const { promise, resolve } = Promise.withResolvers<Exit>();
  errors.onError = (error) => resolve({ kind: "threw", error });
  void call(definition, context).then(resolve);
  const exit = await promise;
  errors.onError = null;
  return exit;
}

async function call(definition: DefinedCommand, context: CommandContext<never>): Promise<Exit> {
  const outer = process.exitCode;
  process.exitCode = undefined;
  try {
    const value = await definition.run(context);
    // A command that sets it means it, as it would in a program of its own.
    const code = exitCodeSet();
    return code === 0 ? { kind: "returned", value } : { kind: "exited", code };
  } catch (error) {
    return { kind: "threw", error };
  } finally {
    process.exitCode = outer;
  }
}

function exitCodeSet(): number {
  return Number(process.exitCode ?? 0);
}

/** Errors that no promise of a command carries (a rejection nobody awaits, a throw in a timer): they end its run as its own would. */
export class StrayErrors {
  /** Of the run that lives now. Without one, such an error ends the process, as it would in any other. */
  onError: ((error: unknown) => void) | null = null;
  readonly #isOthers: (error: unknown) => boolean;

  /** `isOthers`: whether it is no error of the run that lives now, and is seen to already. Default: none is. */
  constructor(isOthers: (error: unknown) => boolean = () => false) {
    this.#isOthers = isOthers;
  }

  listen(): void {
    process.on("uncaughtException", this.#hear);
    process.on("unhandledRejection", this.#hear);
  }

  stop(): void {
    process.off("uncaughtException", this.#hear);
    process.off("unhandledRejection", this.#hear);
  }

  readonly #hear = (error: unknown): void => {
    if (this.#isOthers(error)) return;
    if (!this.onError) throw error;
    this.onError(error);
  };
}
