import { openMemoryStore } from "../../../src/store/open.ts";
import { NOON } from "../build.ts";
import { describeStore } from "../conformance.ts";

describeStore("SQLite", () => openMemoryStore(NOON));
