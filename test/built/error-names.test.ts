import { inspect } from "node:util";
import { expect, it } from "vitest";

type Door = Record<"CommandError" | "RetryError", new (message: string) => Error> & {
  snooze: (duration: string) => never;
};

const errand = (await import(new URL("../../dist/index.js", import.meta.url).href)) as Door;

it.each(["CommandError", "RetryError"] as const)(
  "shows %s by its name, though the bundle has another",
  (name) => {
    expect(errand[name].name).toBe(name);
    expect(inspect(new errand[name]("no luck"))).toMatch(new RegExp(`^${name}: no luck\n`));
    class Own extends errand[name] {}
    expect(Own.name).toBe("Own");
  },
);

it("shows what puts a run off by its name", () => {
  const thrown = (): unknown => {
    try {
      return errand.snooze("1h");
    } catch (error) {
      return error;
    }
  };
  expect(inspect(thrown())).toMatch(/^Snooze: it put itself off/);
});
