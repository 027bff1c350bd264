export { activeExpression, activeNodes, type Malformed } from "./active.ts";
export { canonicalGenotype } from "./canonical.ts";
export type { Genotype, GraphGenotype, GraphNode, Tree, TreeGenotype } from "./genotype.ts";
export { astOf, programOf } from "./program.ts";
export { randomGenotype } from "./random.ts";
export { genotypeOf } from "./read.ts";
export { genotypeFromLoss, type Seed } from "./seed.ts";
export { depthOf, type Measures, measure, sizeOf } from "./tree-parts.ts";
