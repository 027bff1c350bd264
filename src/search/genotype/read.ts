/** A program goes in; the genotype that prints as it comes out, or nothing where it is not in the form that a space's programs have. */

import type { Expression, FunctionDeclaration, LossDeclaration, Program } from "../../syntax/ast.ts";
import { parse } from "../../syntax/parse.ts";
import { print } from "../../syntax/print.ts";
import { textOf } from "../../text/source-file.ts";
import { matchNative, NOWHERE, operationOf } from "../space/native.ts";
import type { GraphSpace, Space } from "../space/space.ts";
import { type SpaceTable, tableOf } from "../space/table.ts";
import type { Genotype, GraphGenotype, GraphNode, Tree } from "./genotype.ts";
import { nodeName } from "./program.ts";
import { callTree, leafTree, numberTree } from "./tree-parts.ts";

export function genotypeOf(space: Space, program: string | Program): Genotype | undefined {
  const ast = typeof program === "string" ? parsed(program) : program;
  if (ast === undefined) return undefined;
  const table = tableOf(space);
  let loss: LossDeclaration | undefined;
  for (const declaration of ast.declarations) {
    if (declaration.kind === "fn" && isOperator(table, declaration)) continue;
    if (declaration.kind !== "loss" || loss !== undefined) return undefined;
    loss = declaration;
  }
  if (loss === undefined || !hasTheInputs(loss)) return undefined;
  const { result, lets } = loss.body;
  const flip = result.kind === "negation";
  const total = flip ? result.operand : result;
  if (total.kind !== "call" || total.callee.name !== "sum" || total.args.length !== 1) return undefined;
  if (space.kind === "graph") return readGraph(space, table, lets, total.args[0], flip);
  if (lets.length > 0) return undefined;
  const root = readTree(table, total.args[0]);
  return root && { kind: "tree", root, flip };
}

function parsed(text: string): Program | undefined {
  const { program, diagnostics } = parse({ name: "individual.loss", text });
  return diagnostics.length === 0 ? program : undefined;
}

/** Whether a function says what the space's operator of its name says. */
function isOperator(table: SpaceTable, declaration: FunctionDeclaration): boolean {
  const entry = table.operators.get(declaration.name.name);
  if (entry === undefined || entry.native !== undefined) return false;
  if (declaration === entry.declaration || textOf(declaration.span) === entry.declarationText) return true;
  const printed = print({ declarations: [{ ...declaration, doc: "" }], span: NOWHERE });
  return printed.trimEnd() === entry.declarationText;
}

function hasTheInputs({ inputs, parameters }: LossDeclaration): boolean {
  const [y, yhat] = inputs;
  return (
    inputs.length === 2 &&
    parameters.length === 0 &&
    y.name.name === "y" &&
    y.inputKind === "target" &&
    yhat.name.name === "yhat" &&
    yhat.inputKind === "probs"
  );
}

/** An operator of the space and what it is applied to. */
function readCall(
  table: SpaceTable,
  expression: Expression,
): { readonly operator: string; readonly args: readonly Expression[] } | undefined {
  const taken = operationOf(expression);
  if (taken === undefined) return undefined;
  for (const { operator, native } of table.natives.get(taken.key) ?? []) {
    const args = native && matchNative(native, taken.operands);
    if (args !== undefined) return { operator: operator.name, args };
  }
  if (taken.operation.kind !== "call") return undefined;
  const entry = table.operators.get(taken.operation.callee);
  if (entry === undefined || entry.native !== undefined || entry.arity !== taken.operands.length) return undefined;
  return { operator: entry.operator.name, args: taken.operands };
}

function numberOf(expression: Expression): number | undefined {
  if (expression.kind === "number") return expression.value;
  if (expression.kind !== "negation" || expression.operand.kind !== "number") return undefined;
  return -expression.operand.value;
}

function readTree(table: SpaceTable, expression: Expression): Tree | undefined {
  if (expression.kind === "name") return leafTree(table, expression.name);
  const number = numberOf(expression);
  const leaf = number === undefined ? undefined : numberTree(table, number);
  if (leaf !== undefined) return leaf;
  const call = readCall(table, expression);
  if (call === undefined) return undefined;
  const args: Tree[] = [];
  for (const arg of call.args) {
    const tree = readTree(table, arg);
    if (tree === undefined) return undefined;
    args.push(tree);
  }
  return callTree(table, call.operator, args);
}

const isZero = (expression: Expression): boolean => expression.kind === "number" && expression.value === 0;

/** Of a node that depends on itself only that is kept: it takes the space's first operator of one argument, of itself. */
export function nodeWithoutValue(table: SpaceTable, argument: number): GraphNode {
  const { operator, arity } = table.unary.items[0] ?? table.binary.items[0];
  return { operator: operator.name, args: arity === 1 ? [argument] : [argument, argument] };
}

function readGraph(
  space: GraphSpace,
  table: SpaceTable,
  lets: LossDeclaration["body"]["lets"],
  sum: Expression,
  flip: boolean,
): GraphGenotype | undefined {
  const count = space.leaves.length;
  if (lets.length !== space.hiddenNodes) return undefined;
  const numbers = new Map<string, number>();
  for (let i = 0; i < space.hiddenNodes; i++) numbers.set(nodeName(i), count + i);
  const operand = (expression: Expression): number | undefined => {
    if (expression.kind === "name") {
      return numbers.get(expression.name) ?? table.leaves.get(expression.name)?.index;
    }
    const value = numberOf(expression);
    return value === undefined ? undefined : table.leaves.get(String(value))?.index;
  };
  const node = (expression: Expression, isRoot: boolean): GraphNode | undefined => {
    const call = readCall(table, expression);
    if (call === undefined) return undefined;
    const args: number[] = [];
    for (const arg of call.args) {
      const index = operand(arg);
      if (index === undefined || (isRoot && index < count)) return undefined;
      args.push(index);
    }
    return { operator: call.operator, args };
  };
  const nodes: (GraphNode | undefined)[] = new Array(space.hiddenNodes).fill(undefined);
  for (const { name, value } of lets) {
    const at = numbers.get(name.name);
    if (at === undefined || nodes[at - count] !== undefined) return undefined;
    const isMarker = value.kind === "binary" && value.operator === "/" && isZero(value.left) && isZero(value.right);
    const read = node(value, false) ?? (isMarker ? nodeWithoutValue(table, at) : undefined);
    if (read === undefined) return undefined;
    nodes[at - count] = read;
  }
  const root = node(sum, true);
  return root && { kind: "graph", nodes: nodes as GraphNode[], root, flip };
}
