import { existsSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "errand";
import type { Essay } from "../essays/essay.ts";
import type { EssaysRead } from "../essays/read-essays.ts";
import type { Manifest } from "./manifest.ts";
import { pagePath, SlugFault } from "./page-path.ts";
import { toPage, type Page } from "./render.ts";

/** The extensions each page has. */
export const EXTENSIONS = ["html", "json"] as const;

export interface SitePlan {
  pages: Page[];
  write: Page[];
  /** Paths of pages whose essay is no longer published. */
  remove: string[];
  /** Paths of pages whose essay cannot be read just now: they stay as they are. */
  keep: string[];
}

export interface PlanOptions {
  out: string;
  manifest: Manifest | undefined;
  force: boolean;
}

/**
 * Compares the published essays with what stands in `out`.
 * @throws CommandError for slugs that cannot be, or that two essays want, and for files in `out` that are not ours.
 */
export function planSite(
  { essays, unreadable }: EssaysRead,
  { out, manifest, force }: PlanOptions,
): SitePlan {
  const published = essays.filter(({ stage, file }) => stage === "published" && !file.endsWith(".mdx"));
  const pages = placePages(published);
  const known = manifest?.pages ?? {};
  const write = pages.filter(
    (page) => force || known[page.path]?.hash !== page.hash || !isWhole(out, page.path),
  );
  if (!force)
    refuseToOverwrite(out, [...(manifest ? [] : ["index"]), ...write.map(({ path }) => path)], known);
  const wanted = new Set(pages.map(({ path }) => path));
  const gone = Object.entries(known).filter(([path]) => !wanted.has(path));
  const unread = new Set(unreadable);
  return {
    pages,
    write,
    remove: gone.filter(([, { source }]) => !unread.has(source)).map(([path]) => path),
    keep: gone.filter(([, { source }]) => unread.has(source)).map(([path]) => path),
  };
}

function placePages(essays: Essay[]): Page[] {
  const faults: string[] = [];
  const taken = new Map<string, Essay>();
  const pages = essays.flatMap((essay) => {
    const path = placeOf(essay, faults);
    if (path === undefined) return [];
    // Some file systems take two cases of a letter, or two forms of an accent, for one name.
    const name = path.normalize("NFC").toLowerCase();
    const other = taken.get(name);
    if (other)
      faults.push(
        `${where(essay)}: ${path} is already the page of ${other.file}; give one of them another slug`,
      );
    taken.set(name, essay);
    return [toPage(path, essay)];
  });
  if (faults.length > 0) throw new CommandError(`nothing was written: ${faults.join("; ")}`);
  return pages;
}

function placeOf(essay: Essay, faults: string[]): string | undefined {
  try {
    return pagePath(essay);
  } catch (error) {
    if (!(error instanceof SlugFault)) throw error;
    faults.push(`${where(essay)}: ${error.message}`);
    return undefined;
  }
}

function where(essay: Essay): string {
  return `${essay.file}:${essay.lineOf("slug")}`;
}

function isWhole(out: string, path: string): boolean {
  return EXTENSIONS.every((extension) => existsSync(join(out, `${path}.${extension}`)));
}

function refuseToOverwrite(out: string, paths: string[], known: Manifest["pages"]): void {
  const foreign = paths
    .filter((path) => !(path in known))
    .flatMap((path) => EXTENSIONS.map((extension) => join(out, `${path}.${extension}`)))
    .find((file) => existsSync(file));
  if (foreign === undefined) return;
  throw new CommandError(
    `${foreign} was not written by this command; name another folder with --out, or --force`,
  );
}
