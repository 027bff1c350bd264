/** An individual as the search changes it: a graph of operators or a free expression; its text is made only when it is kept. */

/** A hidden node or the root: `args` below the number of leaves are leaves, in the space's order; from there on hidden nodes. */
export interface GraphNode {
  readonly operator: string;
  readonly args: readonly number[];
}

export interface GraphGenotype {
  readonly kind: "graph";
  readonly nodes: readonly GraphNode[];
  readonly root: GraphNode;
  /** Whether the loss is minus the sum over classes. */
  readonly flip: boolean;
}

export type Tree =
  | { readonly kind: "leaf"; readonly text: string }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "call"; readonly operator: string; readonly args: readonly Tree[] };

export interface TreeGenotype {
  readonly kind: "tree";
  readonly root: Tree;
  readonly flip: boolean;
}

export type Genotype = GraphGenotype | TreeGenotype;
