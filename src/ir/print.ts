/** Expressions for people: from nodes to formulas in lossc's own syntax, and to numbered lines that show the sharing. */

import { ELEMENTWISE, type ElementwiseName, isCallable } from "../ops/index.ts";
import { constantValue, exactValue, type Node } from "./node.ts";
import { topological } from "./traverse.ts";

/** Binding strengths, as in the grammar: higher binds tighter. */
const BINDS = { if: 0, comparison: 1, sum: 2, product: 3, negation: 4, power: 5, atom: 6 } as const;

interface Text {
  readonly text: string;
  readonly binds: number;
}

const atom = (text: string): Text => ({ text, binds: BINDS.atom });

const wrap = (part: Text, least: number): string => (part.binds < least ? `(${part.text})` : part.text);

const NAMED_CONSTANTS: ReadonlyMap<number, string> = new Map([
  [Math.PI, "pi"],
  [Math.E, "e"],
  [Number.POSITIVE_INFINITY, "inf"],
]);

/** A number as lossc writes it: exact fractions that have no short decimal as a quotient. */
function constantText(node: Node): Text {
  const leaf = node.leaf;
  if (leaf?.kind !== "constant") throw new Error("not a constant");
  const { value } = leaf;
  const exact = exactValue(leaf);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  const named = NAMED_CONSTANTS.get(size);
  if (named !== undefined) return sign === "" ? atom(named) : { text: `-${named}`, binds: BINDS.negation };
  if (exact !== undefined && exact.d <= 1000n && exact.n <= 1000n && String(size).length > 8) {
    return { text: `${sign}${exact.n} / ${exact.d}`, binds: BINDS.product };
  }
  return sign === "" ? atom(String(size)) : { text: `-${size}`, binds: BINDS.negation };
}

const CALLS: ReadonlyMap<string, string> = new Map([
  ["reduce_sum", "sum"],
  ["reduce_max", "max"],
  ["reduce_min", "min"],
  ["reduce_logsumexp", "logsumexp"],
  ["others_sum", "sum_others"],
  ["others_max", "max_others"],
  ["others_min", "min_others"],
  ["others_logsumexp", "logsumexp_others"],
]);

function leafText(node: Node): Text {
  const leaf = node.leaf!;
  switch (leaf.kind) {
    case "constant":
      return constantText(node);
    case "classes":
      return atom("classes");
    case "input":
    case "parameter":
      return atom(leaf.name);
  }
}

function infix(op: ElementwiseName, args: readonly Text[]): Text | undefined {
  const [a, b] = args;
  switch (op) {
    case "add":
      return { text: `${wrap(a, BINDS.sum)} + ${wrap(b, BINDS.sum)}`, binds: BINDS.sum };
    case "sub":
      return { text: `${wrap(a, BINDS.sum)} - ${wrap(b, BINDS.product)}`, binds: BINDS.sum };
    case "mul":
      return { text: `${wrap(a, BINDS.product)} * ${wrap(b, BINDS.product)}`, binds: BINDS.product };
    case "div":
      return { text: `${wrap(a, BINDS.product)} / ${wrap(b, BINDS.negation)}`, binds: BINDS.product };
    case "neg":
      // -a * b is (-a) * b: the same number, and what people write.
      return { text: `-${wrap(a, BINDS.product)}`, binds: BINDS.product };
    case "pow":
      return { text: `${wrap(a, BINDS.atom)}^${wrap(b, BINDS.power)}`, binds: BINDS.power };
    case "select":
      return {
        text: `if ${wrap(a, BINDS.comparison)} then ${wrap(b, BINDS.comparison)} else ${args[2].text}`,
        binds: BINDS.if,
      };
    default: {
      const symbol: string | undefined =
        "symbol" in ELEMENTWISE[op] ? (ELEMENTWISE[op] as { symbol: string }).symbol : undefined;
      if (symbol === undefined) return undefined;
      return { text: `${wrap(a, BINDS.sum)} ${symbol} ${wrap(b, BINDS.sum)}`, binds: BINDS.comparison };
    }
  }
}

function opText(node: Node, args: readonly Text[]): Text {
  if (node.op === "at_label") {
    return node.args[0].op === "leaf" ? atom(`${args[0].text}[label]`) : atom(`(${args[0].text})[label]`);
  }
  const call = CALLS.get(node.op);
  if (call === undefined) {
    const written = infix(node.op as ElementwiseName, args);
    if (written !== undefined) return written;
  }
  return atom(`${call ?? node.op}(${args.map((arg) => arg.text).join(", ")})`);
}

