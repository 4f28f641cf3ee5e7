import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { CommandError, type CommandContext } from "errand";
import { Git, requireGit } from "./git.ts";

/** Branch of a site that lies inside of another repository. */
const PAGES_BRANCH = "gh-pages";

/** The repository that a site is committed to, and the branch. */
export interface SiteRepository {
  git: Git;
  branch: string;
  /** The folder is a repository of its own, and that branch is checked out in it. */
  isCheckedOut: boolean;
}

/**
 * Finds the repository of a site's folder: its own, or the one it lies in, of which it then uses only the objects and the
 * remotes: what is checked out there is not touched.
 * @throws CommandError when there is no such folder, no repository, or no git.
 */
export async function openSiteRepository(
  dir: string,
  { exec, branch }: Pick<CommandContext, "exec"> & { branch: string | undefined },
): Promise<SiteRepository> {
  const found = await stat(dir).catch(() => undefined);
  if (!found?.isDirectory())
    throw new CommandError(
      `site folder "${dir}" ${found ? "is a file" : "does not exist"}; make it with errand run serialize-published-content`,
    );
  await requireGit(exec);
  const there = new Git(exec, ["-C", dir]);
  const gitDir = await there.tryAsk("rev-parse", "--absolute-git-dir");
  if (gitDir === undefined)
    throw new CommandError(`"${dir}" is in no git repository; make it one: git init ${dir}`);
  const isOwn = (await there.ask("rev-parse", "--show-prefix")) === "";
  const current = isOwn ? await there.tryAsk("symbolic-ref", "--quiet", "--short", "HEAD") : undefined;
  const target = branch ?? current ?? PAGES_BRANCH;
  return {
    git: there.with({ options: ["--git-dir", gitDir, "--work-tree", resolve(dir)] }),
    branch: target,
    isCheckedOut: current === target,
  };
}
