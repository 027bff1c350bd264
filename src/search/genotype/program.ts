/** A genotype goes in; its program comes out, as an AST or as the text that `lossc fmt` leaves as it is. */

import type { Expression, InputDeclaration, Let, LossDeclaration, Program } from "../../syntax/ast.ts";
import { print } from "../../syntax/print.ts";
import { applyNative, NOWHERE } from "../space/native.ts";
import type { Space } from "../space/space.ts";
import { numberExpression, type OperatorEntry, operatorOf, type SpaceTable, tableOf } from "../space/table.ts";
import { orderNodes } from "./active.ts";
import type { Genotype, GraphGenotype, GraphNode, Tree } from "./genotype.ts";

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

interface Block {
  readonly lets: readonly Let[];
  readonly result: Expression;
}

const letOf = (node: number, value: Expression): Let => ({
  name: { name: nodeName(node), span: NOWHERE },
  value,
  span: NOWHERE,
});

function nodeValue(writer: Writer, { operator, args }: GraphNode): Expression {
  const leaves = writer.table.leafChoice.items;
  const operands = args.map((arg): Expression => {
    const at = arg - leaves.length;
    return at < 0 ? leaves[arg].expression : { kind: "name", name: nodeName(at), span: NOWHERE };
  });
  return applied(writer, operator, operands);
}

function resultOf(sum: Expression, flip: boolean): Expression {
  const total = call("sum", [sum]);
  return flip ? { kind: "negation", operand: total, span: NOWHERE } : total;
}

function blockOf(writer: Writer, genotype: Genotype): Block {
  const { flip } = genotype;
  if (genotype.kind === "tree") return { lets: [], result: resultOf(treeExpression(writer, genotype.root), flip) };
  const { nodes } = genotype;
  const { order, cyclic } = orderNodes(writer.table.leafChoice.items.length, nodes);
  const lets = order.map((i) => letOf(i, cyclic[i] ? NO_VALUE : nodeValue(writer, nodes[i])));
  return { lets, result: resultOf(nodeValue(writer, genotype.root), flip) };
}

function lossOf(name: string, { lets, result }: Block): LossDeclaration {
  return {
    kind: "loss",
    name: { name, span: NOWHERE },
    doc: "",
    inputs: INPUTS,
    parameters: [],
    body: { form: "block", lets, result, span: NOWHERE },
    span: NOWHERE,
  };
}

function byName(functions: Iterable<OperatorEntry>): OperatorEntry[] {
  return [...functions].sort((a, b) => (a.operator.name < b.operator.name ? -1 : 1));
}

/** One loss, below the functions that it calls, sorted by name; without places in a text. */
export function astOf(space: Space, genotype: Genotype, name: string = DEFAULT_NAME): Program {
  const writer: Writer = { table: tableOf(space), called: new Set() };
  const loss = lossOf(name, blockOf(writer, genotype));
  return { declarations: [...byName(writer.called).map(({ declaration }) => declaration), loss], span: NOWHERE };
}

/** What printing `astOf` gives, from the kept texts of the functions and of a graph's statements. */
export function programOf(space: Space, genotype: Genotype, name: string = DEFAULT_NAME): string {
  const writer: Writer = { table: tableOf(space), called: new Set() };
  const loss =
    genotype.kind === "graph" ? graphText(writer, genotype, name) : lossText(name, blockOf(writer, genotype));
  const functions = byName(writer.called).map(({ declarationText }) => declarationText);
  return [...functions, loss].join("\n\n");
}

function lossText(name: string, block: Block): string {
  return print({ declarations: [lossOf(name, block)], span: NOWHERE });
}

const NO_LETS: Block = { lets: [], result: ZERO };
/** What a loss ends with, without and with its last statement. */
const END = "}\n";
const RETURN = "  return 0\n}\n";

/** A graph's nodes come again and again: about 2,400 of the paper's space. */
const MOST_STATEMENTS = 10_000;
const statementTexts = new WeakMap<SpaceTable, Map<string, string>>();

/** Statements are laid out one by one, so that their texts may be put together. */
function graphText({ table, called }: Writer, { nodes, root, flip }: GraphGenotype, name: string): string {
  let texts = statementTexts.get(table);
  if (texts === undefined || texts.size > MOST_STATEMENTS) {
    texts = new Map();
    statementTexts.set(table, texts);
  }
  const kept = texts;
  const header = (of: string): string => keep(kept, `loss ${of}`, () => lossText(of, NO_LETS).slice(0, -RETURN.length));
  const statement = (key: string, end: string, block: () => Block): string =>
    keep(kept, key, () => lossText(name, block()).slice(header(name).length, -end.length));
  const value = (node: GraphNode): Expression => nodeValue({ table, called: new Set() }, node);
  const keyOf = ({ operator, args: [first, second] }: GraphNode): string => {
    const entry = operatorOf(table, operator);
    if (entry.native === undefined) called.add(entry);
    return second === undefined ? `${operator} ${first}` : `${operator} ${first} ${second}`;
  };

  const { order, cyclic } = orderNodes(table.leafChoice.items.length, nodes);
  let text = header(name);
  for (const i of order) {
    const node = nodes[i];
    text += cyclic[i]
      ? statement(`${i}`, RETURN, () => ({ ...NO_LETS, lets: [letOf(i, NO_VALUE)] }))
      : statement(`${i} ${keyOf(node)}`, RETURN, () => ({ ...NO_LETS, lets: [letOf(i, value(node))] }));
  }
  const sign = flip ? "-" : "+";
  return `${text}${statement(sign + keyOf(root), END, () => ({ lets: [], result: resultOf(value(root), flip) }))}${END}`;
}

function keep(kept: Map<string, string>, key: string, make: () => string): string {
  let text = kept.get(key);
  if (text === undefined) {
    text = make();
    kept.set(key, text);
  }
  return text;
}
