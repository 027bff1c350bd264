/** What a search may build losses of, as data: leaves, operators as lossc formulas, weights and limits. */

/** Something that is there without computing it: an input or a number. */
export interface Leaf {
  /** `y`, `yhat` or a number as lossc writes it. */
  readonly text: string;
  readonly weight: number;
}

/** A function of one or two arguments. */
export interface Operator {
  /** A lossc name; the program calls it by this name if the formula is no single operation. */
  readonly name: string;
  readonly params: readonly ["x"] | readonly ["a", "b"];
  /** In lossc, of its params: `log(abs(x) + eps)`. */
  readonly formula: string;
  readonly weight: number;
}

export const GRAPH_MUTATIONS = ["change-operator", "rewire", "change-arity"] as const;
export type GraphMutationName = (typeof GRAPH_MUTATIONS)[number];

export const TREE_MUTATIONS = [
  "replace-subtree",
  "insert",
  "hoist",
  "rewire",
  "swap-operands",
  "jitter-constant",
  "change-operator",
] as const;
export type TreeMutationName = (typeof TREE_MUTATIONS)[number];

/** The paper's graph: a fixed number of hidden nodes, of which the root reaches some. Morgan & Hougen 2024. */
export interface GraphSpace {
  readonly kind: "graph";
  readonly name: string;
  readonly doc: string;
  readonly leaves: readonly Leaf[];
  readonly operators: readonly Operator[];
  readonly hiddenNodes: number;
  /** Probability that a hidden node, or the root, takes one argument. */
  readonly unary: { readonly hidden: number; readonly root: number };
  /** Weights of the mutations, by name. */
  readonly mutations: Readonly<Record<string, number>>;
}

/** Free expressions, made and changed subtree by subtree. */
export interface TreeSpace {
  readonly kind: "tree";
  readonly name: string;
  readonly doc: string;
  readonly leaves: readonly Leaf[];
  readonly operators: readonly Operator[];
  readonly limits: { readonly size: number; readonly depth: number };
  /** Numbers that leaves may be besides those of `leaves`: normal, with this deviation, or none. */
  readonly constants?: { readonly deviation: number; readonly weight: number };
  readonly mutations: Readonly<Record<string, number>>;
}

export type Space = GraphSpace | TreeSpace;
