/** Patterns: from a rule's left side to a matcher that binds its variables to nodes. */

import { isConstant, type Node, type Op } from "../ir/node.ts";
import type { Template } from "../ir/template.ts";

/** The operands that the variables of a match stand for, in the order of `variables`. */
export type Bindings = Node[];

type Pattern =
  | { readonly kind: "variable"; readonly index: number }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "op"; readonly op: Op; readonly args: readonly Pattern[] };

const COMMUTATIVE: ReadonlySet<Op> = new Set<Op>(["add", "mul", "equal", "not_equal"]);

/** All orders of the operands of commutative ops, so that a match need not search. */
function commutations(template: Template): Template[] {
  if (template.kind !== "op") return [template];
  let variants: Template[][] = [[]];
  for (const arg of template.args) {
    const forms = commutations(arg);
    variants = variants.flatMap((args) => forms.map((form) => [...args, form]));
  }
  if (COMMUTATIVE.has(template.op)) variants = [...variants, ...variants.map(([a, b]) => [b, a])];
  return variants.map((args) => ({ kind: "op", op: template.op, args }));
}

function compile(template: Template, variables: string[]): Pattern {
  switch (template.kind) {
    case "variable": {
      let index = variables.indexOf(template.name);
      if (index < 0) index = variables.push(template.name) - 1;
      return { kind: "variable", index };
    }
    case "constant":
      return { kind: "constant", value: template.value.valueOf() };
    case "classes":
      throw new Error("a pattern cannot match the number of classes");
    case "op":
      return { kind: "op", op: template.op, args: template.args.map((arg) => compile(arg, variables)) };
  }
}

function matchInto(pattern: Pattern, node: Node, bindings: (Node | undefined)[]): boolean {
  switch (pattern.kind) {
    case "variable": {
      const bound = bindings[pattern.index];
      if (bound !== undefined) return bound === node;
      bindings[pattern.index] = node;
      return true;
    }
    case "constant":
      return isConstant(node, pattern.value);
    case "op":
      return node.op === pattern.op && matchAll(pattern.args, node.args, bindings);
  }
}

function matchAll(patterns: readonly Pattern[], nodes: readonly Node[], bindings: (Node | undefined)[]): boolean {
  for (let i = 0; i < patterns.length; i++) if (!matchInto(patterns[i], nodes[i], bindings)) return false;
  return true;
}

function headOf(pattern: Pattern): Op | undefined {
  if (pattern.kind === "variable") return undefined;
  return pattern.kind === "constant" ? "leaf" : pattern.op;
}

/** One way to match a rule: the root's op, and the operands below it. */
export interface Matcher {
  readonly op: Op;
  readonly variables: readonly string[];
  /** The op that each operand must have; `undefined` where any will do. */
  readonly heads: readonly (Op | undefined)[];
  /** The bindings if the operands of a node of `op` match. */
  match(args: readonly Node[]): Bindings | undefined;
}

export function matchersOf(template: Template): Matcher[] {
  const seen = new Set<string>();
  const matchers: Matcher[] = [];
  for (const variant of commutations(template)) {
    const variables: string[] = [];
    const pattern = compile(variant, variables);
    if (pattern.kind !== "op") throw new Error("a rule must match an op");
    // Variants that differ in their variables' names alone match the same nodes, but bind differently: keep those.
    const key = JSON.stringify([pattern, variables]);
    if (seen.has(key)) continue;
    seen.add(key);
    const { args } = pattern;
    matchers.push({
      op: pattern.op,
      variables,
      heads: args.map(headOf),
      match(nodes) {
        const bindings: (Node | undefined)[] = [];
        return matchAll(args, nodes, bindings) ? (bindings as Bindings) : undefined;
      },
    });
  }
  return matchers;
}
