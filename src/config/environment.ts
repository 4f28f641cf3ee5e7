/**
 * Every variable that stands for a key of the config. `ERRAND_CONFIG`, the config file itself, is read before.
 * `number` keys are whole numbers; `list` keys are split at commas; all else is text as in the file.
 */
export const CONFIG_VARIABLES: readonly ConfigVariable[] = [
  { name: "ERRAND_COMMANDS", key: "commands", kind: "text" },
  { name: "ERRAND_DATABASE", key: "database", kind: "text" },
  { name: "ERRAND_IMPORT", key: "import", kind: "list" },
  { name: "ERRAND_TIMEOUT", key: "timeout", kind: "text" },
  { name: "ERRAND_WORK_TIMEOUT", key: "workTimeout", kind: "text" },
  { name: "ERRAND_POOL_SIZE", key: "pool.size", kind: "number" },
  { name: "ERRAND_POOL_MAX_RUNS", key: "pool.maxRuns", kind: "number" },
  { name: "ERRAND_KILL_AFTER", key: "killAfter", kind: "text" },
  { name: "ERRAND_KEEP_RUNS", key: "keep.runs", kind: "text" },
  { name: "ERRAND_KEEP_FAILURES", key: "keep.failures", kind: "text" },
  { name: "ERRAND_KEEP_MAX", key: "keep.max", kind: "number" },
  { name: "ERRAND_OUTPUT_CAP", key: "output.cap", kind: "number" },
  { name: "ERRAND_TIMEZONE", key: "timezone", kind: "text" },
  { name: "ERRAND_ENV", key: "environment", kind: "text" },
  { name: "ERRAND_CONCURRENCY", key: "concurrency", kind: "number" },
  { name: "ERRAND_GRACE", key: "grace", kind: "text" },
];

export interface ConfigVariable {
  name: string;
  /** Dotted path in the config. */
  key: string;
  kind: "text" | "number" | "list";
}

export interface Setting {
  variable: ConfigVariable;
  value: string | number | string[];
}

/** What the environment says about the config, unchecked. An empty variable says nothing. */
export function readEnvironment(env: NodeJS.ProcessEnv): Setting[] {
  return CONFIG_VARIABLES.flatMap((variable) => {
    const text = env[variable.name];
    return text === undefined || text === "" ? [] : [{ variable, value: valueOf(variable, text) }];
  });
}

function valueOf({ kind }: ConfigVariable, text: string): Setting["value"] {
  if (kind === "list") return text.split(",").map((word) => word.trim());
  // What is no number stays text, which the schema refuses by the variable's name.
  return kind === "number" && /^\d+$/.test(text) ? Number(text) : text;
}
