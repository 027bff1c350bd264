/** What the evolution asks of a space: random genotypes, mutations and a verdict on each. */

import type { Random } from "../../random/index.ts";
import type { Candidate, Rejection } from "../individual.ts";
import type { Individual } from "./individual.ts";

/** A genotype and how it came about. */
export interface Proposal<Genotype> {
  readonly genotype: Genotype;
  /** The name of the mutation, "random" or "seed". */
  readonly mutation: string;
}

export type Verdict = { readonly accepted: Candidate } | { readonly rejected: Rejection };

export interface Operators<Genotype> {
  /** Nothing where the draw led nowhere. */
  random(random: Random): Proposal<Genotype> | undefined;
  /** Nothing where no mutation applies. */
  mutate(parent: Individual, random: Random): Proposal<Genotype> | undefined;
  /** `isKnown` tells fingerprints of candidates that were trained before. */
  judge(proposal: Proposal<Genotype>, isKnown: (fingerprint: string) => boolean): Verdict;
  /** Of a run that goes on: this one was accepted before. */
  remember?(candidate: Candidate): void;
}
