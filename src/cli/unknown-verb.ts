import { Command } from "commander";
import { didYouMean } from "../core/did-you-mean.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import type { Shell } from "./shell.ts";
import { VERBS } from "./verbs.ts";

/** The error for a word that is no verb: the verbs it may have been meant for, those behind other verbs too. */
export async function unknownVerb(word: string, shell: Shell): Promise<ErrandError> {
  const meant = await findMeant(word, shell);
  const hint = meant.length === 0 ? "" : `; did you mean ${meant.map(quote).join(" or ")}?`;
  const next = meant[0] === undefined ? "errand --help" : `errand ${meant[0]}`;
  return new ErrandError("usage", `there is no verb ${quote(word)}${hint}`, { next });
}

/** A verb of a group, written whole, outranks a verb that is only near. */
async function findMeant(word: string, shell: Shell): Promise<string[]> {
  const paths = await subverbPaths(shell);
  const exact = paths.filter(({ name }) => name === word);
  if (exact.length > 0) return exact.map(({ path }) => path);
  const verb = didYouMean(
    word,
    VERBS.map(({ name }) => name),
  );
  if (verb !== undefined) return [verb];
  const near = didYouMean(
    word,
    paths.map(({ name }) => name),
  );
  return paths.filter(({ name }) => name === near).map(({ path }) => path);
}

async function subverbPaths(shell: Shell): Promise<{ name: string; path: string }[]> {
  const groups = VERBS.filter(({ isGroup }) => isGroup).map(async ({ name: group, load }) => {
    const command = new Command(group);
    const verb = await load();
    if ("define" in verb) verb.define(command, shell);
    return command.commands.map((one) => ({ name: one.name(), path: `${group} ${one.name()}` }));
  });
  return (await Promise.all(groups)).flat();
}
