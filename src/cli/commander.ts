import { Command, CommanderError } from "commander";
import { EXIT, ErrandError } from "../core/errors.ts";
import packageJson from "../../package.json" with { type: "json" };
import { helpScreen } from "./help-screen.ts";
import { HELP_FLAG, HELP_STYLE, inCapitals } from "./help-style.ts";
import type { Shell } from "./shell.ts";
import { addExamples } from "./verb-examples.ts";
import { VERBS, type ParsedVerb, type VerbEntry } from "./verbs.ts";

/**
 * Parses the words of a verb, or of none (`errand --help`), and does what they say. Resolves to the exit code.
 * @throws ErrandError for words that make no sense.
 */
export async function parseWithCommander(
  argv: string[],
  shell: Shell,
  called: { entry: VerbEntry; verb: ParsedVerb } | null,
): Promise<number> {
  const program = createProgram(shell);
  for (const entry of VERBS) {
    const command = program.command(entry.name).summary(entry.summary).description(capitalize(entry.summary));
    if (entry !== called?.entry) continue;
    called.verb.define(command, shell);
    addExamples(command, ["errand", entry.name]);
  }
  if (!called) await refuseUnknownVerb(argv, shell);
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    return explain(error, helpOf(program, argv));
  }
  return shell.exitCode;
}

function createProgram(shell: Shell): Command {
  const program = new Command("errand");
  return (
    program
      .description("Typed commands, by hand and on schedule, with one honest row for every run")
      .version(packageJson.version, "-V, --version", "show the version")
      .usage("VERB [flags]")
      .helpCommand(false)
      .exitOverride()
      .configureOutput({
        ...helpScreen(shell.host),
        writeOut: (text) => shell.print(text),
        // Errors are worded in one place, after they were caught.
        writeErr: () => undefined,
      })
      // Without one, commander sends the help of a bare `errand` to stderr, as an error.
      .action(() => program.outputHelp())
      .configureHelp({
        ...HELP_STYLE,
        commandDescription: (command) => capitalize(command.description()),
      })
      .helpOption(...HELP_FLAG)
      .addHelpText(
        "after",
        "\nFirst steps:\n  errand init                 set errand up here\n  errand make NAME            write a command\n  errand run NAME --dry-run   try it\n  errand history              see what ran",
      )
  );
}

/** `errand NAME` never runs a command: the verb says what will happen. */
async function refuseUnknownVerb(argv: string[], shell: Shell): Promise<void> {
  const word = argv.find((argument) => !argument.startsWith("-"));
  if (word === undefined) return;
  const { hasCommand } = await import("../command/discover.ts");
  if (hasCommand(await shell.config(), word)) {
    throw new ErrandError("usage", `"${word}" is a command, not a verb`, { next: `errand run ${word}` });
  }
  const { unknownVerb } = await import("./unknown-verb.ts");
  throw await unknownVerb(word, shell);
}

/** The help of the verb that the words lead to, and of the verb behind it where there is one. */
function helpOf(program: Command, words: readonly string[]): string {
  const path = ["errand"];
  let command: Command | undefined = program;
  for (const word of words) {
    command = command.commands.find((below) => below.name() === word);
    if (!command) break;
    path.push(word);
  }
  return [...path, "--help"].join(" ");
}

/** commander throws for help and version too; those are no errors. */
function explain(error: unknown, next: string): number {
  if (error instanceof ErrandError && error.next === undefined) {
    throw new ErrandError(error.code, error.message, { next, cause: error });
  }
  if (!(error instanceof CommanderError)) throw error;
  if (error.exitCode === 0 || error.code === "commander.help") return EXIT.ok;
  const said = error.message
    .replace(/^error: /, "")
    .replace(/\n+/g, " ")
    .replaceAll("'", '"')
    .replace(/^missing required argument "(.*)"$/, (_, name: string) => `${name.toUpperCase()} is missing`)
    .replace(/^option "([^"]*)" argument missing$/, "$1 is without its value")
    .replace(/^required option "([^"]*)" not specified$/, "$1 is required")
    .replace(/^-.* is (?:without its value|required)$|option "[^"]*"/g, inCapitals);
  throw new ErrandError("usage", said, { next, cause: error });
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
