import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RemoteFault, RemoteRefused } from "../../commands/_lib/git/faults.ts";
import command from "../../commands/push-content.ts";
import { runCommand } from "../../src/testing/run-command.ts";
import { temporaryFolder } from "./context.ts";

const hasGit = spawnSync("git", ["--version"]).status === 0;

/** Whoever runs the tests may have a git config, hooks and signing keys of their own. */
const ALONE = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
Object.assign(process.env, ALONE);

function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
}

/** A bare repository, and a folder whose remote "origin" it is. */
class Publisher {
  readonly home = temporaryFolder();
  readonly bare = join(this.home, "site.git");
  readonly dir = join(this.home, "public");

  constructor({ own = true }: { own?: boolean } = {}) {
    git(this.home, "init", "--quiet", "--bare", "--initial-branch=main", this.bare);
    mkdirSync(this.dir);
    const repository = own ? this.dir : this.home;
    git(repository, "init", "--quiet", "--initial-branch=main");
    git(repository, "remote", "add", "origin", this.bare);
  }

  put(file: string, text: string): void {
    writeFileSync(join(this.dir, file), text);
  }

  push(args: Record<string, unknown> = {}) {
    return runCommand(command, { dir: this.dir, ...args });
  }

  remote(...args: string[]): string {
    return git(this.bare, ...args);
  }

  files(branch = "main"): string[] {
    return this.remote("ls-tree", "-r", "--name-only", branch).split("\n");
  }
}

