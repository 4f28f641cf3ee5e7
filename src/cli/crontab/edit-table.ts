import { ErrandError } from "../../core/errors.ts";
import { CrontabFault } from "../../scheduler/crontab/find-block.ts";
import { asText } from "./table-bytes.ts";

/**
 * An edit of a table.
 * @throws ErrandError crontab_unusable, with the line, where a block has no clear beginning and end.
 */
export function editTable(table: string, edit: (table: string) => string): string {
  try {
    return edit(table);
  } catch (error) {
    if (!(error instanceof CrontabFault)) throw error;
    const message = `your crontab is left as it is, because its ${asText(error.message)}: delete the lines that are too many`;
    throw new ErrandError("crontab_unusable", message, { next: "crontab -e", cause: error });
  }
}
