import { beforeEach, describe, expect, it } from "vitest";
import { Recall } from "../../../src/runner/pool/recall.ts";

let recall: Recall;

beforeEach(() => {
  recall = new Recall();
});

describe("runs that are wanted back", () => {
  it("come by the child's word where nobody tells that it stands", () => {
    expect(recall.ask()).toBeNull();
    expect(recall.isOpen).toBe(true);
    expect(recall.answered(3)).toBe(3);
    expect(recall.isOpen).toBe(false);
  });

  it("are those behind the place where it stands, whichever is known first", () => {
    expect(recall.stands(4)).toBeNull();
    expect(recall.ask()).toBe(4);
    recall.answered(0);
    recall.movesOn(4);
    expect(recall.ask()).toBeNull();
    expect(recall.stands(9)).toBe(9);
  });

  it("are not taken twice when the child gives them back as well", () => {
    recall.ask();
    recall.stands(0);
    recall.took(5);
    expect(recall.answered(5)).toBe(0);
    recall.ask();
    expect(recall.answered(2)).toBe(2);
  });

  it("are not judged by where it stood before it went on", () => {
    recall.stands(4);
    recall.movesOn(4);
    expect(recall.ask()).toBeNull();
    expect(recall.stands(4)).toBeNull();
    expect(recall.stands(3)).toBeNull();
    expect(recall.stands(5)).toBe(5);
  });
});
