import { parseAst } from "rolldown/parseAst";
import { describe, expect, it } from "vitest";
import { inParentheses, type Node } from "../tsdown.parentheses.ts";

/** As it is written when every function was called; `only` names the places of those that were. */
function rewrite(code: string, only?: string[]): string {
  const program = parseAst(code) as unknown as Node;
  const places = only?.map((text) => code.indexOf(text)) ?? Array.from(code, (_, at) => at);
  return inParentheses(code, program, new Set(places));
}

describe("code whose called functions are compiled with it", () => {
  it.each([
    ["a declaration", "function f(a){return a}", "var f=(function(a){return a});"],
    ["one that is async, and a generator", "async function*f(){}", "var f=(async function*(){});"],
    ["one within another", "(()=>{g();function g(){}})", "((()=>{var g=(function(){});g();}))"],
    ["an expression", "x=function(){}", "x=(function(){})"],
    ["a method of an object", "x={async m(a){return a}}", "x={m:(async function(a){return a})}"],
    [
      "a method of a class",
      "class A{#p=1;m(){return this.#p}}",
      'class A{static{Object.defineProperty(this.prototype,"m",{value:(function(){return this.#p}),writable:true,configurable:true})}#p=1;}',
    ],
  ])("has %s in parentheses", (_, code, written) => {
    expect(rewrite(code)).toBe(written);
  });

  it.each([
    ["what no call came to", "function f(){}x={m(){}};class A{m(){}}", []],
    ["a declaration in a block", "{function f(){}}", undefined],
    ["methods that use super", "x={m(){super.m()}};class A extends B{m(){super.m()}}", undefined],
    [
      "constructors, accessors and what is private or static",
      "class A{constructor(){}get a(){}#b(){}static c(){}}",
      undefined,
    ],
    ["computed names", "x={[k](){}};class A{[k](){}}", undefined],
  ])("leaves %s as it is", (_, code, only) => {
    expect(rewrite(code, only)).toBe(code);
  });
});
