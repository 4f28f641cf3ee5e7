import type { Refuse } from "./definition-refusal.ts";
import type { FlagDescriptor } from "./descriptor.ts";

/** Refuses flags that cannot be told apart, and positionals whose words could not be dealt out. */
export function checkFlags(flags: readonly FlagDescriptor[], refuse: Refuse): void {
  refuseClashes(flags.flatMap(wordsOf), refuse);
  refusePositions(flags, refuse);
}

interface Word {
  /** As typed: `--dry-run`, `-n`. */
  text: string;
  /** Whose it is: `args.dryRun`. */
  owner: string;
}

const RESERVED: Word[] = ["--help", "-h", "--args"].map((text) => ({ text, owner: "errand itself" }));

function wordsOf({ flag, alias, kind, path }: FlagDescriptor): Word[] {
  const texts = [`--${flag}`];
  if (kind === "boolean") texts.push(`--no-${flag}`);
  if (alias !== null) texts.push(`-${alias}`);
  return texts.map((text) => ({ text, owner: `args.${path.join(".")}` }));
}

function refuseClashes(words: Word[], refuse: Refuse): void {
  const owners = new Map(RESERVED.map(({ text, owner }) => [text, owner]));
  for (const { text, owner } of words) {
    const other = owners.get(text);
    if (other !== undefined) refuse(`${text} would be a flag of both ${other} and ${owner}: rename one`);
    owners.set(text, owner);
  }
}

function refusePositions(flags: readonly FlagDescriptor[], refuse: Refuse): void {
  const placed = flags
    .filter(({ position }) => position !== null)
    .sort((a, b) => Number(a.position) - Number(b.position));
  for (const [index, { path, kind, array, required }] of placed.entries()) {
    const name = path.join(".");
    if (kind === "boolean") refuse(`the positional "${name}" is a boolean: a flag says more`);
    if (array && index < placed.length - 1)
      refuse(`the positional "${name}" is an array and takes all words: it must be the last`);
    if (required && placed[index - 1]?.required === false) {
      refuse(`the positional "${name}" is required, but stands behind one that may be left out`);
    }
  }
}
