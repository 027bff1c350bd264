/** The loop nest: what a pass needs is at hand, rows of scratch do not clash, and what is kept is worth keeping. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompose } from "../../src/codegen/decompose.ts";
import { type DerivedLoss, gated, specializeToLabels } from "../../src/codegen/derived.ts";
import { hasRow } from "../../src/codegen/javascript/rows.ts";
import { LOOP_OVERRIDES } from "../../src/codegen/loop-overrides.ts";
import { outputsOf, type Schedule, schedule } from "../../src/codegen/schedule.ts";
import { isOverClasses, type Node } from "../../src/ir/node.ts";
import { topological } from "../../src/ir/traverse.ts";
import type { Features } from "../../src/pipeline/options.ts";
import { arbitraryLoss } from "../support/arbitrary-loss.ts";
import { CROSS_ENTROPY, deriveText, LOGITS } from "../support/derive-text.ts";

interface Wanted {
  readonly results: readonly Node[];
  readonly stores: readonly Node[];
}

/** What a target that loops asks for: with rows as labels, and with integer labels where the loss has them. */
function wantedFor(derived: DerivedLoss): Wanted[] {
  const inRows = (nodes: readonly Node[]): Node[] => decompose(nodes, derived.loss.graph, hasRow, LOOP_OVERRIDES).roots;
  const isPerClass = derived.prediction.shape === "per-class";
  const [loss, gradient] = inRows(gated([derived.root, derived.gradient], derived, { forSpeed: true }));
  const dense = isPerClass ? { results: [loss], stores: [gradient] } : { results: [loss, gradient], stores: [] };
  const form = specializeToLabels(derived, [derived.root, derived.gradient]);
  if (form === undefined) return [dense];
  const [root, elsewhere, atLabel] = inRows([form.root, form.gradient.elsewhere, form.gradient.atLabel]);
  return [dense, { results: [root, atLabel], stores: [elsewhere] }];
}

const plansOf = (text: string, keepFrom?: number, features: Features = {}): Schedule[] =>
  wantedFor(deriveText(text, features)).map(({ results, stores }) =>
    schedule(results, stores, keepFrom === undefined ? {} : { keepFrom }),
  );

/** Goes through a plan as a target would, and says what is missing where. */
function missing({ results, stores }: Wanted, plan: Schedule): string[] {
  const problems: string[] = [];
  const atHand = new Set<Node>(plan.constants);
  const scratch = new Map<number, Node>();
  const need = (node: Node, where: string): void => {
    if (node.op !== "leaf" && !atHand.has(node)) problems.push(`%${node.id} ${node.op} in ${where}`);
  };
  const perExample = (stage: number): void => {
    for (const node of plan.perExample[stage]) {
      if (node.op !== "at_label") for (const arg of node.args) need(arg, `the values before pass ${stage}`);
      atHand.add(node);
    }
  };
  plan.passes.forEach((pass, i) => {
    perExample(i);
    const computed = new Set<Node>();
    for (const node of pass.reads)
      if (scratch.get(plan.rows.get(node)!) !== node) problems.push(`%${node.id} is not in its row in pass ${i}`);
    const compute = (node: Node): void => {
      if (node.op === "leaf" || computed.has(node) || pass.reads.includes(node)) return;
      if (node.shape === "per-class") {
        computed.add(node);
        node.args.forEach(compute);
      } else need(node, `pass ${i}`);
    };
    for (const node of outputsOf(pass)) compute(node);
    for (const node of pass.keeps) {
      if (!computed.has(node)) problems.push(`%${node.id} is kept by pass ${i}, which does not compute it`);
      const row = plan.rows.get(node)!;
      if (!(row >= 0 && row < plan.scratchRows)) problems.push(`%${node.id} has no row`);
      const holds = scratch.get(row);
      if (holds !== undefined && plan.passes.slice(i).some((later) => later.reads.includes(holds)))
        problems.push(`%${node.id} takes the row of %${holds.id}, which is still read`);
      scratch.set(row, node);
    }
    for (const node of pass.reductions) atHand.add(node);
  });
  perExample(plan.passes.length);
  for (const node of results) need(node, "the results");
  const stored = plan.passes.flatMap((pass) => pass.stores);
  for (const node of stores) if (!stored.includes(node)) problems.push(`%${node.id} is not stored`);
  const reductions = topological([...results, ...stores]).filter((node) => isOverClasses(node.op));
  for (const node of reductions) need(node, "the end");
  return problems;
}

