import type { CommandContext } from "../command/context.ts";
import type { DefinedCommand } from "../command/define.ts";
import type { Exit } from "./executor.ts";

/** Calls a command in this process, until it settles or an error that it did not catch ends it. Never rejects. */
export async function callDefinition(
  definition: DefinedCommand,
  context: CommandContext<never>,
): Promise<Exit> {
  const stray = catchStrayErrors();
  try {
    return await Promise.race([call(definition, context), stray.thrown]);
  } finally {
    stray.stop();
  }
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

/** An error that no promise of the command carries (a rejection nobody awaits, a throw in a timer) ends the run as its own would. */
function catchStrayErrors(): { thrown: Promise<Exit>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<Exit>();
  const settle = (error: unknown): void => resolve({ kind: "threw", error });
  process.on("uncaughtException", settle);
  process.on("unhandledRejection", settle);
  return {
    thrown: promise,
    stop() {
      process.off("uncaughtException", settle);
      process.off("unhandledRejection", settle);
    },
  };
}
