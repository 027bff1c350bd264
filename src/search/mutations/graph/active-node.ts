/** A graph goes in; one of its active nodes, the root among them, comes out, and graphs with a node replaced. */

import type { Random } from "../../../random/index.ts";
import { activeNodes } from "../../genotype/active.ts";
import type { GraphGenotype, GraphNode } from "../../genotype/genotype.ts";
import type { GraphSpace } from "../../space/space.ts";

/** The number of a hidden node; -1 is the root. */
export function nodeAt({ nodes, root }: GraphGenotype, at: number): GraphNode {
  return at < 0 ? root : nodes[at];
}

/** Uniform among the active nodes that `applies` admits; nothing if it admits none. */
export function drawActiveNode(
  space: GraphSpace,
  genotype: GraphGenotype,
  random: Random,
  applies: (node: GraphNode, at: number) => boolean,
): number | undefined {
  const fitting = activeNodes(space.leaves.length, genotype).filter((at) => applies(genotype.nodes[at], at));
  const count = fitting.length + (applies(genotype.root, -1) ? 1 : 0);
  if (count === 0) return undefined;
  return fitting[random.integer(count)] ?? -1;
}

export function withNode(genotype: GraphGenotype, at: number, node: GraphNode): GraphGenotype {
  if (at < 0) return { ...genotype, root: node };
  return { ...genotype, nodes: genotype.nodes.map((old, i) => (i === at ? node : old)) };
}
