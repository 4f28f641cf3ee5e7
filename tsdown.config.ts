import { defineConfig } from "tsdown";

export default defineConfig({
  // Each entry is a door of its own: the bin, the two public modules, and what is loaded by file name
  // (a thread, a child, and a logger that is only read when a command logs).
  entry: {
    main: "src/main.ts",
    index: "src/index.ts",
    testing: "src/testing/index.ts",
  },
  format: "esm",
  platform: "node",
  target: "node24",
  fixedExtension: false,
  dts: { entry: ["src/index.ts", "src/testing/index.ts"] },
  // zod's types stay a dependency, so that a project's own schemas are the same types; its code is bundled,
  // because unbundled it alone costs more than all of a start.
  deps: { alwaysBundle: [/./], onlyBundle: false },
});
