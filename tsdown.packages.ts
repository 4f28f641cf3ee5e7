type Change = readonly [from: string | RegExp, to: string];

/**
 * Writes what a package's file says otherwise. Where it is said in other words since an update, the build ends: what is
 * left out here is paid for by each start, and nobody would notice.
 */
function rewrite(file: string, ...changes: readonly Change[]) {
  let isRead = false;
  return {
    name: `rewrite ${file}`,
    transform(code: string, id: string): string | undefined {
      if (!id.endsWith(file)) return undefined;
      isRead = true;
      return changes.reduce((text, change) => changed(text, change, file), code);
    },
    buildEnd(error?: Error): void {
      if (!error && !isRead) throw new Error(`${file} is not bundled any more: mend tsdown.packages.ts`);
    },
  };
}

function changed(code: string, [from, to]: Change, file: string): string {
  const text = code.replace(from, to);
  if (text === code)
    throw new Error(`${file} does not say ${String(from)} any more: mend tsdown.packages.ts`);
  return text;
}

/**
 * commander reads the module that starts processes, for subcommands that are programs of their own. We have none, and
 * help should not wait for it.
 */
const noChildProcess = rewrite(
  "/commander/lib/command.js",
  [/^import childProcess .*$/m, ""],
  [/childProcess\./g, 'process.getBuiltinModule("node:child_process").'],
);

/** zod brings its messages in fifty languages, half of its weight; commands speak one. */
const oneLanguage = ["/zod/v4/classic/external.js", "/zod/v4/core/index.js"].map((file) =>
  rewrite(file, ["../locales/index.js", "../locales/en.js"]),
);

/** The reader of JSON Schema makes a second object of all of zod at its start; the first one does as well. */
const oneZod = rewrite("/zod/v4/classic/from-json-schema.js", [
  /^const z = \{[^}]*\};$/m,
  'import * as z from "./external.js";',
]);

/**
 * zod makes each of its two hundred kinds of schema a second class, which only errors use, and a set of the prototypes
 * that it has seen. Most kinds are never made: they get the set with their first schema, and the class if they are errors.
 * A name that is given last has V8 lay out anew what was set before it: it is given first.
 */
const lightKinds = rewrite(
  "/zod/v4/core/core.js",
  ["const Parent = params?.Parent ?? Object;", "const Parent = params?.Parent;"],
  [/class Definition extends Parent \{\s*\}/, "const Definition = Parent && class extends Parent {};"],
  ["Object.defineProperty(Definition,", "if (Definition) $&"],
  ["const initialized = protoMembers && new WeakSet();", "let initialized;"],
  [/Object\.defineProperty\(_, "name".*/, ""],
  ['Object.defineProperty(_, "init"', 'Object.defineProperty(_, "name", { value: name });\n$&'],
  ["if (initialized) {", "if (protoMembers) { initialized ??= new WeakSet();"],
);

/** A pattern of all letters that there are takes V8 a quarter of a millisecond: it is made when a duration is read. */
const lateDurations = rewrite(
  "/parse-duration/index.js",
  [/^const durationRE = (.*)$/m, "let durationRE;\nconst makeDurationRE = () => $1"],
  ["durationRE.lastIndex = 0", "durationRE ??= makeDurationRE();\n$&"],
);

/** A table of 256 KB takes nearly a tenth of a millisecond: it is made when names are compared. */
const lateTable = rewrite(
  "/fastest-levenshtein/esm/mod.js",
  ["const peq = new Uint32Array(0x10000);", "let peq;"],
  ["if (a.length < b.length)", "peq ??= new Uint32Array(0x10000);\n$&"],
);

/** zod asks whether it runs on a platform that forbids `new Function`, and Node loads a room of its own for the answer. */
const noNavigator = rewrite("/zod/v4/core/util.js", [
  'typeof navigator !== "undefined" && navigator?.userAgent?.includes("Cloudflare")',
  "false",
]);

/** What packages do at their start, or bring along, that errand has no use for. */
export const trimmedPackages = [
  noChildProcess,
  ...oneLanguage,
  oneZod,
  lightKinds,
  lateDurations,
  lateTable,
  noNavigator,
];
