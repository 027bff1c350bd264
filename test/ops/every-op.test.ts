/** A loop over the operator registry: each record's partials, `defn`, range and monotony against its own `evaluate`. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGraph } from "../../src/ir/graph.ts";
import { interpret } from "../../src/ir/interpret.ts";
import { instantiate, templateOf } from "../../src/ir/template.ts";
import {
  CALLABLE_NAMES,
  ELEMENTWISE,
  type ElementwiseName,
  isReduction,
  opDef,
  REDUCTIONS,
  type ReductionName,
} from "../../src/ops/index.ts";
import { isClose } from "../support/closeness.ts";
import { derivativeAt } from "../support/finite-differences.ts";

const NAMES = Object.keys(ELEMENTWISE) as ElementwiseName[];
const NO_INPUTS = { batch: 1, classes: 3, inputs: new Map(), parameters: new Map() };

/** The value of a formula over an op's operands, and over `result`. */
function evaluateFormula(formula: string, names: readonly string[], values: readonly number[]): number {
  const graph = createGraph();
  const operands = new Map(names.map((name, i) => [name, graph.constant(values[i])]));
  return interpret([instantiate(templateOf(formula), operands, graph)], NO_INPUTS)[0][0];
}

function partialOf(op: ElementwiseName, place: number, operands: readonly number[]): number {
  const { params, partials, evaluate } = opDef(op);
  return evaluateFormula(partials![place], [...params, "result"], [...operands, evaluate(...operands)]);
}

const holds = (condition: string | undefined, params: readonly string[], operands: readonly number[]): boolean =>
  condition === undefined || evaluateFormula(condition, params, operands) === 1;

const moderate = fc.integer({ min: -5000, max: 5000 }).map((n) => n / 1000);
const operandsOf = (op: ElementwiseName) =>
  fc.array(moderate, { minLength: opDef(op).params.length, maxLength: opDef(op).params.length });

const EDGES = [0, 1e-300, 1e-9, 0.5, 1, 1 + 1e-9, 2, 6, 30, 700, 1e5, 1e300, Number.POSITIVE_INFINITY];
const SAMPLES = [...EDGES, ...EDGES.map((x) => -x), ...Array.from({ length: 200 }, (_, i) => (i - 100) / 13)];

/** Steps that stay on one side of every kink, pole and jump, near which derivatives grow too fast to be sampled. */
const STEP = 1e-2;
const KINKS: Partial<Record<ElementwiseName, (...operands: number[]) => readonly number[]>> = {
  abs: (x) => [x],
  sign: (x) => [x],
  relu: (x) => [x],
  softsign: (x) => [x],
  bessel_i0e: (x) => [x],
  bessel_i1e: (x) => [x],
  max: (a, b) => [a - b],
  min: (a, b) => [a - b],
  clamp: (x, low, high) => [x - low, x - high, low - high],
  div: (_, b) => [b],
  pow: (a) => [a],
  log: (x) => [x],
  log2: (x) => [x],
  log10: (x) => [x],
  log1p: (x) => [1 + x],
  sqrt: (x) => [x],
  tan: (x) => [Math.cos(x)],
  asin: (x) => [1 - x, 1 + x],
  acos: (x) => [1 - x, 1 + x],
  atanh: (x) => [1 - x, 1 + x],
  acosh: (x) => [x - 1],
  lgamma: (x) => [x],
  digamma: (x) => [x],
  trigamma: (x) => [x],
  less: (a, b) => [a - b],
  less_equal: (a, b) => [a - b],
  greater: (a, b) => [a - b],
  greater_equal: (a, b) => [a - b],
  equal: (a, b) => [a - b],
  not_equal: (a, b) => [a - b],
  select: (c) => [c],
};

