import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { tensorLogSumExp } from "../../src/codegen/tfjs/tensor-forms/logsumexp.ts";
import { tensorMaximum, tensorMinimum, tensorSign } from "../../src/codegen/tfjs/tensor-forms/piecewise.ts";
import { logsumexp } from "../../src/ops/special/logistic.ts";
import { TENSOR_BACKENDS, useBackend } from "../support/tensor-backends.ts";
import { TENSOR_FORM_CASES, worstRelativeError } from "../support/tensor-form-cases.ts";

const documentation = readFileSync(new URL("../../docs/accuracy.md", import.meta.url), "utf8");

/** The largest relative error that docs/accuracy.md states for a form on an interval. */
function documentedBound(form: string, label: string): number {
  for (const line of documentation.split("\n")) {
    const cells = line
      .replaceAll("\\|", "\u0000")
      .split("|")
      .map((cell) => cell.trim().replaceAll("\u0000", "|"));
    if (cells[1] === `\`${form}\`` && cells[2]?.replace(/ \(of max.*\)$/, "") === label) return Number(cells[3]);
  }
  throw new Error(`docs/accuracy.md does not state the error of ${form} on ${label}`);
}

const INFINITY = Number.POSITIVE_INFINITY;
const EDGES = [Number.NaN, INFINITY, -INFINITY, 0, -1, -2, 1, 2];

/** lgamma's value at -infinity is not reached. */
const UNREACHED: Readonly<Record<string, readonly number[]>> = { tensorLgamma: [-INFINITY] };

describe.each(TENSOR_BACKENDS)("on the %s backend", (backend) => {
  beforeAll(() => useBackend(backend));

  for (const example of TENSOR_FORM_CASES) {
    const name = example.form.name;
    for (const { label, points, floor } of example.intervals) {
      test(`${name}, ${label}`, () => {
        expect(tf.getBackend()).toBe(backend);
        const { error, at } = worstRelativeError(example, points(1000), floor);
        // The documented figures are from other points, and processors round fused operations differently.
        expect(error, `at ${at}`).toBeLessThanOrEqual(documentedBound(name, label) * 1.25);
      });
    }

    test(`${name} at infinities, poles and NaN`, () => {
      const operands = EDGES.filter((x) => !UNREACHED[name]?.includes(x));
      const values = tf.tidy(() => example.form(tf.tensor1d(operands)).dataSync());
      operands.forEach((x, i) => {
        const exact = Math.fround(example.exact(x));
        if (Number.isFinite(exact)) expect(values[i], `at ${x}`).toBeCloseTo(exact, 5);
        else expect(values[i], `at ${x}`).toBe(exact);
      });
    });

    test(`${name} keeps the operand's shape`, () => {
      expect(tf.tidy(() => example.form(tf.zeros([2, 3])).shape)).toEqual([2, 3]);
    });
  }

  test("maximum and minimum pass on NaN from either side and broadcast", () => {
    const values = (form: typeof tensorMaximum) =>
      tf.tidy(() => [...form(tf.tensor2d([[Number.NaN, 1, 2]]), tf.tensor2d([[1], [Number.NaN]])).dataSync()]);
    expect(values(tensorMaximum)).toEqual([Number.NaN, 1, 2, Number.NaN, Number.NaN, Number.NaN]);
    expect(values(tensorMinimum)).toEqual([Number.NaN, 1, 1, Number.NaN, Number.NaN, Number.NaN]);
  });

  test("sign of numbers smaller than 1e-7", () => {
    expect([...tf.tidy(() => tensorSign(tf.tensor1d([1e-8, -1e-30, 0])).dataSync())]).toEqual([1, -1, 0]);
  });

  test("logsumexp of rows with infinities, NaN and large entries", () => {
    const rows = [
      [1, 2, 3],
      [1000, 0, -1000],
      [-INFINITY, -INFINITY, 0],
      [-INFINITY, -INFINITY, -INFINITY],
      [INFINITY, 0, 0],
      [Number.NaN, INFINITY, 0],
    ];
    const { values, shape } = tf.tidy(() => {
      const result = tensorLogSumExp(tf.tensor2d(rows));
      return { values: [...result.dataSync()], shape: result.shape };
    });
    expect(shape).toEqual([6, 1]);
    rows.forEach((row, i) => {
      const exact = logsumexp(row);
      if (Number.isFinite(exact)) expect(values[i]).toBeCloseTo(exact, 5);
      else expect(values[i]).toBe(exact);
    });
  });
});
