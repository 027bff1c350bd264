/** Parts of a tree go in; the tree in its one normal form comes out, so that no two genotypes print alike. */

import type { SpaceTable } from "../space/table.ts";
import { operatorOf } from "../space/table.ts";
import type { Tree } from "./genotype.ts";

type Call = Tree & { readonly kind: "call" };

const leafTrees = new WeakMap<SpaceTable, ReadonlyMap<string, Tree>>();

/** The space's leaf of this text, always the same object. */
export function leafTree(table: SpaceTable, text: string): Tree | undefined {
  let known = leafTrees.get(table);
  if (known === undefined) {
    known = new Map([...table.leaves.keys()].map((one) => [one, { kind: "leaf", text: one }]));
    leafTrees.set(table, known);
  }
  return known.get(text);
}

/** A number is a leaf if the space has that leaf, else a constant if it has constants, else nothing. */
export function numberTree(table: SpaceTable, value: number): Tree | undefined {
  const number = value === 0 ? 0 : value;
  return leafTree(table, String(number)) ?? (table.hasConstants ? { kind: "constant", value: number } : undefined);
}

function numberOf(tree: Tree): number | undefined {
  if (tree.kind === "constant") return tree.value;
  if (tree.kind === "call") return undefined;
  const value = Number(tree.text);
  return Number.isNaN(value) ? undefined : value;
}

/** An operator on arguments in normal form; minus a number is a number. */
export function callTree(table: SpaceTable, operator: string, args: readonly Tree[]): Tree {
  const [only] = args;
  if (args.length === 1 && operatorOf(table, operator).native?.operation.kind === "negation") {
    const value = numberOf(only);
    const negated = value === undefined ? undefined : numberTree(table, -value);
    if (negated !== undefined) return negated;
  }
  return { kind: "call", operator, args };
}

/** What there is to count in a tree. */
export interface Measures {
  /** Leaves, constants and calls, those that are used twice counted twice. */
  readonly size: number;
  /** 1 for a leaf. */
  readonly depth: number;
  /** Whether the inputs are among its leaves. */
  readonly y: boolean;
  readonly yhat: boolean;
}

const leafMeasures = (y: boolean, yhat: boolean): Measures => ({ size: 1, depth: 1, y, yhat });
const [NUMBER, Y, YHAT] = [leafMeasures(false, false), leafMeasures(true, false), leafMeasures(false, true)];

/** Each object is looked at once, however often it is used; `known` keeps what was found, for further trees that share parts. */
export function measure(tree: Tree, known: Map<Tree, Measures> = new Map()): Measures {
  if (tree.kind === "constant") return NUMBER;
  if (tree.kind === "leaf") return tree.text === "y" ? Y : tree.text === "yhat" ? YHAT : NUMBER;
  const before = known.get(tree);
  if (before !== undefined) return before;
  let [size, depth, y, yhat] = [1, 0, false, false];
  for (const arg of tree.args) {
    const inner = measure(arg, known);
    size += inner.size;
    depth = Math.max(depth, inner.depth);
    y ||= inner.y;
    yhat ||= inner.yhat;
  }
  const measures = { size, depth: depth + 1, y, yhat };
  known.set(tree, measures);
  return measures;
}

export const sizeOf = (tree: Tree): number => measure(tree).size;
export const depthOf = (tree: Tree): number => measure(tree).depth;

/** A node with the way to it from the root: at each call the argument taken. */
export interface Place {
  readonly tree: Tree;
  readonly path: readonly number[];
}

/** Every node, the root first, each before its arguments. */
export function placesOf(root: Tree): readonly Place[] {
  const places: Place[] = [];
  const visit = (tree: Tree, path: readonly number[]): void => {
    places.push({ tree, path });
    if (tree.kind === "call") {
      for (let i = 0; i < tree.args.length; i++) visit(tree.args[i], [...path, i]);
    }
  };
  visit(root, []);
  return places;
}

/** The tree with another subtree at a place, in normal form again. */
export function replaceAt(table: SpaceTable, root: Tree, path: readonly number[], subtree: Tree, at = 0): Tree {
  if (at === path.length) return subtree;
  const call = root as Call;
  const args = call.args.map((arg, i) => (i === path[at] ? replaceAt(table, arg, path, subtree, at + 1) : arg));
  return callTree(table, call.operator, args);
}

export function sameTree(a: Tree, b: Tree): boolean {
  if (a === b) return true;
  if (a.kind === "call" && b.kind === "call") {
    return (
      a.operator === b.operator && a.args.length === b.args.length && a.args.every((arg, i) => sameTree(arg, b.args[i]))
    );
  }
  if (a.kind === "leaf" && b.kind === "leaf") return a.text === b.text;
  return a.kind === "constant" && b.kind === "constant" && a.value === b.value;
}
