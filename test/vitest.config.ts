import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The package imports itself by name, as a project's commands do; tests read its source, not what was built last. */
const resolve = { alias: [{ find: /^errand$/, replacement: `${root}src/index.ts` }] };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          root,
          globalSetup: "test/scratch-room.ts",
          include: ["test/**/*.test.ts"],
          exclude: [
            "test/crash/**",
            "test/built/**",
            "test/packed/**",
            "test/fixtures/**",
            "node_modules/**",
          ],
          // Tests start many short processes on the source, whose types are stripped once and not each time.
          env: { NODE_COMPILE_CACHE: join(tmpdir(), "errand-compile-cache") },
          typecheck: { enabled: true, include: ["test/**/*.test-d.ts"] },
          // Many start processes, and a shared machine may take its time with them.
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        // Spawns the built CLI, sends real signals, waits on rows.
        test: {
          name: "built",
          root,
          globalSetup: "test/scratch-room.ts",
          include: ["test/crash/**/*.test.ts", "test/built/**/*.test.ts"],
          // Longer than any single look may take (PATIENCE_MS of the harness), which says what it waited for.
          testTimeout: 150_000,
          hookTimeout: 150_000,
          maxWorkers: 2,
        },
      },
      {
        resolve,
        // Packs the tarball, installs it into an empty project, runs a command there.
        test: {
          name: "packed",
          root,
          globalSetup: "test/scratch-room.ts",
          include: ["test/packed/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
