/** Expressions for people: from nodes to formulas in lossc's own syntax, and to numbered lines that show the sharing. */

import { ELEMENTWISE, type ElementwiseName, isCallable } from "../ops/index.ts";
import { constantValue, type Node } from "./node.ts";
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
  const { value, exact } = leaf;
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

/**
 * A formula in lossc's syntax (and, for nodes of label specialization, `p[label]`). Expressions in `names` are written as their
 * name, save the root itself.
 */
export function formula(root: Node, names: ReadonlyMap<Node, string> = new Map()): string {
  const texts = new Map<Node, Text>();
  for (const node of topological([root])) {
    const name = node === root || constantValue(node) !== undefined ? undefined : names.get(node);
    if (name !== undefined) texts.set(node, atom(name));
    else if (node.op === "leaf") texts.set(node, leafText(node));
    else
      texts.set(
        node,
        opText(
          node,
          node.args.map((arg) => texts.get(arg)!),
        ),
      );
  }
  return texts.get(root)!.text;
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
