import { posix } from "node:path";
import ts from "typescript";

/** A file's text by its path below `src`, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
  /** As written. */
  specifier: string;
  /** The file below `src`, or undefined for a package or a module of Node's. */
  target: string | undefined;
  /** `type`: gone at run time. `late`: read when the call is made. */
  kind: "static" | "type" | "late";
  line: number;
}

/** Everything a file imports: statements, re-exports, `import()`, `import("…")` types, `require`, `getBuiltinModule`. */
export function importsOf(file: string, text: string): Import[] {
  const source = parse(file, text);
  const imports: Import[] = [];
  const add = (node: ts.Node | undefined, kind: Import["kind"]): void => {
    if (!node || !ts.isStringLiteralLike(node)) return;
    imports.push({
      specifier: node.text,
      target: resolve(file, node.text),
      kind,
      line: lineOf(source, node),
    });
  };
  visit(source, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node) ? "type" : "static");
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? "type" : "static");
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, "type");
    else if (ts.isCallExpression(node) && loads(node, source)) add(node.arguments[0], "late");
  });
  return imports;
}

/** Every name and dotted name (`process.exit`) that stands in code, not in a comment, a text or a type's place. */
export function namesIn(file: string, text: string): { name: string; line: number }[] {
  const source = parse(file, text);
  const names: { name: string; line: number }[] = [];
  visit(source, (node) => {
    const line = lineOf(source, node);
    if (ts.isIdentifier(node) && !isMemberName(node)) names.push({ name: node.text, line });
    if (ts.isPropertyAccessExpression(node)) names.push({ name: node.getText(source), line });
    if (ts.isNewExpression(node) && (node.arguments?.length ?? 0) === 0)
      names.push({ name: `new ${node.expression.getText(source)}()`, line });
    if (ts.isCallExpression(node) && node.arguments.length === 0)
      names.push({ name: `${node.expression.getText(source)}()`, line });
  });
  return names;
}

function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => visit(child, look));
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

function resolve(file: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined;
}

function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = importClause.namedBindings;
  if (importClause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every(({ isTypeOnly }) => isTypeOnly);
}

const LOADERS = ["require", "process.getBuiltinModule", "import.meta.resolve"];

function loads(node: ts.CallExpression, source: ts.SourceFile): boolean {
  const { expression } = node;
  return expression.kind === ts.SyntaxKind.ImportKeyword || LOADERS.includes(expression.getText(source));
}

/** `b` of `a.b`, of `{ b: 1 }`, of a method: it is nobody's global. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  const named = parent as ts.Node & { name?: ts.Node };
  const isMember =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isGetAccessor(parent);
  return isMember && named.name === node;
}
