/**
 * Expressions over (y, yhat) go in; their values at many fixed points at once, and their derivatives by yhat, come out. Subexpressions are
 * kept by structure, so that a child that shares most of its parent costs what changed.
 */

import { CONSTANTS } from "../../ops/index.ts";
import type { Tree } from "../genotype/genotype.ts";
import type { Operator } from "../space/space.ts";
import { compileOperator, type OperatorLoops, type Precision, type Values } from "./operator-loops.ts";

/** The predictions at which losses are looked at: where the class is wrong (y = 0), and where it is the true one (y = 1). */
export interface Points {
  readonly wrong: ArrayLike<number>;
  readonly right: ArrayLike<number>;
}

/** Results list the wrong points, then the right ones; they are the evaluator's own and hold until the next call of `value`. */
export interface Evaluator {
  value(tree: Tree): Values;
  /** The derivative by yhat, by the chain rule over the operators' own partials. */
  slope(tree: Tree): Values;
}

/** What a value depends on: nothing (1 number), y alone (2 numbers), yhat (one a point). */
const CONSTANT = 1;
const LABEL = 2;

interface Entry {
  readonly id: number;
  /** Of the operator; a leaf has none. */
  readonly loops: OperatorLoops | undefined;
  readonly args: readonly Entry[];
  /** As short as what it depends on allows. */
  readonly values: Values;
  /** The same, one a point; made when asked for. */
  wide: Values | undefined;
  slopes: Values | undefined;
}

/** What an operator does, and what was found of it by its operands. */
interface Applied {
  readonly loops: OperatorLoops;
  readonly entries: Map<number, Entry>;
}

/** Entries kept at most before an expression is looked at; each has at most three arrays of a number a point. */
const CAPACITY = 3000;
/** More than there are ever entries: two ids make one number, small enough to be looked up fast. */
const IDS = 2 ** 16;

/** The number that a leaf's text says. */
export function leafNumber(text: string): number {
  const isNegative = text.startsWith("-");
  const size = isNegative ? text.slice(1).trim() : text;
  const value = CONSTANTS.get(size) ?? Number(size);
  return isNegative ? -value : value;
}

export function createEvaluator(operators: readonly Operator[], points: Points, precision: Precision): Evaluator {
  const count = points.wrong.length + points.right.length;
  const make = (length: number): Values =>
    precision === "float32" ? new Float32Array(length) : new Float64Array(length);
  const byName = new Map(operators.map((operator) => [operator.name, operator]));
  const applied = new Map<string, Applied>();
  const leaves = new Map<string, Entry>();
  const entries: Entry[] = [];
  /** Arrays of a number a point that nothing refers to any more. */
  const free: Values[] = [];
  const predictions = make(count);
  predictions.set(Array.from(points.wrong), 0);
  predictions.set(Array.from(points.right), points.wrong.length);
  const labels = make(LABEL);
  labels[1] = 1;
  const ones = make(count).fill(1);

  const take = (): Values => free.pop() ?? make(count);

  function appliedOf(name: string): Applied {
    let found = applied.get(name);
    if (found === undefined) {
      const operator = byName.get(name);
      if (operator === undefined) throw new Error(`the space has no operator \`${name}\``);
      found = { loops: compileOperator(operator, precision), entries: new Map() };
      applied.set(name, found);
    }
    return found;
  }

  function enter(loops: OperatorLoops | undefined, args: readonly Entry[], values: Values): Entry {
    if (entries.length >= IDS) throw new Error(`an expression of more than ${IDS - CAPACITY} operations`);
    const entry: Entry = { id: entries.length, loops, args, values, wide: undefined, slopes: undefined };
    entries.push(entry);
    return entry;
  }

  function widened(values: Values): Values {
    if (values.length === count) return values;
    const wide = take();
    const { length } = points.wrong;
    wide.fill(values[0], 0, length).fill(values[values.length - 1], length);
    return wide;
  }

  function wideOf(entry: Entry): Values {
    entry.wide ??= widened(entry.values);
    return entry.wide;
  }

  function leafEntry(text: string): Entry {
    let entry = leaves.get(text);
    if (entry === undefined) {
      const isPrediction = text === "yhat";
      const values = isPrediction ? predictions : text === "y" ? labels : make(CONSTANT).fill(leafNumber(text));
      entry = enter(undefined, [], values);
      leaves.set(text, entry);
    }
    return entry;
  }

  /** Operands as long as the longest of them. */
  function alike(args: readonly Entry[]): readonly [x: Values, b: Values] {
    const [x, b = x] = args;
    if (x.values.length === b.values.length) return [x.values, b.values];
    const length = Math.max(x.values.length, b.values.length);
    if (length === count) return [wideOf(x), wideOf(b)];
    const both = (values: Values): Values => (values.length === length ? values : make(length).fill(values[0]));
    return [both(x.values), both(b.values)];
  }

  /** Subexpressions that are one object are looked at once: a graph may use a node exponentially often. */
  const visited = new Map<Tree, Entry>();

  function entryOf(tree: Tree): Entry {
    if (tree.kind === "leaf") return leafEntry(tree.text);
    if (tree.kind === "constant") return leafEntry(String(tree.value));
    const seen = visited.get(tree);
    if (seen !== undefined) return seen;
    const first = entryOf(tree.args[0]);
    const second = tree.args.length > 1 ? entryOf(tree.args[1]) : undefined;
    const { loops, entries: known } = appliedOf(tree.operator);
    const key = first.id * IDS + (second === undefined ? 0 : second.id + 1);
    let entry = known.get(key);
    if (entry === undefined) {
      const args = second === undefined ? [first] : [first, second];
      const [x, b] = alike(args);
      const out = x.length === count ? take() : make(x.length);
      loops.value(x, b, out);
      entry = enter(loops, args, out);
      known.set(key, entry);
    }
    visited.set(tree, entry);
    return entry;
  }

  /** `undefined` where nothing depends on yhat. */
  function slopesOf(entry: Entry): Values | undefined {
    if (entry.values.length !== count) return undefined;
    if (entry.loops === undefined) return ones;
    if (entry.slopes !== undefined) return entry.slopes;
    const { partials } = entry.loops;
    const [x, b] = alike(entry.args);
    const total = take();
    let isFirst = true;
    entry.args.forEach((arg, place) => {
      const [inner, partial] = [slopesOf(arg), partials[place]];
      if (inner === undefined || partial === undefined) return;
      const outer = isFirst ? total : take();
      partial(x, b, outer);
      if (inner !== ones) for (let i = 0; i < count; i++) outer[i] *= inner[i];
      if (!isFirst) {
        for (let i = 0; i < count; i++) total[i] += outer[i];
        free.push(outer);
      }
      isFirst = false;
    });
    entry.slopes = isFirst ? total.fill(0) : total;
    return entry.slopes;
  }

  function makeRoom(): void {
    if (entries.length < CAPACITY) return;
    for (const { loops, values, wide, slopes } of entries) {
      if (loops !== undefined && values.length === count) free.push(values);
      if (wide !== undefined && wide !== values) free.push(wide);
      if (slopes !== undefined) free.push(slopes);
    }
    entries.length = 0;
    leaves.clear();
    for (const { entries: known } of applied.values()) known.clear();
  }

  return {
    value(tree) {
      makeRoom();
      visited.clear();
      return wideOf(entryOf(tree));
    },
    slope(tree) {
      const entry = entryOf(tree);
      return slopesOf(entry) ?? widened(make(CONSTANT));
    },
  };
}
