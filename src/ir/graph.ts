/** The hash-consed DAG: the same op on the same operands is the same node, so common subexpressions are shared by construction. */

import { Fraction } from "fraction.js";
import { costOf } from "./cost.ts";
import {
  type InputLeaf,
  isOverClasses,
  type Leaf,
  type Node,
  type Op,
  type ParameterLeaf,
  type Shape,
  wider,
} from "./node.ts";
import { compareNodes } from "./order.ts";

export interface Graph {
  constant(value: number | Fraction): Node;
  input(leaf: InputLeaf, shape: Shape): Node;
  parameter(leaf: ParameterLeaf): Node;
  classes(): Node;
  /** The node of an op on operands of this graph; operands of commutative ops are sorted. */
  apply(op: Exclude<Op, "leaf">, args: readonly Node[]): Node;
}

/** What every construction of expressions is written against: the plain graph, or one that simplifies as it builds. */
export type Builder = Graph;

const COMMUTATIVE: ReadonlySet<Op> = new Set<Op>(["add", "mul", "equal", "not_equal"]);

function shapeOf(op: Op, args: readonly Node[]): Shape {
  if (isOverClasses(op)) return "per-example";
  let shape: Shape = "constant";
  for (const arg of args) shape = wider(shape, arg.shape);
  return shape;
}

function constantKey(value: number, exact: Fraction | undefined): string {
  if (exact !== undefined) return `#${exact.s * exact.n}/${exact.d}`;
  return Object.is(value, -0) ? "#-0" : `#~${value}`;
}

const MAX_EXACT = 1n << 200n;

/** A fraction small enough to compute with, of a finite float64; larger ones fall back to floating point. */
function exactOf(value: number | Fraction): Fraction | undefined {
  if (typeof value !== "number") return value.n < MAX_EXACT && value.d < MAX_EXACT ? value : undefined;
  if (!Number.isInteger(value) || Object.is(value, -0) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return undefined;
  return new Fraction(value);
}

export function createGraph(): Graph {
  const byKey = new Map<string, Node>();
  let count = 0;

  function intern(key: string, op: Op, args: readonly Node[], shape: Shape, leaf: Leaf | undefined): Node {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const node: Node = { id: count++, op, args, shape, leaf, cost: costOf(op, args, shape) };
    byKey.set(key, node);
    return node;
  }

  return {
    constant(value) {
      const exact = exactOf(value);
      const rounded = typeof value === "number" ? value : value.valueOf();
      return intern(constantKey(rounded, exact), "leaf", [], "constant", { kind: "constant", value: rounded, exact });
    },
    input: (leaf, shape) => intern(`input ${leaf.name}`, "leaf", [], shape, leaf),
    parameter: (leaf) => intern(`parameter ${leaf.name}`, "leaf", [], "constant", leaf),
    classes: () => intern("classes", "leaf", [], "constant", { kind: "classes" }),
    apply(op, args) {
      const sorted = COMMUTATIVE.has(op) && compareNodes(args[0], args[1]) > 0 ? [args[1], args[0]] : args;
      let key: string = op;
      for (const arg of sorted) key += ` ${arg.id}`;
      return intern(key, op, sorted, shapeOf(op, sorted), undefined);
    },
  };
}
