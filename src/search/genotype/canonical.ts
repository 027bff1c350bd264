/** A genotype goes in; the one of the same program that reading it gives comes out: hidden nodes behind a cycle are all alike. */

import type { Space } from "../space/space.ts";
import { tableOf } from "../space/table.ts";
import { orderNodes } from "./active.ts";
import type { Genotype } from "./genotype.ts";
import { nodeWithoutValue } from "./read.ts";

export function canonicalGenotype(space: Space, genotype: Genotype): Genotype {
  if (genotype.kind === "tree") return genotype;
  const { cyclic } = orderNodes(space.leaves.length, genotype.nodes);
  if (!cyclic.includes(true)) return genotype;
  const table = tableOf(space);
  const nodes = genotype.nodes.map((node, i) => (cyclic[i] ? nodeWithoutValue(table, space.leaves.length + i) : node));
  return { ...genotype, nodes };
}