describe.skipIf(!hasGit)("push-content (needs git)", () => {
  test("commits the folder and pushes it to the branch that it is on", async () => {
    const site = new Publisher();
    site.put("index.html", "one");
    const { result, exitCode, output, run } = await site.push({ message: "First pages" });
    const tip = site.remote("rev-parse", "main");
    expect({ exitCode, result }).toEqual({
      exitCode: 0,
      result: { branch: "main", changed: 1, commit: tip },
    });
    expect(output.stdout).toMatch(new RegExp(`^origin main: 1 files changed, at ${tip}\n$`, "m"));
    expect(site.files()).toEqual(["index.html"]);
    expect(site.remote("log", "-1", "--format=%B", "main")).toBe(`First pages\n\nErrand-Run: ${run.id}`);
    expect(git(site.dir, "status", "--porcelain")).toBe("");
    expect(git(site.dir, "rev-parse", "HEAD")).toBe(tip);
  });

  test("commits on top of what the remote has, with what was added, changed and removed", async () => {
    const site = new Publisher();
    site.put("a.html", "a");
    site.put("b.html", "b");
    await site.push();
    rmSync(join(site.dir, "a.html"));
    site.put("b.html", "B");
    site.put("c\td.html", "c");
    const { result, output } = await site.push();
    expect(result).toMatchObject({ changed: 3 });
    const logged = output.log
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(logged).toEqual(["remove a.html", "change b.html", 'add "c\\td.html"']);
    expect(site.remote("rev-list", "--count", "main")).toBe("2");
  });

  test("nothing to commit is success, and no commit", async () => {
    const site = new Publisher();
    site.put("a.html", "a");
    const first = await site.push();
    const second = await site.push();
    expect(second).toMatchObject({ exitCode: 0, result: { changed: 0, commit: first.result!.commit } });
    expect(site.remote("rev-list", "--count", "main")).toBe("1");
  });

  test("a folder that lies in a repository, ignored there, goes to gh-pages and leaves that one as it is", async () => {
    const site = new Publisher({ own: false });
    writeFileSync(join(site.home, ".gitignore"), "public/\nsite.git/\n");
    git(site.home, "add", ".gitignore");
    site.put("index.html", "one");
    const before = git(site.home, "status", "--porcelain", "--branch");
    expect((await site.push()).result).toMatchObject({ branch: "gh-pages", changed: 1 });
    expect(site.files("gh-pages")).toEqual(["index.html"]);
    expect(git(site.home, "status", "--porcelain", "--branch")).toBe(before);
  });

  test("--branch and --remote say where else", async () => {
    const site = new Publisher();
    const other = join(site.home, "other.git");
    git(site.home, "init", "--quiet", "--bare", other);
    site.put("index.html", "one");
    await site.push({ remote: other, branch: "pages/live" });
    expect(git(other, "ls-tree", "--name-only", "pages/live")).toBe("index.html");
    expect(site.remote("branch", "--list")).toBe("");
    expect(git(site.dir, "status", "--porcelain")).toBe("?? index.html");
  });

  test("takes up what others pushed, and commits by hand that were not pushed stay in the folder", async () => {
    const site = new Publisher();
    site.put("a.html", "a");
    await site.push();
    git(
      site.dir,
      "-c",
      "user.name=x",
      "-c",
      "user.email=x@y.z",
      "commit",
      "--quiet",
      "--allow-empty",
      "-m",
      "mine",
    );
    const mine = git(site.dir, "rev-parse", "HEAD");
    const clone = join(site.home, "clone");
    git(site.home, "clone", "--quiet", site.bare, clone);
    git(
      clone,
      "-c",
      "user.name=x",
      "-c",
      "user.email=x@y.z",
      "commit",
      "--quiet",
      "--allow-empty",
      "-m",
      "theirs",
    );
    git(clone, "push", "--quiet");
    site.put("a.html", "A");
    await site.push();
    expect(site.remote("log", "--format=%s", "main")).toBe("Publish the site\ntheirs\nPublish the site");
    expect(git(site.dir, "rev-parse", "HEAD")).toBe(mine);
  });

  test("a dry run says what would change, and changes nothing here or there", async () => {
    const site = new Publisher();
    site.put("a.html", "a");
    await site.push();
    site.put("b.html", "b");
    const objects = git(site.dir, "count-objects", "-v");
    const { result, output } = await site.push({ dryRun: true });
    expect(result).toEqual({ branch: "main", changed: 1, commit: null });
    expect(output.stdout).toMatch(/^origin main: 1 files would change\n$/m);
    expect(output.log).toContain("would add b.html");
    expect(git(site.dir, "count-objects", "-v")).toBe(objects);
    expect(site.files()).toEqual(["a.html"]);
  });

  describe("what the remote does not do", () => {
    const judge = (error: unknown) => [error instanceof RemoteFault, error instanceof RemoteRefused];

    async function fault(site: Publisher, args: Record<string, unknown> = {}): Promise<[string, boolean[]]> {
      let caught: unknown;
      const spy = { ...command, run: (context: Parameters<typeof command.run>[0]) => watch(context) };
      const watch = async (context: Parameters<typeof command.run>[0]) => {
        try {
          return await command.run(context);
        } catch (error) {
          caught = error;
          throw error;
        }
      };
      const { run } = await runCommand(spy, { dir: site.dir, ...args });
      expect(run.error?.stack ?? null).toBeNull();
      return [run.error!.message, judge(caught)];
    }

    test("one that cannot be reached may be tried again", async () => {
      const site = new Publisher();
      site.put("a.html", "a");
      const remote = `git://127.0.0.1:${await closedPort()}/site.git`;
      const [message, kind] = await fault(site, { remote });
      expect(message).toMatch(
        /^remote "git:.*" cannot be reached: fatal: unable to connect to 127\.0\.0\.1: .*Connection refused/,
      );
      expect(kind).toEqual([true, false]);
    });

    test("so may one that breaks off", async () => {
      const site = new Publisher();
      site.put("a.html", "a");
      await using server = await rudeServer();
      const [message, kind] = await fault(site, { remote: `git://127.0.0.1:${server.port}/site.git` });
      expect(message).toMatch(/cannot be reached: (?:fatal: |git was ended by SIGPIPE)/);
      expect(kind).toEqual([true, false]);
    });

    test.each([
      ["wants credentials", 401, /refused: fatal: could not read Username/],
      ["denies access", 403, /refused: .*403/],
      ["does not know the repository", 404, /refused: .*not found/],
    ])("one that %s is not tried again", async (_, status, message) => {
      const site = new Publisher();
      site.put("a.html", "a");
      await using server = await httpServer(status);
      const [said, kind] = await fault(site, { remote: `http://127.0.0.1:${server.port}/site.git` });
      expect(said).toMatch(message);
      expect(kind).toEqual([true, true]);
    });

    test("one that is ill may be tried again", async () => {
      const site = new Publisher();
      site.put("a.html", "a");
      await using server = await httpServer(503);
      const [said, kind] = await fault(site, { remote: `http://127.0.0.1:${server.port}/site.git` });
      expect(said).toMatch(/cannot be reached: .*503/);
      expect(kind).toEqual([true, false]);
    });

    test("a push that a hook rejects is not tried again, and the folder is as it was", async () => {
      const site = new Publisher();
      const hook = join(site.bare, "hooks/pre-receive");
      writeFileSync(hook, "#!/bin/sh\necho no pages on fridays >&2\nexit 1\n");
      chmodSync(hook, 0o755);
      site.put("a.html", "a");
      const [message, kind] = await fault(site);
      expect(message).toMatch(
        /^remote "origin" refused: .*\[remote rejected\] \(pre-receive hook declined\)/,
      );
      expect(kind).toEqual([true, true]);
      expect(git(site.dir, "status", "--porcelain")).toBe("?? a.html");
      rmSync(hook);
      expect((await site.push()).result).toMatchObject({ changed: 1 });
    });

    test("a remote that is none is not tried again", async () => {
      const site = new Publisher();
      site.put("a.html", "a");
      const [message, kind] = await fault(site, { remote: "nowhere" });
      expect(message).toBe(
        "remote \"nowhere\" refused: fatal: 'nowhere' does not appear to be a git repository",
      );
      expect(kind).toEqual([true, true]);
    });
  });

  test.each([
    ["no folder", { dir: "/nowhere" }, /"\/nowhere" does not exist; make it with errand run serialize/],
    ["an empty folder", {}, /folder is empty; nothing was pushed/],
  ])("refuses %s", async (_, args, message) => {
    const { run } = await new Publisher().push(args);
    expect(run.error!.message).toMatch(message);
  });

  test("refuses a folder that no repository holds", async () => {
    const folder = temporaryFolder();
    const { run } = await runCommand(command, { dir: folder });
    expect(run.error!.message).toBe(`"${folder}" is in no git repository; make it one: git init ${folder}`);
  });

  test.each([
    [{ remote: "--upload-pack=touch /tmp/x" }, /--remote/],
    [{ branch: "-f" }, /--branch/],
    [{ remote: "https://jo:s3cret@example.org/x.git" }, /must hold no password/],
  ])("refuses %j before anything is done", async (args, message) => {
    await expect(runCommand(command, args)).rejects.toThrow(message);
  });

  test("leaves nothing in the folder for temporary files", async () => {
    const site = new Publisher();
    site.put("a.html", "a");
    const scratch = temporaryFolder();
    const outer = process.env["TMPDIR"];
    process.env["TMPDIR"] = scratch;
    await site.push();
    if (outer === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = outer;
    expect(existsSync(scratch) && readFileSync(join(site.dir, ".git/HEAD"), "utf8")).toBe(
      "ref: refs/heads/main\n",
    );
    expect(execFileSync("ls", [scratch], { encoding: "utf8" })).toBe("");
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Server extends AsyncDisposable {
  port: number;
}

/** Hangs up on whoever calls. */
function rudeServer(): Promise<Server> {
  return serve((socket) => socket.destroy());
}

function httpServer(status: number): Promise<Server> {
  const challenge = status === 401 ? 'WWW-Authenticate: Basic realm="site"\r\n' : "";
  return serve((socket) =>
    socket.once("data", () =>
      socket.end(`HTTP/1.1 ${status} No\r\n${challenge}Content-Length: 0\r\nConnection: close\r\n\r\n`),
    ),
  );
}

async function serve(greet: Parameters<typeof createServer>[1] & {}): Promise<Server> {
  const server = createServer(greet as never).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
