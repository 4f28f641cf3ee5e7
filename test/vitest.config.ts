import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          root: "..",
          include: ["test/**/*.test.ts"],
          exclude: [
            "test/crash/**",
            "test/built/**",
            "test/packed/**",
            "test/fixtures/**",
            "node_modules/**",
          ],
          typecheck: { include: ["test/**/*.test-d.ts"] },
        },
      },
      {
        // Spawns the built CLI, sends real signals, waits on rows.
        test: {
          name: "built",
          root: "..",
          include: ["test/crash/**/*.test.ts", "test/built/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        // Packs the tarball, installs it into an empty project, runs a command there.
        test: {
          name: "packed",
          root: "..",
          include: ["test/packed/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
