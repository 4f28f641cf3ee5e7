import { ErrandError } from "./errors.ts";

const NEEDED = 24;
const running = process.versions.node;

// What errand is made of is not there before, and would be missed one piece after the other. Both public doors import
// this first, and the build keeps it in the file that each of them reads first. The bin says the same by itself.
if (Number(running.split(".")[0]) < NEEDED) throw tooOld();

function tooOld(): ErrandError {
  const next = `npm install node@${NEEDED}`;
  const message =
    `Node ${running} (${process.execPath}) is too old: errand needs Node ${NEEDED} or later. ` +
    `Next: ${next}, which npm scripts and npx use then`;
  const error = new ErrandError("node_too_old", message, { next });
  // Where it was thrown is nobody's fault.
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