describe("random losses", () => {
  const plans = (keepFrom: number, text: string) =>
    wantedFor(deriveText(text)).map((wanted) => ({
      wanted,
      plan: schedule(wanted.results, wanted.stores, { keepFrom }),
    }));

  test.each([0.5, 6, 20, Number.POSITIVE_INFINITY])(
    "all that a pass needs is at hand, keeping from %d on",
    (keepFrom) => {
      let kept = 0;
      const property = fc.property(arbitraryLoss(), ({ text }) => {
        for (const { wanted, plan } of plans(keepFrom, text)) {
          expect(missing(wanted, plan)).toEqual([]);
          kept += plan.rows.size;
        }
      });
      fc.assert(property, { seed: 5, numRuns: 150 });
      if (keepFrom === Number.POSITIVE_INFINITY) expect(kept).toBe(0);
      else expect(kept).toBeGreaterThan(10);
    },
  );

  test("keeping changes neither the passes nor what is computed between them", () => {
    const property = fc.property(arbitraryLoss(), ({ text }) => {
      const bare = plans(Number.POSITIVE_INFINITY, text);
      plans(6, text).forEach(({ plan }, i) => {
        const before = bare[i].plan;
        expect(plan.passes.map(({ reductions, stores }) => [reductions.length, stores.length])).toEqual(
          before.passes.map(({ reductions, stores }) => [reductions.length, stores.length]),
        );
        expect(plan.perExample.map((nodes) => nodes.length)).toEqual(before.perExample.map((nodes) => nodes.length));
        expect(before.passes.every((pass) => pass.keeps.length === 0 && pass.reads.length === 0)).toBe(true);
      });
    });
    fc.assert(property, { seed: 6, numRuns: 50 });
  });

  test("what is kept is read later, by a pass that does not keep it", () => {
    const property = fc.property(arbitraryLoss(), ({ text }) => {
      for (const { plan } of plans(6, text))
        plan.passes.forEach((pass, i) => {
          for (const node of pass.keeps)
            expect(plan.passes.findIndex((later) => later.reads.includes(node))).toBeGreaterThan(i);
        });
    });
    fc.assert(property, { seed: 7, numRuns: 100 });
  });
});

const opsKept = (plan: Schedule): string[][] => plan.passes.map((pass) => pass.keeps.map((node) => node.op));
const opsRead = (plan: Schedule): string[][] => plan.passes.map((pass) => pass.reads.map((node) => node.op));

describe("what is kept", () => {
  test("softmax's exponential, computed once for the sum and the gradient", () => {
    for (const plan of plansOf(LOGITS, 6)) {
      expect(opsKept(plan)).toEqual([[], ["exp"], []]);
      expect(opsRead(plan)).toEqual([[], [], ["exp"]]);
      expect(plan.scratchRows).toBe(1);
    }
  });

  test("nothing by default, nor what is cheap", () => {
    for (const plan of [...plansOf(LOGITS), ...plansOf(LOGITS, 100), ...plansOf(CROSS_ENTROPY, 6)])
      expect(plan.scratchRows).toBe(0);
  });

  test("a dear operand that several values need, rather than each of them", () => {
    const text =
      "loss f(y: value, p: value) { let m = sum(exp(p)) + sum(y * exp(p)) return sum(tanh(exp(p) * m) + tanh(y * exp(p) + m)) }";
    const { results } = wantedFor(deriveText(text))[0];
    expect(opsKept(schedule(results, [], { keepFrom: 6 })).flat()).toEqual(["exp"]);
  });

  test("not what only gates need, nor what only a gate has computed", () => {
    const gate = (inside: string) => `loss f(y: target, p: probs) { let m = ${inside} return sum(y * log(p) * m) }`;
    for (const inside of ["sum(y * log(p))", "sum(log(p))"])
      expect(opsKept(plansOf(gate(inside), 6)[0]).flat()).not.toContain("log");
    const open = "loss f(y: target, p: probs) { let m = sum(log(p)) return sum(log(p) * m + y * log(p)) }";
    expect(opsKept(plansOf(open, 6)[0]).flat()).toContain("log");
  });

  test("rows are used again when their value is no longer needed", () => {
    const chain = (n: number): string => {
      const lets = Array.from({ length: n }, (_, i) => `let a${i + 1} = softmax(a${i})`).join("\n");
      return `loss chain(y: target, z: logits) { let a0 = z\n${lets}\nreturn sum(y * a${n}) }`;
    };
    const valueRows = (n: number): [rows: number, values: number] => {
      const { results } = wantedFor(deriveText(chain(n)))[0];
      const plan = schedule(results, [], { keepFrom: 6 });
      return [plan.scratchRows, plan.rows.size];
    };
    const [[shortRows], [longRows, values]] = [valueRows(4), valueRows(8)];
    expect(longRows).toBe(shortRows);
    expect(values).toBeGreaterThan(longRows);
  });
});
