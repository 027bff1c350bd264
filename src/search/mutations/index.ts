export { MUTATIONS, type Mutant, mutate } from "./mutate.ts";
export type { GraphMutation, TreeMutation } from "./mutation.ts";
