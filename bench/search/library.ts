export { createRandom } from "../../src/random/index.ts";
export { createJudge } from "../../src/search/constraints/index.ts";
export { type Genotype, randomGenotype } from "../../src/search/genotype/index.ts";
export type { Candidate } from "../../src/search/individual.ts";
export { mutate } from "../../src/search/mutations/index.ts";
export { NLFS, TREE } from "../../src/search/space/index.ts";