describe.each(NAMES)("%s", (op) => {
  const { params, evaluate, partials, domain, defn, range, monotone, kinks } = opDef(op);

  test("has a partial for each of its operands", () => {
    if (op === "tetragamma") expect(partials).toBeUndefined();
    else expect(partials).toHaveLength(params.length);
    expect(evaluate).toHaveLength(op === "max" || op === "min" ? evaluate.length : params.length);
  });

  test("kinks are stated where the samples must keep away from them", () => {
    if (kinks !== undefined) expect(KINKS[op]).toBeDefined();
  });

  // To stray from its own derivative is what `detach` is for.
  if (partials !== undefined && op !== "detach")
    test("partials agree with finite differences", () => {
      let compared = 0;
      fc.assert(
        fc.property(operandsOf(op), (operands) => {
          if (!holds(domain, params, operands)) return;
          if ((KINKS[op]?.(...operands) ?? []).some((distance) => Math.abs(distance) < 6 * STEP)) return;
          params.forEach((_, place) => {
            if (op === "select" && place === 0) return;
            const along = (x: number): number => evaluate(...operands.with(place, x));
            const { value, error } = derivativeAt(along, operands[place], STEP);
            const exact = partialOf(op, place, operands);
            compared++;
            expect({
              operands,
              exact,
              close: Math.abs(exact - value) <= 1e-7 * (1 + Math.abs(value)) + 10 * error,
            }).toEqual({
              operands,
              exact,
              close: true,
            });
            expect(error).toBeLessThan(1e-4 * (1 + Math.abs(value)));
          });
        }),
        { seed: 21, numRuns: 300 },
      );
      expect(compared).toBeGreaterThan(40);
    });

  if (defn !== undefined)
    test("`defn` has the same value", () => {
      const relative = 1e-14;
      fc.assert(
        fc.property(operandsOf(op), (operands) => {
          const [actual, expected] = [evaluateFormula(defn, params, operands), evaluate(...operands)];
          expect(isClose(actual, expected, { relative, absolute: 1e-15 }), `${operands}: ${actual}, ${expected}`).toBe(
            true,
          );
        }),
        { seed: 22, numRuns: 300 },
      );
      if (params.length > 1) return;
      for (const x of SAMPLES) {
        const [actual, expected] = [evaluateFormula(defn, params, [x]), evaluate(x)];
        expect(isClose(actual, expected, { relative, absolute: 1e-15 }), `${x}: ${actual}, ${expected}`).toBe(true);
      }
    });

  if (range !== undefined && params.length === 1)
    test("`range` holds every value, and is reached or neared", () => {
      const values = SAMPLES.map((x) => evaluate(x)).filter((value) => !Number.isNaN(value));
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(range[0]);
        expect(value).toBeLessThanOrEqual(range[1]);
      }
      const slack = 1e-3;
      expect(Math.min(...values)).toBeLessThanOrEqual(range[0] + slack);
      expect(Math.max(...values)).toBeGreaterThanOrEqual(range[1] - slack);
    });

  if (monotone !== undefined)
    test(`is ${monotone} over its domain`, () => {
      const inside = SAMPLES.filter((x) => !Number.isNaN(evaluate(x))).sort((a, b) => a - b);
      expect(inside.length).toBeGreaterThan(10);
      const sign = monotone === "increasing" ? 1 : -1;
      for (let i = 1; i < inside.length; i++)
        expect(sign * evaluate(inside[i]), `${inside[i - 1]} to ${inside[i]}`).toBeGreaterThanOrEqual(
          sign * evaluate(inside[i - 1]),
        );
    });
});

const REDUCTION_NAMES = Object.keys(REDUCTIONS) as ReductionName[];

describe.each(REDUCTION_NAMES)("over classes: %s", (name) => {
  const def = REDUCTIONS[name];
  test("has partials and a value, or a `defn`", () => {
    expect("defn" in def).toBe(!("evaluate" in def));
    expect("defn" in def).toBe(!("partials" in def));
  });

  if ("partials" in def)
    test("partials agree with finite differences", () => {
      fc.assert(
        fc.property(fc.array(moderate, { minLength: 1, maxLength: 5 }), (row) => {
          const sorted = [...row].sort((a, b) => a - b);
          if (sorted.some((x, i) => i > 0 && x - sorted[i - 1] < 4 * STEP)) return;
          row.forEach((x, i) => {
            const { value } = derivativeAt((at) => def.evaluate(row.with(i, at)), x, STEP);
            const exact = evaluateFormula(def.partials[0], ["x", "result"], [x, def.evaluate(row)]);
            expect(Math.abs(exact - value)).toBeLessThan(1e-9);
          });
        }),
        { seed: 23, numRuns: 200 },
      );
    });
});

describe("the language's functions", () => {
  const STATED =
    "abs sign sqrt exp expm1 log log1p log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc bessel_i0 bessel_i0e bessel_i1 bessel_i1e sigmoid softplus relu softsign min max clamp pow lgamma digamma detach";
  const STATED_REDUCTIONS = "sum mean max min logsumexp softmax log_softmax";

  test("are these and no others", () => {
    expect(CALLABLE_NAMES.toSorted()).toEqual([...new Set(`${STATED} ${STATED_REDUCTIONS}`.split(" "))].toSorted());
    expect(CALLABLE_NAMES.filter(isReduction).toSorted()).toEqual(STATED_REDUCTIONS.split(" ").toSorted());
  });
});
