/** Meaningful names for intermediate values: those that the source gives, else their formula in words, else their op. */

import { constantValue, type Node, type Op } from "../ir/node.ts";
import { camelCase, capitalized } from "./identifiers.ts";

/** Longer names than this say less than the op alone. */
const LONGEST = 26;

const WORDS: ReadonlyMap<Op, string> = new Map<Op, string>([
  ["add", "term"],
  ["sub", "difference"],
  ["mul", "factor"],
  ["div", "ratio"],
  ["neg", "negated"],
  ["pow", "power"],
  ["select", "choice"],
  ["equal", "isEqual"],
  ["not_equal", "isDifferent"],
  ["less", "isLess"],
  ["less_equal", "isAtMost"],
  ["greater", "isMore"],
  ["greater_equal", "isAtLeast"],
  ["reduce_sum", "sum"],
  ["reduce_max", "max"],
  ["reduce_min", "min"],
  ["reduce_logsumexp", "logSumExp"],
  ["others_sum", "otherSum"],
  ["others_max", "otherMax"],
  ["others_min", "otherMin"],
  ["others_logsumexp", "otherLogSumExp"],
]);

const INFIX_WORDS: ReadonlyMap<Op, string> = new Map<Op, string>([
  ["add", "Plus"],
  ["sub", "Minus"],
  ["mul", ""],
  ["div", "Over"],
  ["pow", "Pow"],
]);

const SMALL_NUMBERS = ["zero", "one", "two", "three", "four"];

const wordOf = (node: Node): string => WORDS.get(node.op) ?? camelCase(node.op);

/** The formula in words, such as `oneMinusPt`; `undefined` where that is no name. */
function inWords(node: Node, names: ReadonlyMap<Node, string>, depth: number): string | undefined {
  const given = names.get(node);
  if (given !== undefined) return given;
  const value = constantValue(node);
  if (value !== undefined) return SMALL_NUMBERS[value];
  if (node.leaf !== undefined) {
    if (node.leaf.kind === "classes") return "classes";
    return node.leaf.kind === "constant" ? undefined : node.leaf.name.replace("#", "");
  }
  if (depth === 0) return undefined;
  const parts = node.args.map((arg) => inWords(arg, names, depth - 1));
  if (parts.some((part) => part === undefined)) return undefined;
  const [first, second] = parts as string[];
  if (node.op === "neg") return camelCase(`minus${capitalized(first)}`);
  if (node.op === "at_label") return `${first}AtLabel`;
  const infix = INFIX_WORDS.get(node.op);
  if (infix !== undefined) return camelCase(`${first}${infix}${capitalized(second)}`);
  return parts.length === 1 ? camelCase(`${wordOf(node)}${capitalized(first)}`) : undefined;
}

export function nameOf(node: Node, names: ReadonlyMap<Node, string>): string {
  const words = inWords(node, names, 2);
  return words !== undefined && words.length <= LONGEST ? words : wordOf(node);
}
