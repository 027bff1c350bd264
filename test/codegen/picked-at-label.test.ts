/** Functions at the label, picked up where the classes are passed: the same numbers in as many passes. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pickedAtLabel } from "../../src/codegen/kernel/picked-at-label.ts";
import { kernelSpecs } from "../../src/codegen/kernel/spec.ts";
import { type Schedule, schedule } from "../../src/codegen/schedule.ts";
import { interpret } from "../../src/ir/interpret.ts";
import type { Node } from "../../src/ir/node.ts";
import { topological } from "../../src/ir/traverse.ts";
import type { Features } from "../../src/pipeline/options.ts";
import { arbitraryLoss } from "../support/arbitrary-loss.ts";
import { deriveText } from "../support/derive-text.ts";

interface Case {
  readonly before: readonly Node[];
  readonly after: readonly Node[];
  readonly plans: readonly Schedule[];
}

/** Loss, gradient elsewhere and gradient at the label, for integer labels. */
function casesOf(text: string, features: Features = {}): Case {
  const { loss, gradient, gradientAtLabel, graph } = kernelSpecs(deriveText(text, features), "labels", {
    ignores: false,
  })[1]!;
  const planOf = ([value, elsewhere, atLabel]: readonly Node[]): Schedule => schedule([value!, atLabel!], [elsewhere!]);
  const before = [loss, gradient!, gradientAtLabel!];
  const plan = planOf(before);
  const after = pickedAtLabel(before, plan, graph);
  return { before, after, plans: [plan, planOf(after)] };
}

const isPicked = (node: Node): boolean => node.op === "at_label" && node.args[0].op !== "leaf";
const pickedIn = ({ after }: Case): Node[] => topological(after).filter(isPicked);

describe("picked up is", () => {
  test("a power that absent classes need, where a pass looks for the label", () => {
    const found = casesOf("loss l(y: target, p: probs) = sum(y * (1 - p^0.2) + p^1.2)");
    expect(pickedIn(found).map(({ args: [row] }) => row.op)).toEqual(["pow"]);
    const [before, after] = found.plans.map(
      ({ perExample }) => perExample.flat().filter(({ op }) => op === "pow").length,
    );
    expect([before, after]).toEqual([1, 0]);
  });

  test.each([
    ["not what absent classes do not need", "sum(y * p^0.2) + sum(p)"],
    ["not where no pass looks for the label", "log(sum(y * exp(p)) / sum(exp(p)))"],
    ["nothing cheap", "sum(y * (p + 1)^2) + sum((p + 1)^2)"],
  ])("%s", (_, formula) => {
    expect(pickedIn(casesOf(`loss l(y: target, p: probs) = ${formula}`))).toEqual([]);
  });
});

test("random losses: the same values, in as many passes", () => {
  let picked = 0;
  fc.assert(
    fc.property(arbitraryLoss({ kinds: ["probs", "logits"], labels: "one-hot" }), ({ text, environment }) => {
      const found = casesOf(text);
      picked += pickedIn(found).length;
      const [before, after] = found.plans;
      expect(after!.passes.length).toBe(before!.passes.length);
      const { batch, classes, inputs } = environment;
      const y = inputs.get("y")!;
      const labels = Array.from({ length: batch }, (_, i) =>
        Array.from(y)
          .slice(i * classes, (i + 1) * classes)
          .indexOf(1),
      );
      const parameters = new Map([...environment.parameters, ["#scale", 0.5]]);
      const inner = { ...environment, labels, parameters };
      expect(interpret(found.after, inner)).toEqual(interpret(found.before, inner));
    }),
    { numRuns: 400, seed: 17 },
  );
  expect(picked).toBeGreaterThan(20);
});
