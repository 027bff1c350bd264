/** A space and a random generator go in; a random genotype comes out, which need not be a valid loss. */

import type { Random } from "../../random/index.ts";
import type { GraphSpace, Space, TreeSpace } from "../space/space.ts";
import { type SpaceTable, tableOf } from "../space/table.ts";
import { draw } from "../space/weighted.ts";
import type { Genotype, GraphGenotype, GraphNode, Tree } from "./genotype.ts";
import { callTree, leafTree, numberTree } from "./tree-parts.ts";

export function randomGenotype(space: Space, random: Random): Genotype {
  return space.kind === "graph"
    ? randomGraph(space, random)
    : { kind: "tree", root: randomTree(space, random, space.limits), flip: false };
}

/** What an argument of a node may be: hidden nodes and the root take any hidden node but themselves, hidden nodes also leaves. */
export interface ArgumentRange {
  readonly first: number;
  readonly end: number;
  /** The node itself; -1 for the root. */
  readonly self: number;
}

/** `node` -1 is the root. */
export function argumentRange({ leaves, hiddenNodes }: GraphSpace, node: number): ArgumentRange {
  const end = leaves.length + hiddenNodes;
  return node < 0 ? { first: leaves.length, end, self: -1 } : { first: 0, end, self: leaves.length + node };
}

/** Whether a node may have so many different arguments. */
export function hasArguments({ first, end, self }: ArgumentRange, count: number): boolean {
  return end - first - (self >= first ? 1 : 0) >= count;
}

/** The sums of the weights to draw from, by node and by the one other argument that is ruled out; NaN until asked for. */
interface ArgumentWeights {
  readonly weights: readonly number[];
  readonly totals: Float64Array;
}

const argumentWeights = new WeakMap<GraphSpace, ArgumentWeights>();

function weightsOf(space: GraphSpace): ArgumentWeights {
  let known = argumentWeights.get(space);
  if (known === undefined) {
    const weights = [...space.leaves.map(({ weight }) => weight), ...new Array<number>(space.hiddenNodes).fill(1)];
    known = { weights, totals: new Float64Array((weights.length + 1) ** 2).fill(Number.NaN) };
    argumentWeights.set(space, known);
  }
  return known;
}

function sumOfWeights(weights: readonly number[], { first, end, self }: ArgumentRange, not: number, nor: number) {
  let total = 0;
  for (let arg = first; arg < end; arg++) if (arg !== self && arg !== not && arg !== nor) total += weights[arg];
  return total;
}

/** By weight, a hidden node's being 1, among what the range allows, but for two more arguments (-1: none); nothing if none is left. */
export function drawArgument(
  space: GraphSpace,
  range: ArgumentRange,
  not: number,
  nor: number,
  random: Random,
): number | undefined {
  return drawWeighted(weightsOf(space), range, not, nor, random);
}

function drawWeighted(
  { weights, totals }: ArgumentWeights,
  range: ArgumentRange,
  not: number,
  nor: number,
  random: Random,
): number | undefined {
  const { first, end, self } = range;
  const place = (self + 1) * (weights.length + 1) + not + 1;
  let total = nor < 0 ? totals[place] : Number.NaN;
  if (Number.isNaN(total)) {
    total = sumOfWeights(weights, range, not, nor);
    if (nor < 0) totals[place] = total;
  }
  if (total === 0) return undefined;
  let left = random.next() * total;
  let last: number | undefined;
  for (let arg = first; arg < end; arg++) {
    if (arg === self || arg === not || arg === nor) continue;
    last = arg;
    left -= weights[arg];
    if (left < 0) break;
  }
  return last;
}

function randomNode(
  space: GraphSpace,
  { unary, binary }: SpaceTable,
  weights: ArgumentWeights,
  node: number,
  random: Random,
): GraphNode {
  const range = argumentRange(space, node);
  const isUnary = random.next() < (node < 0 ? space.unary.root : space.unary.hidden);
  const operator = draw(isUnary ? unary : binary, random).operator.name;
  const first = drawWeighted(weights, range, -1, -1, random) ?? range.first;
  if (isUnary) return { operator, args: [first] };
  const second = drawWeighted(weights, range, first, -1, random) ?? first;
  return { operator, args: [first, second] };
}

function randomGraph(space: GraphSpace, random: Random): GraphGenotype {
  const [table, weights] = [tableOf(space), weightsOf(space)];
  const nodes = new Array<GraphNode>(space.hiddenNodes);
  for (let i = 0; i < nodes.length; i++) nodes[i] = randomNode(space, table, weights, i, random);
  return { kind: "graph", nodes, root: randomNode(space, table, weights, -1, random), flip: false };
}

/** Four digits: enough for a search, short enough to read. */
export function roundConstant(value: number): number {
  return Number(value.toPrecision(4));
}

/** A leaf, or a number where the space has such. */
export function randomLeaf(space: TreeSpace, random: Random): Tree {
  const table = tableOf(space);
  const { leafChoice } = table;
  const { constants } = space;
  if (constants !== undefined) {
    const isConstant = random.next() * (leafChoice.total + constants.weight) >= leafChoice.total;
    const number = isConstant ? numberTree(table, roundConstant(random.normal() * constants.deviation)) : undefined;
    if (number !== undefined) return number;
  }
  const { leaf } = draw(leafChoice, random);
  return leafTree(table, leaf.text) ?? { kind: "leaf", text: leaf.text };
}

export interface Limits {
  readonly size: number;
  readonly depth: number;
}

/** Sizes are uniform from 1 to the limit, so that small trees are as frequent as large ones; the depth may cut them short. */
export function randomTree(space: TreeSpace, random: Random, { size, depth }: Limits): Tree {
  return grow(space, tableOf(space), random, 1 + random.integer(size), depth);
}

function grow(space: TreeSpace, table: SpaceTable, random: Random, size: number, depth: number): Tree {
  if (size < 2 || depth < 2) return randomLeaf(space, random);
  const choice = size === 2 ? table.unary : table.all;
  if (choice.items.length === 0) return randomLeaf(space, random);
  const { operator, arity } = draw(choice, random);
  if (arity === 1) return callTree(table, operator.name, [grow(space, table, random, size - 1, depth - 1)]);
  const left = 1 + random.integer(size - 2);
  const args = [grow(space, table, random, left, depth - 1), grow(space, table, random, size - 1 - left, depth - 1)];
  return callTree(table, operator.name, args);
}
