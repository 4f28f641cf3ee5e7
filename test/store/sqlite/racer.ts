import { text } from "node:stream/consumers";
import { openStore } from "../../../src/store/open.ts";
import { newId } from "../../../src/core/ids.ts";
import { closing, startRequest } from "../build.ts";

/*
 * A process of its own for `processes.test.ts`: opens the ledger and starts `times` runs of one key, telling the parent
 * the kind of each answer. It ends what it started, at once or when its stdin ends. No clock: its `now` is given.
 */
const [file = "", nowText = "", times = "1", policy = "skip", end = "at once"] = process.argv.slice(2);
const now = Number(nowText);
const store = openStore({ file, now });

const answers = await Promise.all(
  Array.from({ length: Number(times) }, () =>
    store.begin(
      startRequest({
        id: newId(now),
        key: "raced",
        policy: policy === "allow" ? "allow" : "skip",
        pid: process.pid,
        now,
      }),
    ),
  ),
);
process.stdout.write(`${answers.map(({ kind }) => kind).join(" ")}\n`);
if (end === "on eof") await text(process.stdin);
for (const { kind, run } of answers) if (kind === "started") await store.finish(closing(run));
store.close();
