import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Connection } from "../../../src/store/sqlite/connection.ts";
import { scratchFolder } from "../scratch.ts";

describe("a connection", () => {
  let connection: Connection;
  let file: string;

  beforeEach(() => {
    file = join(scratchFolder(), "plain.db");
    connection = new Connection(file);
    connection.script("pragma journal_mode = wal; create table essays (title text unique) strict");
  });
  afterEach(() => connection.close());

  const titles = (): unknown[] =>
    connection.all("select title from essays order by title").map(({ title }) => title);
  const add = (title: string): number => connection.run("insert into essays values (:title)", { title });

  test("keeps what a write did once the write has returned", () => {
    expect(connection.write(() => add("one") + add("two"))).toBe(2);
    const other = new Connection(file);
    expect(other.all("select title from essays order by title")).toMatchObject([
      { title: "one" },
      { title: "two" },
    ]);
    other.close();
  });

  test("keeps nothing of a write that threw, hands on its error, and goes on", () => {
    const mistake = new TypeError("half way");
    const halfWay = () =>
      connection.write(() => {
        add("one");
        throw mistake;
      });
    expect(halfWay).toThrow(mistake);
    expect(titles()).toEqual([]);
    connection.write(() => add("two"));
    expect(titles()).toEqual(["two"]);
  });

  test("keeps nothing of a write that broke a constraint", () => {
    expect(() => connection.write(() => add("one") + add("one"))).toThrow("UNIQUE");
    expect(titles()).toEqual([]);
  });

  test("reads one moment, whatever others write meanwhile", () => {
    const other = new Connection(file);
    connection.read(() => {
      expect(titles()).toEqual([]);
      other.write(() => other.run("insert into essays values ('meanwhile')"));
      expect(titles()).toEqual([]);
    });
    expect(titles()).toEqual(["meanwhile"]);
    other.close();
  });

  test("holds the write lock from the first line of a write on", () => {
    const other = new Connection(file);
    other.script("pragma busy_timeout = 0");
    connection.write(() => {
      expect(() => other.write(() => undefined)).toThrow(
        `the ledger ${file} was kept locked by another process`,
      );
      expect(other.read(() => other.all("select * from essays"))).toEqual([]);
    });
    expect(other.write(() => "free again")).toBe("free again");
    other.close();
  });

  test("takes values as values", () => {
    const title = "'); drop table essays; --";
    connection.write(() => add(title));
    expect(connection.first("select title from essays where title = :title", { title })).toEqual({ title });
    expect(
      connection.first("select title from essays where title = :title", { title: "other" }),
    ).toBeUndefined();
  });

  test("inserts rows of which much is the same, as they are, and tells where the last one is", () => {
    connection.script(
      "create table notes (id integer primary key, author text, at integer, text text) strict",
    );
    const texts = ['a "quoted" \\ word', "two\nlines", "\ud83d\ude00 and \u0000", ""];
    const insert = () =>
      connection.insertAlike(
        "notes",
        { author: "ada's", at: 5 },
        ["text"],
        texts.map((text) => [text]),
      );
    expect(connection.write(insert)).toBe(4);
    expect(connection.write(insert)).toBe(8);
    const rows = connection.all("select author, at, text from notes where id > 4 order by id");
    expect(rows).toEqual(texts.map((text) => ({ author: "ada's", at: 5, text })));
  });

  test("can be left in the middle of what it hands out", () => {
    connection.write(() => ["a", "b", "c"].forEach(add));
    const sql = "select title from essays order by title";
    for (const row of connection.iterate(sql)) {
      expect(row["title"]).toBe("a");
      break;
    }
    expect([...connection.iterate(sql)]).toHaveLength(3);
    connection.write(() => add("d"));
    expect(titles()).toHaveLength(4);
  });

  test("may be closed twice, and answers no more", () => {
    connection.close();
    expect(() => connection.close()).not.toThrow();
    expect(() => connection.read(titles)).toThrow("not open");
  });
});
