/** Rules that were rejected are still wrong: their sides differ at the stated values. */

import { expect, test } from "vitest";
import { interpret } from "../../src/ir/interpret.ts";
import { RULES } from "../../src/rewrite/rules/index.ts";
import { REJECTED } from "../../src/rewrite/rules/rejected.ts";
import { differences } from "../support/closeness.ts";
import { CLASSES, sidesOf, variablesOf } from "../support/rule-points.ts";
import { spread } from "../support/slopes.ts";

test.each(REJECTED.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
  const { from, to, guards } = sidesOf(rule);
  const inputs = new Map(
    variablesOf(rule).map(({ name, shape }) => [
      name,
      spread([rule.counterexample[name]].flat(), shape === "per-class" ? CLASSES : 1),
    ]),
  );
  const [left, right, ...held] = interpret([from, to, ...guards], {
    batch: 1,
    classes: CLASSES,
    inputs,
    parameters: new Map(),
  });
  expect(held.every((flags) => Array.from(flags).every((flag) => flag === 1))).toBe(true);
  expect(differences(spread(right, left.length), left, { relative: 1e-6, absolute: 1e-6 })).not.toEqual([]);
});

test("none of them is in use", () => {
  const inUse = new Set(RULES.map(({ from, to, when, holds }) => JSON.stringify([from, to, when, holds])));
  expect(REJECTED.filter(({ from, to, when, holds }) => inUse.has(JSON.stringify([from, to, when, holds])))).toEqual(
    [],
  );
});
