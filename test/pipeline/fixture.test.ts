/** Values and gradients computed elsewhere, in multiple precision, against those that the pipeline derives. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { gated } from "../../src/codegen/derived.ts";
import { interpret } from "../../src/ir/interpret.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { lowerText } from "../support/arbitrary-loss.ts";
import { differences } from "../support/closeness.ts";
import { spread } from "../support/slopes.ts";

interface Known {
  readonly source: string;
  readonly y: readonly number[];
  readonly p: readonly number[];
  readonly loss: number;
  readonly grad: readonly number[];
}

const path = new URL("../fixtures/gradients.json", import.meta.url);
const cases = JSON.parse(readFileSync(path, "utf8")) as readonly Known[];

/** The floor is for a derivative whose true value is 0. */
const TOLERANCE = { relative: 1e-10, absolute: 1e-15 };

test("the fixture is whole", () => expect(cases).toHaveLength(60));

test.each(cases.map((known) => [known.source.trim().replace(/\s+/g, " "), known] as const))("%s", (_, known) => {
  const { source, y, p, loss, grad } = known;
  const derived = derive(lowerText(source));
  const roots = gated([derived.root, derived.gradient], derived, { forSpeed: false });
  const inputs = new Map([
    ["y", y],
    ["p", p],
  ]);
  const [value, gradient] = interpret(roots, { batch: 1, classes: y.length, inputs, parameters: new Map() });
  expect(differences(value, [loss], TOLERANCE)).toEqual([]);
  expect(differences(spread(gradient, grad.length), grad, TOLERANCE)).toEqual([]);
});
