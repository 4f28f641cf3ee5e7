import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, z } from "errand";
import { writeAtomically } from "../write-atomically.ts";
import { isPagePath } from "./page-path.ts";

const MANIFEST = z.object({
  v: z.literal(1),
  pages: z.record(
    z.string().refine(isPagePath),
    z.object({
      /** The essay's file, relative to the content folder. */
      source: z.string(),
      /** Of the page as it was written; null while it is being written. */
      hash: z.string().nullable(),
    }),
  ),
});

/** What this command wrote into the folder: pages by path. Only what stands here is ever replaced or removed. */
export type Manifest = z.output<typeof MANIFEST>;

const NAME = ".manifest.json";

/**
 * Undefined when the folder has none: nothing in it is ours.
 * @throws CommandError when there is one that cannot be understood, unless `force`.
 */
export async function readManifest(
  out: string,
  { force }: { force: boolean },
): Promise<Manifest | undefined> {
  const text = await readFile(join(out, NAME), "utf8").catch(ignoreMissing);
  if (text === undefined) return undefined;
  try {
    return MANIFEST.parse(JSON.parse(text));
  } catch (cause) {
    if (force) return undefined;
    throw new CommandError(
      `${join(out, NAME)} is not a manifest of this command; --force writes everything anew`,
      { cause },
    );
  }
}

export async function writeManifest(out: string, manifest: Manifest): Promise<void> {
  await writeAtomically(join(out, NAME), `${JSON.stringify(manifest, null, 2)}\n`);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
}
