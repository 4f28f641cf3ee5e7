import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../write-atomically.ts";
import { renderReport, type Report } from "./report.ts";

const NAME = "content-report";
const EXTENSIONS = ["csv", "json"] as const;

/** Where the files of a report lie. What is not whole has a name of its own: a CSV file cannot say it of itself. */
export function reportFiles(out: string, complete: boolean): Record<"csv" | "json", string> {
  const name = join(out, complete ? NAME : `${NAME}.partial`);
  return { csv: `${name}.csv`, json: `${name}.json` };
}

/** Writes a report, and takes the parts of an earlier one away when it is whole. The last whole one stays until then. */
export async function writeReport(out: string, report: Report): Promise<Record<"csv" | "json", string>> {
  const files = reportFiles(out, report.complete);
  const content = renderReport(report);
  for (const extension of EXTENSIONS) await writeAtomically(files[extension], content[extension]);
  const partial = reportFiles(out, false);
  if (report.complete) for (const extension of EXTENSIONS) await rm(partial[extension], { force: true });
  return files;
}
