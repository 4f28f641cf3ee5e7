import { readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CommandContext } from "errand";
import { writeAtomically } from "../write-atomically.ts";
import { writeManifest, type Manifest } from "./manifest.ts";
import { EXTENSIONS, type SitePlan } from "./plan.ts";
import { renderIndex, renderPage } from "./render.ts";

type WriteContext = Pick<CommandContext, "progress" | "signal">;

/**
 * Makes `out` what the plan says. The manifest names a page before the page is there and until it is gone, so that a run
 * that was killed leaves nothing behind that the next one would not know for its own.
 */
export async function writeSite(
  plan: SitePlan,
  { out, manifest, progress, signal }: WriteContext & { out: string; manifest: Manifest | undefined },
): Promise<void> {
  const before = manifest?.pages ?? {};
  const pending = plan.write.map(({ path, essay }) => [path, { source: essay.file, hash: null }] as const);
  if (plan.write.length > 0)
    await writeManifest(out, { v: 1, pages: { ...before, ...Object.fromEntries(pending) } });
  for (const [index, page] of plan.write.entries()) {
    signal.throwIfAborted();
    await writeFiles(out, page.path, renderPage(page));
    progress(index + 1, plan.write.length, "pages written");
  }
  await writeFiles(out, "index", renderIndex(plan.pages));
  for (const path of plan.remove) await removePage(out, path);
  await writeManifest(out, manifestOf(plan, before));
}

async function writeFiles(out: string, path: string, files: Record<"html" | "json", string>): Promise<void> {
  for (const extension of EXTENSIONS)
    await writeIfChanged(join(out, `${path}.${extension}`), files[extension]);
}

/** A file that says the same keeps its time, for those who copy by it. */
async function writeIfChanged(path: string, content: string): Promise<void> {
  const current = await readFile(path, "utf8").catch(() => undefined);
  if (current !== content) await writeAtomically(path, content);
}

async function removePage(out: string, path: string): Promise<void> {
  for (const extension of EXTENSIONS) await rm(join(out, `${path}.${extension}`), { force: true });
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    await rmdir(join(out, folder)).catch(() => undefined);
  }
}

function manifestOf({ pages, keep }: SitePlan, before: Manifest["pages"]): Manifest {
  const written = pages.map(({ path, essay, hash }) => [path, { source: essay.file, hash }] as const);
  const kept = keep.flatMap((path) => (before[path] ? [[path, before[path]] as const] : []));
  return { v: 1, pages: Object.fromEntries([...written, ...kept].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
