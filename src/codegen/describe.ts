/** What generated code says of itself: its loss's documentation, formula and gradient, fit for a doc comment. */

import type { Node } from "../ir/node.ts";
import { formula } from "../ir/print.ts";
import { topological } from "../ir/traverse.ts";
import type { DerivedLoss } from "./derived.ts";

/** Text that cannot end the comment it stands in. */
export function commentText(text: string): string {
  return text.replace(/\*\//g, "*\\/").replace(/[\u2028\u2029\r]/g, " ");
}

/** The formula and the named parts that it speaks of, one a line: `pt = sum(y * p)`. */
export function formulaLines(subject: string, root: Node, names: ReadonlyMap<Node, string>): string[] {
  const parts = topological([root]).filter((node) => node !== root && names.has(node));
  const lines = parts.map((node) => `${names.get(node)} = ${formula(node, names)}`);
  return [...lines, `${subject} = ${formula(root, names)}`];
}

/** Documentation, formula and gradient of a loss. */
export function describe(derived: DerivedLoss): string {
  const { loss, root, gradient, prediction, names } = derived;
  const byName = prediction.leaf?.kind === "input" ? prediction.leaf.name : "prediction";
  const lines = [...formulaLines("loss", root, names), ...formulaLines(`d loss / d ${byName}`, gradient, names)];
  const unique = [...new Set(lines)];
  const doc = loss.doc === "" ? `The loss \`${loss.name}\`.` : loss.doc;
  return commentText([doc, "", ...unique.map((line) => `    ${line}`)].join("\n"));
}
