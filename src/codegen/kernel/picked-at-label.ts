/**
 * A loss for integer labels goes in; the same comes out with functions at the label picked up by the passes that compute them for every class
 * anyway. Where a vector holds four examples these have few classes, and to take a value along where the label is found is quicker than the function.
 */

import type { Graph } from "../../ir/graph.ts";
import { isOverClasses, type Node } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import { computedFor, isDear, unconditionalArgs } from "../keep.ts";
import { outputsOf, type Schedule, stages } from "../schedule.ts";
import { isOverOthers } from "./accumulator.ts";

/** `plan` is that of the roots. What is picked up is `at_label` of a value that has to be computed, a reduction. */
export function pickedAtLabel(roots: readonly Node[], plan: Schedule, graph: Graph): Node[] {
  const rowOf = createRows(graph);
  const passOf = firstPasses(roots, plan);
  const neededBy = neededByPass(plan);
  const picked = new Map<Node, Node>();
  for (const node of topological(roots)) {
    const row = node.shape === "per-example" ? rowOf(node) : node;
    const pass = row === node ? undefined : passOf.get(row);
    if (pass !== undefined && !neededBy[pass].has(node)) picked.set(node, row);
  }

  const withArgs = (node: Node, of: (arg: Node) => Node): Node =>
    node.op === "leaf" ? node : graph.apply(node.op, node.args.map(of));
  const made = new Map<Node, Node>();
  function replaced(node: Node): Node {
    const before = made.get(node);
    if (before !== undefined) return before;
    const row = picked.get(node);
    const now = row === undefined ? withArgs(node, replaced) : graph.apply("at_label", [replaced(row)]);
    made.set(node, now);
    return now;
  }
  return picked.size === 0 ? [...roots] : roots.map(replaced);
}

/** Of a value at the label, what it is an element of: computed from whole rows where it is computed from their elements. */
function createRows(graph: Graph): (node: Node) => Node {
  const known = new Map<Node, Node>();
  function rowOf(node: Node): Node {
    if (node.op === "at_label") return node.args[0];
    if (node.op === "leaf" || node.shape !== "per-example" || isOverClasses(node.op)) return node;
    const before = known.get(node);
    if (before !== undefined) return before;
    const args = node.args.map(rowOf);
    const row = args.every((arg, i) => arg === node.args[i]) ? node : graph.apply(node.op, args);
    known.set(node, row);
    return row;
  }
  return rowOf;
}

/** Of dear functions that a pass computes whatever the gates say: the pass, if it can be the first, and has to look for the label besides. */
function firstPasses(roots: readonly Node[], plan: Schedule): Map<Node, number> {
  const stage = stages(topological(roots));
  const found = new Map<Node, number>();
  plan.passes.forEach((pass, i) => {
    if (!pass.reductions.some(isOverOthers)) return;
    for (const node of computedFor(outputsOf(pass), () => false, unconditionalArgs)) {
      if (isDear(node) && stage.get(node) === i) found.set(node, i);
    }
  });
  return found;
}

/** By pass: what must be there before it, or before one ahead of it, is over. */
function neededByPass({ passes }: Schedule): Set<Node>[] {
  return passes.map((_, i) => new Set(topological(passes.slice(0, i + 1).flatMap(outputsOf))));
}
