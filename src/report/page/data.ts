/** What a report tells, as plain data: the runs that were found go in, the page and its JSON are made of it. */

import type { ComparisonRow, Measurement } from "../comparison.ts";
import type { Panel } from "../figure/figure.ts";
import type { TransferReport } from "../transfer/result.ts";
import type { EliminationResult } from "./elimination.ts";

export interface ReportData {
  readonly kind: "report";
  /** lossc's. */
  readonly version: string;
  /** That writes this report again. */
  readonly command: string;
  readonly title: string;
  readonly searches: readonly SearchReport[];
  readonly eliminations: readonly Placed<EliminationResult>[];
  readonly transfers: readonly Placed<TransferReport>[];
  readonly comparisons: readonly ComparisonReport[];
}

/** Where the numbers come from. */
export interface Source {
  /** The folder, as it was named. */
  readonly path: string;
  /** That gives the numbers again; nothing where the folder does not tell. */
  readonly command: string | null;
  /** What lossc, Node and the machine were. */
  readonly about: About;
}

export interface About {
  readonly lossc: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
}

export interface Placed<Result> {
  readonly source: Source;
  readonly result: Result;
  readonly measurement: Measurement;
  /** Of the losses whose program is known. */
  readonly curves: readonly LossCurves[];
  readonly equations: readonly Equation[];
}

export interface Equation {
  readonly name: string;
  /** In lossc's syntax. */
  readonly formula: string;
  readonly latex: string;
  /** Its named parts, and its derivatives. */
  readonly derivation: string;
  readonly program: string;
}

/** A loss of two classes over the probability of the true one. */
export interface LossCurves {
  readonly name: string;
  readonly yhat: readonly number[];
  /** From 0 to 1. */
  readonly phenotype: readonly number[];
  /** By the probability of the true class. */
  readonly slope: readonly number[];
  /** By the logit of the true class, which is what trains. */
  readonly pull: readonly number[];
  /** The phenotype again, close to 1. */
  readonly near: { readonly yhat: readonly number[]; readonly phenotype: readonly number[] };
}

export interface SearchReport {
  readonly source: Source;
  readonly space: string;
  readonly seed: number;
  readonly objective: string;
  readonly better: "higher" | "lower";
  /** Whether fitness is a part of one, told in percent. */
  readonly isPart: boolean;
  /** What candidates are trained on, in words. */
  readonly problem: string;
  readonly rungs: readonly { readonly name: string; readonly setup: string }[];
  readonly population: number;
  readonly evaluations: number;
  readonly trained: number;
  readonly seconds: number;
  /** The commonest first. */
  readonly rejections: readonly { readonly reason: string; readonly count: number }[];
  readonly history: readonly HistoryPoint[];
  /** The best first. */
  readonly winners: readonly Winner[];
  readonly front: readonly Scored[];
  /** All that reached the last rung that anyone reached. */
  readonly finalists: readonly Scored[];
  /** Of the winners, and of cross-entropy. */
  readonly curves: readonly LossCurves[];
}

export interface HistoryPoint {
  readonly evaluations: number;
  /** From 1. */
  readonly rung: number;
  readonly best: number;
  readonly mean: number;
  readonly median: number;
  readonly minimum: number;
}

export interface Scored {
  readonly id: number;
  readonly fitness: number;
  readonly complexity: number;
  readonly formula: string;
}

export interface Winner extends Scored, Equation {
  readonly rungs: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly graph: GenotypeGraph | null;
  /** From the founder to the winner. */
  readonly lineage: readonly Step[];
}

export interface Step extends Scored {
  readonly parents: readonly number[];
  readonly mutation: string;
  /** Nothing if its training failed. */
  readonly trainedTo: number | null;
  readonly latex: string;
}

/** Operators and leaves, each with what it reads, the first operand first. */
export interface GenotypeGraph {
  readonly nodes: readonly GraphNode[];
  readonly flip: boolean;
}

export interface GraphNode {
  readonly id: string;
  readonly kind: "leaf" | "hidden" | "root";
  readonly label: string;
  /** Whether the root reaches it. */
  readonly active: boolean;
  readonly args: readonly string[];
}

export interface ComparisonReport {
  readonly source: Source;
  readonly problem: string;
  readonly setup: string;
  readonly part: string;
  readonly seeds: readonly number[];
  readonly baseline: string | null;
  readonly measurement: Measurement;
  readonly rows: readonly ComparisonRow[];
  readonly verdicts: readonly string[];
  readonly panels: readonly Panel[];
  readonly equations: readonly Equation[];
  readonly curves: readonly LossCurves[];
}
