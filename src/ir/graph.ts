/** The hash-consed DAG: the same op on the same operands is the same node, so common subexpressions are shared by construction. */

import type { Fraction } from "fraction.js";
import { costOf } from "./cost.ts";
import {
  type ConstantLeaf,
  type InputLeaf,
  isExactInteger,
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

/** The same key for the same number, however it came about: integers by value, other fractions by their terms. */
function constantKey(value: number | Fraction): string {
  if (typeof value === "number")
    return Object.is(value, -0) ? "#-0" : isExactInteger(value) ? `#${value}` : `#~${value}`;
  const numerator = value.s < 0n ? -value.n : value.n;
  return value.d === 1n ? `#${numerator}` : `#${numerator}/${value.d}`;
}

const MAX_EXACT = 1n << 200n;

/** Fractions too large to compute with fall back to floating point. */
const reasonable = (value: number | Fraction): number | Fraction =>
  typeof value !== "number" && (value.n >= MAX_EXACT || value.d >= MAX_EXACT) ? value.valueOf() : value;

function constantLeaf(value: number | Fraction): ConstantLeaf {
  if (typeof value === "number") return { kind: "constant", value, fraction: undefined };
  return { kind: "constant", value: value.valueOf(), fraction: value };
}

/** Keys of nodes with up to two operands are numbers: quicker than texts, and exact below this many nodes. */
const MOST_NUMBERED = 2 ** 21;

const opNumbers = new Map<Op, number>();

function opNumber(op: Op): number {
  let number = opNumbers.get(op);
  if (number === undefined) {
    number = opNumbers.size + 1;
    opNumbers.set(op, number);
  }
  return number;
}

function nodeKey(op: Op, args: readonly Node[]): number | string {
  const [a, b] = args;
  const second = args.length === 1 ? 0 : b.id + 1;
  if (args.length <= 2 && a.id < MOST_NUMBERED && second < MOST_NUMBERED) {
    return (opNumber(op) * MOST_NUMBERED + a.id) * MOST_NUMBERED + second;
  }
  return `${op} ${args.map((arg) => arg.id).join(" ")}`;
}

/** Integers up to this size are found without a key. */
const SMALL = 8;

export function createGraph(): Graph {
  const leaves = new Map<string, Node>();
  const applied = new Map<number | string, Node>();
  const smallIntegers: (Node | undefined)[] = [];
  let count = 0;

  function create(op: Op, args: readonly Node[], shape: Shape, leaf: Leaf | undefined): Node {
    return { id: count++, op, args, shape, leaf, cost: costOf(op, args, shape) };
  }

  function leafOf(key: string, shape: Shape, make: () => Leaf): Node {
    let node = leaves.get(key);
    if (node === undefined) {
      node = create("leaf", [], shape, make());
      leaves.set(key, node);
    }
    return node;
  }

  return {
    constant(given) {
      const value = reasonable(given);
      const isSmall = typeof value === "number" && Math.abs(value) <= SMALL && isExactInteger(value);
      if (!isSmall) return leafOf(constantKey(value), "constant", () => constantLeaf(value));
      smallIntegers[value + SMALL] ??= leafOf(constantKey(value), "constant", () => constantLeaf(value));
      return smallIntegers[value + SMALL]!;
    },
    input: (leaf, shape) => leafOf(`input ${leaf.name}`, shape, () => leaf),
    parameter: (leaf) => leafOf(`parameter ${leaf.name}`, "constant", () => leaf),
    classes: () => leafOf("classes", "constant", () => ({ kind: "classes" })),
    apply(op, args) {
      const sorted = COMMUTATIVE.has(op) && compareNodes(args[0], args[1]) > 0 ? [args[1], args[0]] : args;
      const key = nodeKey(op, sorted);
      let node = applied.get(key);
      if (node === undefined) {
        node = create(op, sorted, shapeOf(op, sorted), undefined);
        applied.set(key, node);
      }
      return node;
    },
  };
}
