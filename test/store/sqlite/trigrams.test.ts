import { DatabaseSync } from "node:sqlite";
import { fc } from "../../properties.ts";
import { expect, test } from "vitest";
import { every, holding, some } from "../../../src/store/sqlite/trigrams.ts";

/** Which of the documents a query finds, in the index as the ledger has it. */
function search(documents: string[], query: string): number[] {
  const database = new DatabaseSync(":memory:");
  database.exec(`create virtual table texts using fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1', detail = none)`);
  const insert = database.prepare("insert into texts (rowid, text) values (?, ?)");
  for (const [index, text] of documents.entries()) insert.run(index, text);
  const rows = database.prepare("select rowid from texts where texts match ? order by rowid").all(query);
  database.close();
  return rows.map(({ rowid }) => Number(rowid));
}

const letter = fc.constantFrom(...Array.from("abc\"'*^(){}:-+%_\\\0 \n日😀éİ"), "\ud83d");
const text = fc.string({ unit: letter, maxLength: 20 });

test("a query finds every document that holds its text, whatever characters stand in it", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), text, fc.nat(4), (others, needle, at) => {
      const documents = others.toSpliced(at, 0, `ab${needle}ca`);
      const query = holding(needle);
      if (query === undefined) return;
      const found = search(documents, query);
      for (const [index, document] of documents.entries())
        if (document.includes(needle)) expect(found).toContain(index);
    }),
  );
});

test("a text narrows a search to documents that have all of its trigrams, wherever they stand", () => {
  const documents = ["the draft", "a review", "drop a raft", "draw a raft"];
  expect(search(documents, holding("draft") ?? "")).toEqual([0, 3]);
  expect(search(documents, holding("raft") ?? "")).toEqual([0, 2, 3]);
  expect(search(documents, holding("review") ?? "")).toEqual([1]);
});

test.each(["", "a", "ab", "😀😀", "\0\0\0\0", "a\0b\0c"])(
  "%j has no trigram, so it narrows nothing",
  (needle) => {
    expect(holding(needle)).toBeUndefined();
  },
);

test("queries join as sets do; one that narrows nothing is everything", () => {
  const documents = ["one two", "two three", "one three"];
  const [one, two, three] = [holding("one"), holding("two"), holding("three")];
  expect(search(documents, every([one, two]) ?? "")).toEqual([0]);
  expect(search(documents, some([one, two]) ?? "")).toEqual([0, 1, 2]);
  expect(search(documents, every([some([one, two]), three]) ?? "")).toEqual([1, 2]);
  expect(every([one, undefined])).toBe(every([one]));
  expect(some([one, undefined])).toBeUndefined();
  expect(every([])).toBeUndefined();
});

test("a long text asks for a few trigrams only", () => {
  const query =
    holding(Array.from({ length: 500 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join("")) ?? "";
  expect(query.split(" AND ")).toHaveLength(12);
});
