/** Random losses in float32: the `tfjs` target on both backends, and tfjs's own differentiation, against the interpreter. */

import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type DerivedLoss, gated } from "../../src/codegen/derived.ts";
import { emitTfjs } from "../../src/codegen/tfjs/emit.ts";
import { type Environment, interpret } from "../../src/ir/interpret.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { prepareTarget } from "../../src/pipeline/targets.ts";
import { useWasmBackend } from "../../src/train/index.ts";
import { arbitraryLoss, type LossCase, lowerText } from "../support/arbitrary-loss.ts";
import { differences } from "../support/closeness.ts";
import { loadGenerated } from "../support/load-generated.ts";
import { tfjsAutodiff, WITHOUT_FORWARD } from "../support/tfjs-autodiff.ts";

interface Answer {
  readonly losses: readonly number[];
  readonly gradient: readonly number[];
}

function answer(derived: DerivedLoss, environment: Environment): Answer {
  const [value, gradient] = interpret(
    gated([derived.root, derived.gradient], derived, { forSpeed: false }),
    environment,
  );
  const { batch, classes } = environment;
  const width = derived.prediction.shape === "per-class" ? classes : 1;
  const spread = (values: ArrayLike<number>, length: number): number[] =>
    Array.from(
      { length },
      (_, i) => values[values.length === 1 ? 0 : values.length === length ? i : Math.floor(i / width)],
    );
  return { losses: spread(value, batch), gradient: spread(gradient, batch * width) };
}

/** Inputs in the lengths that the loss reads, rounded to float32 and moved by a few of its units. */
function inputsOf({ environment }: LossCase, derived: DerivedLoss, shift: number): Environment {
  const inputs = new Map<string, number[]>();
  for (const input of derived.inputs) {
    const leaf = input.leaf!;
    if (leaf.kind !== "input") continue;
    const values = Array.from(environment.inputs.get(leaf.name)!).slice(
      0,
      environment.batch * (input.shape === "per-class" ? environment.classes : 1),
    );
    const move = input === derived.prediction ? 1 + shift : 1;
    inputs.set(
      leaf.name,
      values.map((value) => Math.fround(value) * move),
    );
  }
  return { ...environment, inputs };
}

const size = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

/** Whether float32 can be expected to come near: nothing huge, and no cliff or cancellation next to the point. */
function isTame(lossCase: LossCase, derived: DerivedLoss): boolean {
  const here = answer(derived, inputsOf(lossCase, derived, 0));
  const all = [...here.losses, ...here.gradient];
  if (!all.every(Number.isFinite) || size(all) > 1e4) return false;
  return [3e-6, -3e-6].every((shift) => {
    const near = answer(derived, inputsOf(lossCase, derived, shift));
    const tolerance = { relative: 2e-4, absolute: 2e-5 };
    return (
      differences(near.losses, here.losses, tolerance).length === 0 &&
      differences(near.gradient, here.gradient, tolerance).length === 0
    );
  });
}

const TOLERANCE = { relative: 5e-3, absolute: 2e-3 };

function runTarget(lossCase: LossCase, kernels: boolean): void {
  const derived = derive(lowerText(lossCase.text));
  fc.pre(isTame(lossCase, derived));
  const environment = inputsOf(lossCase, derived, 0);
  const expected = answer(derived, environment);
  const module = loadGenerated<Record<string, (options: object) => (y: tf.Tensor, p: tf.Tensor) => tf.Tensor>>(
    emitTfjs(derived, { kernels }),
    { "@tensorflow/tfjs": tf },
  );
  const [y, p, w] = ["y", "p", "w"].map((name) => environment.inputs.get(name)! as number[]);
  const perExample = module.createRandomPerExample({ ...Object.fromEntries(environment.parameters), w });
  const before = tf.memory().numTensors;
  const { losses, gradient } = tf.tidy(() => {
    const width = derived.prediction.shape === "per-class" ? environment.classes : 1;
    const shape: [number, number] = [environment.batch, width];
    const labels = tf.tensor2d(y, shape);
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => perExample(labels, x))(
      tf.tensor2d(p, shape),
      tf.ones([environment.batch]),
    );
    return { losses: [...value.dataSync<"float32">()], gradient: [...grad.dataSync<"float32">()] };
  });
  expect(tf.memory().numTensors, "tensors left over").toBe(before);
  expect(
    [...differences(losses, expected.losses, TOLERANCE), ...differences(gradient, expected.gradient, TOLERANCE)],
    lossCase.text,
  ).toEqual([]);
}

describe.each(["cpu", "wasm"])("on the %s backend", (backend) => {
  beforeAll(async () => {
    await useWasmBackend();
    await tf.setBackend(backend);
  });

  test("random losses: the tfjs target = the interpreter", () => {
    fc.assert(
      fc.property(arbitraryLoss(), (lossCase) => runTarget(lossCase, false)),
      { numRuns: 300, seed: 21 },
    );
  });

  test("random losses: tfjs's own gradient of its own forward ops = ours", () => {
    fc.assert(
      fc.property(arbitraryLoss({ without: WITHOUT_FORWARD }), (lossCase) => {
        const derived = derive(lowerText(lossCase.text));
        fc.pre(isTame(lossCase, derived));
        const environment = inputsOf(lossCase, derived, 0);
        const expected = answer(derived, environment);
        const theirs = tfjsAutodiff(derived.loss.root, derived.prediction, environment);
        // tfjs multiplies by 0 where lossc chooses, and so makes NaN of infinities that no one reads.
        fc.pre(Number.isFinite(theirs.loss) && [...theirs.gradient].every(Number.isFinite));
        const total = expected.losses.reduce((sum, value) => sum + value, 0);
        expect(
          [
            ...differences([theirs.loss], [total], TOLERANCE),
            ...differences(theirs.gradient, expected.gradient, TOLERANCE),
          ],
          lossCase.text,
        ).toEqual([]);
      }),
      { numRuns: 500, seed: 22 },
    );
  });
});

describe("as one kernel on the wasm backend", () => {
  beforeAll(async () => {
    await prepareTarget("tfjs", { kernels: true });
    await useWasmBackend();
  });

  test("random losses = the interpreter", () => {
    fc.assert(
      fc.property(arbitraryLoss(), (lossCase) => runTarget(lossCase, true)),
      { numRuns: 300, seed: 23 },
    );
  });
});
