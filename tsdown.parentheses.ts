/** A node of the parsed code; `start` and `end` are places in it. */
export interface Node {
  type: string;
  start: number;
  end: number;
  body?: Node | Node[] | null;
  [member: string]: unknown;
}

/**
 * The code with its called functions in parentheses. A declaration cannot stand in any: it becomes a variable at the
 * top of what it stands in, set before all else, as a declaration is. Nor can a method: of an object, it becomes a member
 * that is a function; of a class, a function that the class puts in its prototype. Constructors, accessors and private
 * methods have no such form, and stay as they are.
 * `called` holds where V8 says that functions begin that were called.
 */
export function inParentheses(code: string, program: Node, called: ReadonlySet<number>): string {
  const edits: Edits = { tops: new Map(), opens: new Map(), skips: new Map(), closes: new Map() };
  for (const { node, parents } of walk(program, [])) {
    const [parent = program, grandparent = program] = parents;
    if (!isFunction(node) || !isCalled(node, parent, called)) continue;
    if (node.type === "FunctionDeclaration") raise(node, topOf(parent, grandparent), { code, edits });
    else if (isPlainMethod(parent)) spellOut(node, parent, { code, edits });
    else if (isClassMethod(parent)) defineLate(node, parent, grandparent.start + 1, { code, edits });
    else if (!isMethod(parent)) put(edits, node, "(");
  }
  return spell(code, edits, { start: program.start, end: code.length });
}

/** What changes, by place in the code. */
interface Edits {
  /** Declarations that are set where a body begins. */
  tops: Map<number, (() => string)[]>;
  opens: Map<number, string>;
  /** What is left out begins there, and this is where the code goes on. */
  skips: Map<number, number>;
  /** Several functions may end at one place. */
  closes: Map<number, number>;
}

interface Spelling {
  code: string;
  edits: Edits;
}

function put({ opens, closes }: Edits, { start, end }: { start: number; end: number }, text: string): void {
  opens.set(start, text);
  closes.set(end, (closes.get(end) ?? 0) + 1);
}

/** Where declarations in this parent are set; undefined for one in a block of its own, which stays as it is. */
function topOf(parent: Node, grandparent: Node): number | undefined {
  if (parent.type === "Program") return parent.start;
  return isFunction(grandparent) && !Array.isArray(grandparent.body) ? parent.start + 1 : undefined;
}

function raise(node: Node, top: number | undefined, { code, edits }: Spelling): void {
  const name = node.id;
  if (top === undefined || !isNode(name)) return;
  edits.skips.set(node.start, node.end);
  const rest = { start: name.end, end: node.end };
  const variable = `var ${code.slice(name.start, name.end)}=(${keyword(node)}`;
  addTop(edits, top, () => `${variable}${spell(code, edits, rest)});`);
}

/** `name(…) {…}` of an object becomes `name:(function(…) {…})`. */
function spellOut(node: Node, { start, key }: Node, { code, edits }: Spelling): void {
  if (!isNode(key)) return;
  put(edits, { start, end: node.end }, `${code.slice(key.start, key.end)}:(${keyword(node)}`);
  edits.skips.set(start, node.start);
}

/** The class defines its own method, with all that it would have otherwise. Within the class, as it may ask for what is private. */
function defineLate(node: Node, { start, end, key }: Node, top: number, { code, edits }: Spelling): void {
  if (!isNode(key)) return;
  edits.skips.set(start, end);
  const target = `this.prototype,${JSON.stringify(code.slice(key.start, key.end))}`;
  const value = (): string => `(${keyword(node)}${spell(code, edits, node)})`;
  const rest = "writable:true,configurable:true";
  addTop(edits, top, () => `static{Object.defineProperty(${target},{value:${value()},${rest}})}`);
}

function addTop({ tops }: Edits, at: number, text: () => string): void {
  tops.set(at, [...(tops.get(at) ?? []), text]);
}

function keyword(node: Node): string {
  return `${node.async === true ? "async " : ""}function${node.generator === true ? "*" : ""}`;
}

/** A stretch of the code as it is to be. */
function spell(code: string, edits: Edits, { start, end }: { start: number; end: number }): string {
  const { tops, opens, skips, closes } = edits;
  let text = "";
  for (let at = start; ;) {
    if (at > start) text += ")".repeat(closes.get(at) ?? 0);
    for (const top of tops.get(at) ?? []) text += top();
    if (at >= end) return text;
    text += opens.get(at) ?? "";
    const next = skips.get(at);
    if (next === undefined) text += code[at] ?? "";
    at = next ?? at + 1;
  }
}

/** Every node, with what it stands in, innermost first. */
export function* walk(node: Node, parents: Node[]): Generator<{ node: Node; parents: Node[] }> {
  yield { node, parents };
  for (const member of Object.values(node).flat())
    if (isNode(member)) yield* walk(member, [node, ...parents.slice(0, 1)]);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function isFunction({ type }: Node): boolean {
  return ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"].includes(type);
}

/** Of a class or an object. What is `{ name: function () {} }` gets none of it, and loses little. */
function isMethod({ type, method, kind }: Node): boolean {
  return type === "MethodDefinition" || (type === "Property" && (method === true || kind !== "init"));
}

/** One of an object that may be a function as well. */
function isPlainMethod(member: Node): boolean {
  return member.type === "Property" && member["method"] === true && isReplaceable(member);
}

function isClassMethod(member: Node): boolean {
  const { type, kind, static: isStatic } = member;
  return type === "MethodDefinition" && kind === "method" && isStatic === false && isReplaceable(member);
}

/** `super` means something in a method alone, and a private name in its class alone. */
function isReplaceable({ computed, key, value }: Node): boolean {
  return computed === false && isNode(key) && key.type === "Identifier" && isNode(value) && !hasSuper(value);
}

function hasSuper(node: Node): boolean {
  for (const { node: inner } of walk(node, [])) if (inner.type === "Super") return true;
  return false;
}

/** V8 has a function begin at its keyword or at its parameters, and a method at its name. */
function isCalled({ start, body }: Node, parent: Node, called: ReadonlySet<number>): boolean {
  if (!isNode(body)) return false;
  for (let at = isMethod(parent) ? parent.start : start; at < body.start; at += 1)
    if (called.has(at)) return true;
  return false;
}
