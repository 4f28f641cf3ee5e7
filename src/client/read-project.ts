import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readConfig, type Config } from "../config.ts";
import { ErrandError } from "../core/errors.ts";
import type { ClientOptions } from "./shape.ts";

/**
 * The config of the project that a client is for. An application may be started anywhere, and a ledger made where
 * nobody looks for it would keep runs that no worker ever finds: something of errand has to be there.
 * @throws ErrandError invalid_config, also where there is no project.
 */
export async function readProject({ cwd = process.cwd(), database, config }: ClientOptions): Promise<Config> {
  const from = resolve(cwd);
  const read = await readConfig({ cwd: from, env: process.env, flags: { database, config } });
  const isNamed = database !== undefined || Boolean(process.env["ERRAND_DATABASE"]);
  if (isNamed || isProject(read)) return read;
  throw noProject(from, read);
}

function isProject({ file, commands, database }: Config): boolean {
  return file !== null || existsSync(commands) || existsSync(database);
}

function noProject(from: string, { root, commands }: Config): ErrandError {
  const where = root === from ? from : `${root}, the nearest folder with a package.json above ${from},`;
  const message = `createClient: ${where} is no errand project: it has no config file, no ledger and no ${commands}; say where it is, createClient({ cwd: "/path/to/project" })`;
  return new ErrandError("invalid_config", message, { next: "errand init" });
}
