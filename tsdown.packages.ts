import { join } from "node:path";

/**
 * commander reads the module that starts processes, for subcommands that are programs of their own. We have none, and
 * help should not wait for it.
 */
const noChildProcess = {
  name: "no-child-process",
  transform(code: string, id: string): string | undefined {
    if (!id.endsWith("/commander/lib/command.js")) return undefined;
    return code
      .replace(/^import childProcess .*$/m, "")
      .replaceAll("childProcess.", 'process.getBuiltinModule("node:child_process").');
  },
};

/** zod brings its messages in fifty languages, half of its weight; commands speak one. */
const oneLanguage = {
  name: "one-language",
  resolveId(source: string, importer: string | undefined): string | undefined {
    if (source !== "../locales/index.js" || importer?.includes("/zod/") !== true) return undefined;
    return join(import.meta.dirname, "node_modules/zod/v4/locales/en.js");
  },
};

/** The reader of JSON Schema makes a second object of all of zod at its start; the first one does as well. */
const oneZod = {
  name: "one-zod",
  transform(code: string, id: string): string | undefined {
    if (!id.endsWith("/zod/v4/classic/from-json-schema.js")) return undefined;
    return code.replace(/^const z = \{[^}]*\};$/m, 'import * as z from "./external.js";');
  },
};

/**
 * zod makes each of its two hundred kinds of schema a second class, which only errors use, and a set of the prototypes
 * that it has seen. Most kinds are never made: they get the set with their first schema, and the class if they are errors.
 * A name that is given last has V8 lay out anew what was set before it: it is given first.
 */
const lightKinds = {
  name: "light-kinds",
  transform(code: string, id: string): string | undefined {
    if (!id.endsWith("/zod/v4/core/core.js")) return undefined;
    return code
      .replace("const Parent = params?.Parent ?? Object;", "const Parent = params?.Parent;")
      .replace(
        /class Definition extends Parent \{\s*\}/,
        "const Definition = Parent && class extends Parent {};",
      )
      .replace("Object.defineProperty(Definition,", "if (Definition) $&")
      .replace("const initialized = protoMembers && new WeakSet();", "let initialized;")
      .replace(/Object\.defineProperty\(_, "name".*/, "")
      .replace('Object.defineProperty(_, "init"', `Object.defineProperty(_, "name", { value: name });\n$&`)
      .replace("if (initialized) {", "if (protoMembers) { initialized ??= new WeakSet();");
  },
};

/**
 * Values that packages make when they are read, and few calls use: a pattern of all letters that there are takes V8 a
 * quarter of a millisecond, a table of 256 KB nearly a tenth. They are made where they are used first.
 */
const lateValues = {
  name: "late-values",
  transform(code: string, id: string): string | undefined {
    const late = LATE_VALUES.find(({ file }) => id.endsWith(file));
    if (late === undefined) return undefined;
    const { name, use } = late;
    const [made = "", value = ""] = new RegExp(`^const ${name} = (.*?);?$`, "m").exec(code) ?? [];
    return code.replace(made, () => `let ${name};`).replace(use, () => `${name} ??= ${value}; ${use}`);
  },
};

const LATE_VALUES = [
  { file: "/parse-duration/index.js", name: "durationRE", use: "durationRE.lastIndex = 0" },
  { file: "/fastest-levenshtein/esm/mod.js", name: "peq", use: "if (a.length < b.length)" },
];

/** zod asks whether it runs on a platform that forbids `new Function`, and Node loads a room of its own for the answer. */
const noNavigator = {
  name: "no-navigator",
  transform(code: string, id: string): string | undefined {
    if (!id.endsWith("/zod/v4/core/util.js")) return undefined;
    return code.replace(
      'typeof navigator !== "undefined" && navigator?.userAgent?.includes("Cloudflare")',
      "false",
    );
  },
};

/** What packages do at their start, or bring along, that errand has no use for. */
export const trimmedPackages = [noChildProcess, oneLanguage, oneZod, lightKinds, lateValues, noNavigator];
