/** A genotype goes in; its program comes out, as an AST or as the text that `lossc fmt` leaves as it is. */

import type { Expression, InputDeclaration, Let, LossDeclaration, Program } from "../../syntax/ast.ts";
import { print } from "../../syntax/print.ts";
import { applyNative, NOWHERE } from "../space/native.ts";
import type { Space } from "../space/space.ts";
import { numberExpression, type OperatorEntry, operatorOf, type SpaceTable, tableOf } from "../space/table.ts";
import { orderNodes } from "./active.ts";
import type { Genotype, GraphGenotype, Tree } from "./genotype.ts";

export const DEFAULT_NAME = "candidate";

const INPUTS: readonly InputDeclaration[] = [
  { name: { name: "y", span: NOWHERE }, inputKind: "target", span: NOWHERE },
  { name: { name: "yhat", span: NOWHERE }, inputKind: "probs", span: NOWHERE },
];

const ZERO = numberExpression(0);
/** Stands for a hidden node that has no value, as it depends on itself. */
const NO_VALUE: Expression = { kind: "binary", operator: "/", left: ZERO, right: ZERO, span: NOWHERE };

export const nodeName = (index: number): string => `h${index + 1}`;

function call(callee: string, args: readonly Expression[]): Expression {
  return { kind: "call", callee: { name: callee, span: NOWHERE }, args, span: NOWHERE };
}

/** Writes one individual, and remembers the functions that its program needs. */
interface Writer {
  readonly table: SpaceTable;
  readonly called: Set<OperatorEntry>;
}

function applied({ table, called }: Writer, operator: string, args: readonly Expression[]): Expression {
  const entry = operatorOf(table, operator);
  if (entry.native !== undefined) return applyNative(entry.native, args);
  called.add(entry);
  return call(operator, args);
}

function treeExpression(writer: Writer, tree: Tree): Expression {
  switch (tree.kind) {
    case "constant":
      return numberExpression(tree.value);
    case "leaf": {
      const leaf = writer.table.leaves.get(tree.text);
      if (leaf === undefined) throw new Error(`the space has no leaf \`${tree.text}\``);
      return leaf.expression;
    }
    case "call":
      return applied(
        writer,
        tree.operator,
        tree.args.map((arg) => treeExpression(writer, arg)),
      );
  }
}

function graphBody(writer: Writer, { nodes, root }: GraphGenotype): { lets: Let[]; sum: Expression } {
  const leaves = writer.table.leafChoice.items;
  const { order, cyclic } = orderNodes(leaves.length, nodes);
  const operand = (arg: number): Expression =>
    arg < leaves.length ? leaves[arg].expression : { kind: "name", name: nodeName(arg - leaves.length), span: NOWHERE };
  const value = (node: GraphGenotype["root"]): Expression => applied(writer, node.operator, node.args.map(operand));
  const lets = order.map(
    (i): Let => ({
      name: { name: nodeName(i), span: NOWHERE },
      value: cyclic[i] ? NO_VALUE : value(nodes[i]),
      span: NOWHERE,
    }),
  );
  return { lets, sum: value(root) };
}

function write(
  space: Space,
  genotype: Genotype,
  name: string,
): { readonly functions: readonly OperatorEntry[]; readonly loss: LossDeclaration } {
  const writer: Writer = { table: tableOf(space), called: new Set() };
  const { lets, sum } =
    genotype.kind === "graph" ? graphBody(writer, genotype) : { lets: [], sum: treeExpression(writer, genotype.root) };
  const total = call("sum", [sum]);
  const result: Expression = genotype.flip ? { kind: "negation", operand: total, span: NOWHERE } : total;
  const loss: LossDeclaration = {
    kind: "loss",
    name: { name, span: NOWHERE },
    doc: "",
    inputs: INPUTS,
    parameters: [],
    body: { form: "block", lets, result, span: NOWHERE },
    span: NOWHERE,
  };
  const functions = [...writer.called].sort((a, b) => (a.operator.name < b.operator.name ? -1 : 1));
  return { functions, loss };
}

/** One loss, below the functions that it calls, sorted by name; without places in a text. */
export function astOf(space: Space, genotype: Genotype, name: string = DEFAULT_NAME): Program {
  const { functions, loss } = write(space, genotype, name);
  return { declarations: [...functions.map(({ declaration }) => declaration), loss], span: NOWHERE };
}

/** What printing `astOf` gives, from the kept texts of the functions. */
export function programOf(space: Space, genotype: Genotype, name: string = DEFAULT_NAME): string {
  const { functions, loss } = write(space, genotype, name);
  const text = print({ declarations: [loss], span: NOWHERE });
  return functions.length === 0
    ? text
    : `${functions.map(({ declarationText }) => declarationText).join("\n\n")}\n\n${text}`;
}