/** What stands for a node inside other expressions: its name, if it has one and is no number. */
const nameIn = (names: ReadonlyMap<Node, string>, node: Node): string | undefined =>
  constantValue(node) === undefined ? names.get(node) : undefined;

/** Every expression under the roots as it is written by itself, with those in `names` inside it written as their name. */
export function formulas(roots: readonly Node[], names: ReadonlyMap<Node, string>): ReadonlyMap<Node, string> {
  const texts = new Map<Node, Text>();
  const inside = (node: Node): Text => {
    const name = nameIn(names, node);
    return name === undefined ? texts.get(node)! : atom(name);
  };
  for (const node of topological(roots))
    texts.set(node, node.op === "leaf" ? leafText(node) : opText(node, node.args.map(inside)));
  return new Map([...texts].map(([node, { text }]) => [node, text]));
}

/** Formulas of more ops and leaves than this, written out in full, are for nobody to read. */
const LONGEST = 1000;
/** A part as small as this is written again rather than named. */
const SMALL = 3;

/**
 * `names` and, where a formula would be too long, names for the parts that occur more than once: then what is written grows with the DAG,
 * while in full it can double with every node.
 */
export function nameRepeated(roots: readonly Node[], names: ReadonlyMap<Node, string>): ReadonlyMap<Node, string> {
  const order = topological(roots);
  if (sizes(order, names).every((size) => size <= LONGEST)) return names;
  const uses = new Map<Node, number>();
  for (const node of order) for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
  const taken = new Set<string>(names.values());
  for (const { leaf } of order) if (leaf?.kind === "input" || leaf?.kind === "parameter") taken.add(leaf.name);
  const all = new Map(names);
  let count = 0;
  const isRepeated = (node: Node, size: number): boolean =>
    size > SMALL && (uses.get(node) ?? 0) > 1 && nameIn(names, node) === undefined;
  sizes(order, all, (node, size) => {
    if (!isRepeated(node, size)) return;
    let name = `t${++count}`;
    while (taken.has(name)) name = `t${++count}`;
    all.set(node, name);
  });
  return all;
}

/** How many ops and leaves each expression has when written by itself; `visit` may name it. */
function sizes(
  order: readonly Node[],
  names: ReadonlyMap<Node, string>,
  visit: (node: Node, size: number) => void = () => {},
): number[] {
  const known = new Map<Node, number>();
  for (const node of order) {
    let size = 1;
    for (const arg of node.args) size += nameIn(names, arg) === undefined ? known.get(arg)! : 1;
    known.set(node, size);
    visit(node, size);
  }
  return [...known.values()];
}

/**
 * A formula in lossc's syntax (and, for nodes of label specialization, `p[label]`). One that would be too long is a block, with a `let` for
 * each part that occurs more than once.
 */
export function formula(root: Node): string {
  const names = nameRepeated([root], new Map());
  const texts = formulas([root], names);
  if (names.size === 0) return texts.get(root)!;
  const lets = [...names].map(([node, name]) => `  let ${name} = ${texts.get(node)}`);
  return `{\n${lets.join("\n")}\n  return ${texts.get(root)}\n}`;
}

const SHAPE_TEXT = { constant: "", "per-example": "[batch]", "per-class": "[batch, classes]" } as const;

/** One numbered line per node, operands before users, with shapes. */
export function listing(roots: ReadonlyMap<string, Node>): string {
  const numbers = new Map<Node, string>();
  const lines: string[] = [];
  for (const node of topological([...roots.values()])) {
    if (node.op === "leaf") {
      numbers.set(node, leafText(node).text);
      continue;
    }
    const number = `%${lines.length + 1}`;
    numbers.set(node, number);
    const op = CALLS.get(node.op) ?? (isCallable(node.op) ? node.op : node.op);
    const text = `${number.padStart(4)} = ${op} ${node.args.map((arg) => numbers.get(arg)!).join(", ")}`;
    lines.push(`${text.padEnd(40)} ${SHAPE_TEXT[node.shape]}`.trimEnd());
  }
  for (const [name, node] of roots) lines.push(`${name} = ${numbers.get(node)!}`);
  return lines.join("\n");
}
