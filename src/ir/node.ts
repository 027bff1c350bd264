/** The nodes of the expression DAG: leaves, elementwise ops, reductions over classes and reads at the label. */

import { Fraction } from "fraction.js";
import type { ParameterRange, Shape } from "../check/checked.ts";
import type { ElementwiseName } from "../ops/index.ts";
import type { InputKind } from "../syntax/ast.ts";

export type { Shape } from "../check/checked.ts";

export interface ConstantLeaf {
  readonly kind: "constant";
  readonly value: number;
  /** The exact value where it is known and `value` is only near it (see `exactValue`). */
  readonly fraction: Fraction | undefined;
}

export interface InputLeaf {
  readonly kind: "input";
  readonly name: string;
  /** `class-weights` is [classes], alike for every example; it comes from an option, not from the language. */
  readonly inputKind: InputKind | "class-weights";
}

export interface ParameterLeaf {
  readonly kind: "parameter";
  readonly name: string;
  readonly defaultValue: number;
  readonly range: ParameterRange | undefined;
}

/** The number of classes, known when the loss is called. */
export interface ClassesLeaf {
  readonly kind: "classes";
}

export type Leaf = ConstantLeaf | InputLeaf | ParameterLeaf | ClassesLeaf;

/** Per class to per example, over all classes. */
export const REDUCE_OPS = ["reduce_sum", "reduce_max", "reduce_min", "reduce_logsumexp"] as const;
export type ReduceOp = (typeof REDUCE_OPS)[number];

/** Per class to per example for integer labels: the element at the label, or a reduction over all other classes. */
export const LABEL_OPS = ["at_label", "others_sum", "others_max", "others_min", "others_logsumexp"] as const;
export type LabelOp = (typeof LABEL_OPS)[number];

export type Op = "leaf" | ElementwiseName | ReduceOp | LabelOp;

export interface Node {
  /** Order of creation within the graph; operands come before their users. */
  readonly id: number;
  readonly op: Op;
  readonly args: readonly Node[];
  readonly shape: Shape;
  readonly leaf: Leaf | undefined;
  /** Cost of the expression as a tree (see `cost.ts`). */
  readonly cost: number;
}

const reduceOps: ReadonlySet<string> = new Set(REDUCE_OPS);
const overClasses: ReadonlySet<string> = new Set([...REDUCE_OPS, ...LABEL_OPS]);

export function isReduce(op: Op): op is ReduceOp {
  return reduceOps.has(op);
}

/** Whether the op takes a per-class operand to a per-example result. */
export function isOverClasses(op: Op): op is ReduceOp | LabelOp {
  return overClasses.has(op);
}

/** Integers that float64 holds exactly, 0 but not -0 among them. */
export const isExactInteger = (value: number): boolean => Number.isSafeInteger(value) && !Object.is(value, -0);

/** The exact value of a constant, where folding has kept it. */
export function exactValue(leaf: ConstantLeaf): Fraction | undefined {
  return leaf.fraction ?? (isExactInteger(leaf.value) ? new Fraction(leaf.value) : undefined);
}

/** The value of a constant leaf, else `undefined`. */
export function constantValue(node: Node): number | undefined {
  return node.leaf?.kind === "constant" ? node.leaf.value : undefined;
}

export function isConstant(node: Node, value: number): boolean {
  return node.leaf?.kind === "constant" && node.leaf.value === value;
}

const RANK: Readonly<Record<Shape, number>> = { constant: 0, "per-example": 1, "per-class": 2 };

export function wider(a: Shape, b: Shape): Shape {
  return RANK[a] >= RANK[b] ? a : b;
}

/** Whether values of shape `a` must be reduced to become shape `b`. */
export function isWiderThan(a: Shape, b: Shape): boolean {
  return RANK[a] > RANK[b];
}

/** The names of expressions that a pass has rebuilt, in the order given; leaves need none. */
export function renamed(before: readonly (readonly [Node, string])[], after: readonly Node[]): Map<Node, string> {
  const names = new Map<Node, string>();
  before.forEach(([, name], i) => {
    if (after[i].op !== "leaf" && !names.has(after[i])) names.set(after[i], name);
  });
  return names;
}
