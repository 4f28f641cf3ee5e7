import { workerData } from "node:worker_threads";
import { TrailWriter } from "../../../src/runner/pool/trail.ts";

/** A child at work: every run ends otherwise than by a plain success, and some are told now and then. */
const { fd, runs, told } = workerData as { fd: number; runs: number; told: Int32Array };
const writer = new TrailWriter(fd);
for (let place = 0; place < runs; place += 1) {
  writer.begin(place);
  writer.keep(place, { refused: { code: "invalid_args", message: String(place), next: null }, marks: 0 });
  if (place % 50 < 49) continue;
  // As words on the wire: whoever reads may have heard them already.
  Atomics.store(told, 0, place + 1);
  writer.told(place + 1);
}
writer.rest(runs - 1);
