import { describeStore } from "../conformance.ts";
import { memoryStore } from "../memory-store.ts";

describeStore("SQLite", memoryStore);
