import type { Language } from "./module-language.ts";

/** A command that runs as it stands, with the args that most commands begin with. */
export function sampleCommand(summary: string): string {
  return `import { defineCommand, z } from "errand";

export default defineCommand({
  summary: ${JSON.stringify(summary)},
  args: z.object({
    dryRun: z.boolean().default(false).describe("say what would be done, change nothing"),
  }),
  async run({ args, log }) {
    log.info(args.dryRun ? "dry run: nothing is changed" : "nothing is done yet");
  },
});
`;
}

/** The first command of a project: each line shows something that errand does with it. */
export const HELLO = `import { defineCommand, z } from "errand";

export default defineCommand({
  summary: "Say hello, to see errand at work",
  args: z.object({
    name: z.string().min(1).default("world").describe("whom to greet"),
    times: z.int().min(1).max(10).default(1).describe("how often"),
    dryRun: z.boolean().default(false).describe("say what would be said, greet nobody"),
  }),
  positional: ["name"],
  examples: ["--dry-run", "Ada --times 3"],
  async run({ args, log }) {
    if (args.dryRun) {
      log.info(\`would greet \${args.name}\`);
      return { greeted: 0 };
    }
    for (let time = 1; time <= args.times; time += 1) log.info(\`hello, \${args.name}\`);
    return { greeted: args.times };
  },
});
`;

/** A config that changes nothing and shows what may be changed. Its import is a type, so that reading it costs little. */
export function sampleConfig(language: Language): string {
  const [head, tail] =
    language === "ts"
      ? ['import type { ErrandConfig } from "errand";\n\nexport default {', "} satisfies ErrandConfig;"]
      : ['/** @type {import("errand").ErrandConfig} */\nexport default {', "};"];
  return `${head}
  // What is commented out is the default.
  // commands: "commands",
  // database: ".errand/errand.db",
  // timeout: "30m", // no limit unless you set one
  // killAfter: "10s",
  // keep: { runs: "90d", failures: "365d" },
${tail}
`;
}
