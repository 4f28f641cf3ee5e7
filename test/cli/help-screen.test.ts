import { expect, it } from "vitest";
import { helpScreen } from "../../src/cli/help-screen.ts";
import type { Host } from "../../src/cli/host.ts";

function hostOf(facts: {
  terminal: boolean;
  env?: Record<string, string>;
  stdout?: () => { columns: number };
}): Host {
  return {
    env: facts.env ?? {},
    isTerminal: () => facts.terminal,
    get stdout() {
      return facts.stdout?.();
    },
  } as unknown as Host;
}

it("asks a terminal for its width", () => {
  const screen = helpScreen(hostOf({ terminal: true, stdout: () => ({ columns: 132 }) }));
  expect(screen.getOutHelpWidth?.()).toBe(132);
});

it("is 80 columns wide without a terminal, and makes no stream to learn that", () => {
  const screen = helpScreen(
    hostOf({
      terminal: false,
      stdout: () => {
        throw new Error("the stream was made");
      },
    }),
  );
  expect([screen.getOutHelpWidth?.(), screen.getOutHasColors?.()]).toEqual([80, false]);
});

it.each([
  { env: {}, colours: true },
  { env: { NO_COLOR: "1" }, colours: false },
])("shows a terminal colours: $colours with $env", ({ env, colours }) => {
  expect(helpScreen(hostOf({ terminal: true, env })).getOutHasColors?.()).toBe(colours);
});
