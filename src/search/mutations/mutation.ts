/** What a mutation is: a space, a parent and a random generator go in; a child comes out, or nothing where it does not apply. */

import type { Random } from "../../random/index.ts";
import type { GraphGenotype, TreeGenotype } from "../genotype/genotype.ts";
import type { GraphSpace, TreeSpace } from "../space/space.ts";

export type GraphMutation = (space: GraphSpace, parent: GraphGenotype, random: Random) => GraphGenotype | undefined;
export type TreeMutation = (space: TreeSpace, parent: TreeGenotype, random: Random) => TreeGenotype | undefined;
