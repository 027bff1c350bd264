import { describe, expect, test } from "vitest";
import { format, renderAll } from "../../src/index.ts";
import { differences } from "../support/closeness.ts";
import { derivativeAt } from "../support/finite-differences.ts";
import { randomBatch } from "./batches.ts";
import { EXAMPLES, type Example } from "./every-example.ts";
import { type Parameters, REFERENCES, type Reference, type Row } from "./references.ts";

const EXACT = { relative: 1e-12, absolute: 1e-13 };
/** The error of finite differences in float64. */
const DIFFERENCED = { relative: 1e-8, absolute: 1e-9 };

const defaultsOf = ({ loss }: Example): Parameters =>
  Object.fromEntries(loss.parameters.map(({ name, defaultValue }) => [name, defaultValue]));

/** Steps stay within the simplex: a probability is moved by a part of itself. */
function gradientOf(reference: Reference, y: Row, p: Row, parameters: Parameters): number[] {
  return p.map((entry, i) => {
    const along = (moved: number): number => reference.loss(y, p.with(i, moved), parameters);
    return derivativeAt(along, entry, reference.prediction === "probs" ? 0.1 * entry : 0.01).value;
  });
}

test("every example has a reference, and every reference an example", () => {
  expect(EXAMPLES.map(({ name }) => name).toSorted()).toEqual(Object.keys(REFERENCES).toSorted());
});

describe.each(EXAMPLES.map((example) => [example.name, example] as const))("%s", (name, example) => {
  const { text, losses, diagnostics, loss } = example;
  const reference = REFERENCES[name];
  const defaults = defaultsOf(example);
  const { y, p } = randomBatch(reference, `examples/${name}`);
  const width = reference.labels === "number" ? {} : { classes: p[0].length };

  test("holds one loss of its own name, without errors or warnings", () => {
    expect(renderAll(diagnostics)).toBe("");
    expect(losses.map((candidate) => candidate.name)).toEqual([name]);
  });

  test("names its source: who and when", () => {
    if (name.startsWith("neuro")) {
      expect(loss.doc).toMatch(/found by lossc[\s\S]*docs\/results\//);
      return;
    }
    expect(loss.doc).toMatch(/[A-Z][a-z]+[^\n]*, "/);
    expect(loss.doc).toMatch(/\b(1[89]|20)\d\d\b/);
  });

  test("is in the formatter's layout", () => {
    expect(format({ name: `${name}.loss`, text })).toEqual({ text });
  });

  test("has a setting that moves each of its parameters", () => {
    const moved = new Set(reference.settings.flatMap((setting) => Object.keys(setting)));
    expect([...moved].toSorted()).toEqual(Object.keys(defaults).toSorted());
  });

  test.each([{}, ...reference.settings].map((setting) => [JSON.stringify(setting), setting] as const))(
    "gives its source's value and gradients with %s",
    (_, setting) => {
      const parameters = { ...defaults, ...setting };
      const expected = y.map((row, i) => reference.loss(row, p[i], parameters));
      const options = { ...width, params: setting };
      const each = loss.lossAndGrad(y.flat(), p.flat(), { ...options, reduction: "none" });
      expect(differences(each.loss, expected, EXACT)).toEqual([]);
      const gradients = y.map((row, i) => gradientOf(reference, row, p[i], parameters));
      expect(differences(each.grad, gradients.flat(), DIFFERENCED)).toEqual([]);

      const mean = loss.lossAndGrad(y.flat(), p.flat(), options);
      const average = (of: Parameters): number =>
        y.reduce((sum, row, i) => sum + reference.loss(row, p[i], of), 0) / y.length;
      expect(differences([mean.loss], [average(parameters)], EXACT)).toEqual([]);
      const byParameter = loss.parameters.map(({ name: key }) => {
        const along = (moved: number): number => average({ ...parameters, [key]: moved });
        return derivativeAt(along, parameters[key], 0.02 * Math.max(Math.abs(parameters[key]), 0.1)).value;
      });
      const symbolic = loss.parameters.map(({ name: key }) => mean.paramGrads[key]);
      expect(differences(symbolic, byParameter, DIFFERENCED)).toEqual([]);
    },
  );
});

const overClasses = EXAMPLES.filter(({ name }) => ["class", "soft"].includes(REFERENCES[name].labels));

test.each(overClasses.map((example) => [example.name, example] as const))(
  "%s is not NaN at a perfect prediction",
  (name, example) => {
    const certain = [0, 1, 0];
    const { loss, grad } = example.loss.lossAndGrad(certain, certain);
    expect(differences([loss], [REFERENCES[name].loss(certain, certain, defaultsOf(example))], EXACT)).toEqual([]);
    expect([...grad].filter(Number.isNaN)).toEqual([]);
  },
);
