import { defineConfig } from "tsdown";
import { earlyFunctions } from "./tsdown.early.ts";
import { insist } from "./tsdown.insist.ts";
import { shortLines } from "./tsdown.lines.ts";
import { trimmedPackages } from "./tsdown.packages.ts";

/**
 * Reads Node's own modules without their ES module face: making it touches every lazy member they have, so that
 * `import … from "node:fs"` alone loads streams, promises and readline, 5 ms of a start that may take 20.
 */
const IMPORT = /^import (?:\{([^}]*)\}|([\w$]+)) from "(node:[\w/]+)";$/gm;

const plainBuiltins = insist("plain-builtins", (found) => ({
  renderChunk(code) {
    return code.replace(IMPORT, (_, names: string | undefined, whole: string | undefined, module: string) => {
      found();
      const target = whole ?? `{${names?.replaceAll(" as ", ": ") ?? ""}}`;
      const source =
        module === "node:process" ? "globalThis.process" : `process.getBuiltinModule("${module}")`;
      // The global is there already, under the same name.
      return target === "process" ? "" : `const ${target} = ${source};`;
    });
  },
}));

/**
 * Objects that stand for whole modules (`z`, `z.core`, …) are made of one getter for each of a thousand members, 4 ms of
 * a start that reads three of them. As proxies they are made at once, and a member is found when it is read.
 */
const lateNamespaces = insist("late-namespaces", (found) => ({
  renderChunk(code) {
    return code.replace(EXPORT_ALL, LATE_EXPORT_ALL).replace(NAMESPACE, (_, listed: string) => {
      found();
      const members = [...listed.matchAll(MEMBER)].map(([, name = "", local = ""]) => ({ name, local }));
      const cases = members.map(({ name, local }) => `case "${name}": return ${local};`);
      const names = members.map(({ name }) => name);
      return `__exportAll((name) => { switch (name) { ${cases.join("\n")} } }, ${JSON.stringify(names)})`;
    });
  },
}));

// Where it is used: the bundler's own runtime is one more file to read, and it makes a `require` that no start needs.
const EXPORT_ALL = /^import \{ \w+ as __exportAll \} from "[^"]*rolldown-runtime[^"]*";$/m;
const LATE_EXPORT_ALL = `var __exportAll = (find, names) => new Proxy({}, {
  get: (_, name) => find(name),
  has: (_, name) => names.includes(name),
  ownKeys: () => names,
  getOwnPropertyDescriptor: (_, name) =>
    names.includes(name) ? { value: find(name), enumerable: true, configurable: true } : undefined,
  set: () => false,
});`;
const NAMESPACE = /__exportAll\(\{([^}]*)\}\)/g;
const MEMBER = /([\w$]+): \(\) => ([\w$]+)/g;

/**
 * A module that is imported late and shares its chunk with others gets a file of its own that only passes names on,
 * half a millisecond each. Whoever imports it late takes the names from the chunk itself.
 */
const noFacades = insist("no-facades", (found) => ({
  generateBundle(bundle) {
    for (const [file, { isEntry = false, code = "" }] of Object.entries(bundle)) {
      const [, names = "", chunk] = FACADE.exec(code) ?? [];
      if (isEntry || chunk === undefined) continue;
      found();
      const late = `import("${chunk}").then((chunk) => ({ ${membersOf(names)} }))`;
      for (const one of Object.values(bundle)) {
        if (one.code !== undefined) one.code = one.code.replaceAll(`import(\`./${file}\`)`, late);
      }
      Reflect.deleteProperty(bundle, file);
    }
  },
}));

const FACADE = /^export ?\{([^}]*)\} ?from ?"([^"]+)";?\s*$/;

/** `a as b, c` in an object's words. */
function membersOf(names: string): string {
  return names
    .split(",")
    .map((name) => name.trim().split(" as "))
    .map(([inner = "", outer = inner]) => `${outer}: chunk.${inner}`)
    .join(", ");
}

/** What help, lists and the way to a run need: no zod, no SQLite. */
const GROUND = [
  "core/",
  "system-clock",
  "config.ts",
  "config/(environment|find-project)",
  "command/(discover|command-name|arg-path|file-stamp|manifest|walk-commands)",
  "cli/(process|program|shell|verbs|report-error|run.ts|plain-run|asks-for-help|list|warn-silence|parse-late|project-flags)",
];
const inGround = new RegExp(`src/(${GROUND.join("|")})(?!.*\\.d\\.ts$)`);

/** A character beyond Latin-1 makes V8 keep all of a file in two bytes a character, and Node convert it back and forth. */
const asciiOnly = {
  name: "ascii-only",
  generateBundle(_: unknown, bundle: Record<string, { code?: string }>): void {
    for (const [file, one] of Object.entries(bundle)) {
      if (file.endsWith(".js")) one.code &&= one.code.replace(BEYOND_ASCII, escaped);
    }
  },
};

const BEYOND_ASCII = /[^\0-\x7f]/g;

/** As strings, templates and regular expressions all read it. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

export default defineConfig({
  // Each entry is a door of its own: the bin, the two public modules, and what is loaded by file name
  // (a thread, a child, and a logger that is only read when a command logs).
  entry: {
    main: "src/main.ts",
    index: "src/index.ts",
    testing: "src/testing/index.ts",
    "describe-child": "src/command/describe-child.ts",
    "stall-thread": "src/runner/stall-thread.ts",
    "watchdog-thread": "src/runner/watchdog-thread.ts",
    "loop-watch-thread": "src/worker/loop-watch/loop-watch-thread.ts",
    "parent-watch-thread": "src/runner/parent-watch-thread.ts",
    "pino-logger": "src/log/pino-logger.ts",
  },
  // A newcomer's first command is an install; it need not list our files.
  logLevel: "warn",
  format: "esm",
  platform: "node",
  target: "node24",
  inputOptions: {
    // A package's own ES modules need no wrapper for CommonJS.
    resolve: { mainFields: ["module", "main"] },
    // A busy machine is nothing to warn a newcomer of, nor is what one door reads late and another at once.
    checks: { bundlerTimings: false, ineffectiveDynamicImport: false },
  },
  // Every file read at a start costs half a millisecond: what any call needs is one file, what a run needs another.
  outputOptions: {
    // What was said to the bundler is of no use to who reads the bundle at each start.
    comments: { annotation: false },
    codeSplitting: {
      groups: [
        { name: "ground", test: inGround, priority: 2 },
        { name: "start", test: /src\/(cli\/run-command|index)\.ts$/, priority: 1 },
      ],
    },
  },
  fixedExtension: false,
  plugins: [
    plainBuiltins,
    ...trimmedPackages,
    lateNamespaces,
    noFacades,
    asciiOnly,
    shortLines,
    earlyFunctions,
  ],
  dts: { entry: ["src/index.ts", "src/testing/index.ts"] },
  minify: true,
  // zod's types stay a dependency, so that a project's own schemas are the same types; its code is bundled,
  // because unbundled it alone costs more than all of a start.
  deps: { alwaysBundle: [/./], onlyBundle: false, dts: { alwaysBundle: [], neverBundle: [/^zod/] } },
});
