import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

const MODULE = new URL("../../src/worker/heap.ts", import.meta.url).href;

/** How large the space for what is young is, in MB, after a time in which much of it survived for a while. */
function nurseryAfter(prelude: string): number {
  const script = `
    import { getHeapSpaceStatistics } from "node:v8";
    import { keepHeapSmall, letHeapGrow } from ${JSON.stringify(MODULE)};
    ${prelude}
    let kept = [];
    for (let n = 0; n < 3e6; n += 1) {
      kept.push({ n });
      if (kept.length > 50_000) kept = [];
    }
    const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    process.stdout.write(String(space_size / 1024 ** 2));`;
  return Number(
    execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" }),
  );
}

it("keeps the space for what is young as small as it begins", () => {
  // How far it grows otherwise, to 16 MB or to 32, is a matter of V8's mood.
  expect(nurseryAfter("keepHeapSmall();")).toBeLessThan(nurseryAfter("") / 2);
});

it("lets it grow again where much is at work", () => {
  expect(nurseryAfter("keepHeapSmall(); letHeapGrow();")).toBeGreaterThan(
    2 * nurseryAfter("keepHeapSmall();"),
  );
});
