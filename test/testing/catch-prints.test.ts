import { expect, it, onTestFinished, vi } from "vitest";
import { catchPrints } from "../../src/testing/catch-prints.ts";

it("leaves what a run prints to the test when it was given up, while another lives", () => {
  const own = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => own.mockRestore());
  const [given, lives] = [{ write: vi.fn() }, { write: vi.fn() }];
  const [first, second] = [catchPrints(given), catchPrints(lives)];
  const say = (text: string) => () => process.stdout.write(text);
  first.run(say("1"));
  first.stop();
  first.run(say("2"));
  second.run(say("3"));
  second.stop();
  expect(given.write.mock.calls).toEqual([["stdout", Buffer.from("1")]]);
  expect(lives.write.mock.calls).toEqual([["stdout", Buffer.from("3")]]);
  expect(own.mock.calls.map(([text]) => text)).toEqual(["2"]);
});
