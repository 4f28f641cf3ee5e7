import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Language = "ts" | "js";
export type Extension = Language | `m${Language}`;

/**
 * What a project's modules are written in. JavaScript only where there is some and nothing tells of TypeScript: in
 * an empty project TypeScript costs nothing, as Node runs it by itself.
 */
export function languageOf(root: string): Language {
  if (existsSync(join(root, "tsconfig.json")) || namesTypeScript(readPackage(root))) return "ts";
  const files = [root, join(root, "src")].flatMap(filesIn);
  return files.some((file) => /\.[cm]?js$/.test(file)) && !files.some((file) => /\.[cm]?ts$/.test(file))
    ? "js"
    : "ts";
}

/** In a package that calls itself CommonJS, Node takes `import` only from `.mts` and `.mjs`. */
export function extensionOf(root: string, language: Language): Extension {
  return readPackage(root)["type"] === "commonjs" ? `m${language}` : language;
}

function readPackage(root: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return typeof read === "object" && read !== null ? { ...read } : {};
  } catch {
    // None, or none that npm would take: the project then says nothing about itself.
    return {};
  }
}

function namesTypeScript(from: Record<string, unknown>): boolean {
  return ["dependencies", "devDependencies"].some((key) => {
    const packages = from[key];
    return typeof packages === "object" && packages !== null && "typescript" in packages;
  });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
