/** The statements of one closure of tensors: from the values it returns and keeps to `const` lines of short nested calls. */

import type { Node } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import { callText, type Operand, repeatsOperand } from "./rows.ts";

/** Calls nested as deep, or written as long, get a name on the way. */
const DEEPEST = 3;
const LONGEST = 48;

export interface ClosureInput {
  /** What the closure returns or keeps. */
  readonly roots: readonly Node[];
  /** Roots that must have a name, as they are kept. */
  readonly kept: ReadonlySet<Node>;
  /** Tensors at hand, by name. */
  readonly given: ReadonlyMap<Node, string>;
  /** The text of a number: a literal, an option or a constant computed ahead. */
  readonly numberText: (node: Node) => string;
  /** Whether the source names the expression. */
  readonly isNamed: (node: Node) => boolean;
  /** An identifier for a value. */
  readonly nameOf: (node: Node) => string;
}

export interface Closure {
  readonly lines: readonly string[];
  readonly texts: ReadonlyMap<Node, string>;
}

/** How often each value is used, of those to compute here. */
function countUses({ roots, given }: ClosureInput): Map<Node, number> {
  const uses = new Map<Node, number>();
  const use = (node: Node, times: number): void => {
    if (node.shape !== "constant") uses.set(node, (uses.get(node) ?? 0) + times);
  };
  for (const root of roots) use(root, 1);
  for (const node of topological(roots).toReversed()) {
    if (!uses.has(node) || given.has(node)) continue;
    node.args.forEach((arg, place) => {
      use(arg, repeatsOperand(node) && place === 0 ? 2 : 1);
    });
  }
  return uses;
}

export function writeClosure(input: ClosureInput): Closure {
  const { roots, kept, given, numberText, isNamed, nameOf } = input;
  const uses = countUses(input);
  const ends = new Set(roots);
  const lines: string[] = [];
  const texts = new Map(given);
  const depths = new Map<Node, number>();
  const operand = (node: Node, user: Node): Operand =>
    node.shape === "constant"
      ? { text: numberText(node), isNumber: true }
      : {
          text: texts.get(node)!,
          isNumber: false,
          isColumn: user.shape === "per-class" && node.shape === "per-example",
        };

  for (const node of topological(roots)) {
    const times = uses.get(node);
    if (times === undefined || given.has(node)) continue;
    const text = callText(
      node,
      node.args.map((arg) => operand(arg, node)),
    );
    const depth = 1 + Math.max(0, ...node.args.map((arg) => depths.get(arg) ?? 0));
    const isUnwieldy = (depth >= DEEPEST || text.length > LONGEST) && !ends.has(node);
    if (times > 1 || isUnwieldy || kept.has(node) || (isNamed(node) && node !== roots[0])) {
      const name = nameOf(node);
      lines.push(`const ${name} = ${text};`);
      texts.set(node, name);
    } else {
      texts.set(node, text);
      depths.set(node, depth);
    }
  }
  return { lines, texts };
}
