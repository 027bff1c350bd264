/** One power from another: the same numbers, with one function less. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompose } from "../../src/codegen/decompose.ts";
import { hasLaneRow } from "../../src/codegen/kernel/rows.ts";
import { powerOverride } from "../../src/codegen/power-overrides.ts";
import { compile, prepareTarget } from "../../src/index.ts";
import { createGraph } from "../../src/ir/graph.ts";
import { interpret } from "../../src/ir/interpret.ts";
import type { Node } from "../../src/ir/node.ts";
import { topological } from "../../src/ir/traverse.ts";
import { float32Error, specialNumbers } from "../support/lane-errors.ts";
import { loadGenerated } from "../support/load-generated.ts";

const SPECIAL = [0, -0, 5e-324, 2 ** -1022, 1e-200, 1, 1 + 2 ** -52, 1e200, Number.MAX_VALUE, Number.POSITIVE_INFINITY];
const NUMBERS = [...SPECIAL, ...SPECIAL.map((x) => -x), Number.NaN];

/** Of the powers by `exponents`, as loops compute them: what they are at x, and how many functions they call. */
function powersOf(exponents: readonly number[]): { at(x: number): number[]; calls: number } {
  const graph = createGraph();
  const x = graph.input({ kind: "input", name: "x", inputKind: "value" }, "per-example");
  const wanted: Node[] = exponents.map((exponent) => graph.apply("pow", [x, graph.constant(exponent)]));
  const { roots } = decompose(wanted, graph, hasLaneRow, new Map([["pow", powerOverride(wanted, undefined, graph)]]));
  return {
    at: (value) => {
      const inputs = new Map([["x", [value]]]);
      return interpret(roots, { batch: 1, classes: 1, inputs, parameters: new Map() }).map((power) => power[0]!);
    },
    calls: topological(roots).filter((node) => node.op === "pow").length,
  };
}

/** A few units, and what the rounding of exponents makes of them. */
function isPower(actual: number, x: number, exponent: number): boolean {
  const expected = x ** exponent;
  const units = 8 + Math.abs(exponent * Math.log(Math.abs(x)));
  return (
    Object.is(actual, expected) || Math.abs(actual - expected) <= units * Number.EPSILON * Math.abs(expected) + 5e-324
  );
}

describe("of x^c and x^(c - 1) one is computed", () => {
  test.each([0.2, 0.5, 0.84, -0.3, -1.7, 1.2, 3.5, 7])("c = %d", (c) => {
    const powers = powersOf([c, c - 1]);
    expect(powers.calls).toBe(1);
    const check = (x: number): void =>
      powers.at(x).forEach((power, i) => {
        expect(isPower(power, x, c - i), `${x}^${c - i} is ${x ** (c - i)}, not ${power}`).toBe(true);
      });
    NUMBERS.forEach(check);
    fc.assert(fc.property(fc.double(), check), { seed: 11 });
  });

  test("a row of them comes from one", () => {
    const powers = powersOf([2.2, 1.2, 0.2, -0.8, -1.8]);
    expect(powers.calls).toBe(1);
    [0, 0.3, 7].forEach((x) => {
      powers.at(x).forEach((power, i) => {
        expect(isPower(power, x, 2.2 - i)).toBe(true);
      });
    });
  });

  test.each([
    ["the larger may be subnormal where the smaller is not", [0.9, -0.1]],
    ["they differ by more", [1.7, -0.3]],
  ])("but both where %s", (_, exponents) => {
    expect(powersOf(exponents).calls).toBe(2);
  });
});

test.each([0.2, 0.84, -0.3])("kernels: x^%d and its derivative for every kind of float32", async (c) => {
  await prepareTarget("wasm");
  const loss = compile(`loss power(y: value, x: value) = x^${c} + y`).losses[0]!;
  type Kernel = { lossAndGrad(y: Float32Array, x: Float32Array, grad: Float32Array, options: object): number };
  const module = loadGenerated<Kernel>(loss.emit("wasm"));
  const x = specialNumbers();
  const [grad, losses] = [new Float32Array(x.length), new Float32Array(x.length)];
  module.lossAndGrad(new Float32Array(x.length), x, grad, { reduction: "none", losses });
  x.forEach((value, i) => {
    expect(float32Error(losses[i]!, value ** c), `${value}^${c}`).toBeLessThanOrEqual(2);
    expect(float32Error(grad[i]!, c * value ** (c - 1)), `derivative at ${value}`).toBeLessThanOrEqual(6);
  });
});
