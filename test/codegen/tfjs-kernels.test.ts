/** Losses with kernels on tfjs's wasm backend, against the same losses made of tfjs's own ops. */

import * as tf from "@tensorflow/tfjs";
import { beforeEach, describe, expect, test } from "vitest";
import { type CompiledLoss, compile, prepareTarget } from "../../src/index.ts";
import { createRandom } from "../../src/random/index.ts";
import { randomBatch } from "../examples/batches.ts";
import { EXAMPLES, example } from "../examples/every-example.ts";
import { REFERENCES } from "../examples/references.ts";
import { differences, type Tolerance } from "../support/closeness.ts";
import { useBackend } from "../support/tensor-backends.ts";
import { lossKernelsRun, type TensorLoss, tensorModule } from "../support/tensor-module.ts";

const FLOAT32: Tolerance = { relative: 2e-5, absolute: 2e-6 };

await prepareTarget("tfjs", { kernels: true });
await useBackend("wasm");

beforeEach(() => useBackend("wasm"));

type Emit = Parameters<CompiledLoss["emit"]>[1];

/** The loss as tfjs's own ops and with kernels. */
function bothForms(loss: CompiledLoss, options: Emit = {}) {
  return {
    plain: tensorModule(loss.emit("tfjs", options)),
    fused: tensorModule(loss.emit("tfjs", { ...options, kernels: true })),
  };
}

const numbers = (x: tf.Tensor): number[] => [...x.dataSync<"float32">()];

/** Values and gradient at each example's own dy. */
function evaluate(loss: TensorLoss, y: tf.Tensor, p: tf.Tensor, dy?: tf.Tensor): number[][] {
  return tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad((predicted: tf.Tensor) => loss(y, predicted))(p, dy);
    expect(grad.shape).toEqual(p.shape);
    return [numbers(value), numbers(grad)];
  });
}

function expectSame(fused: TensorLoss, plain: TensorLoss, y: tf.Tensor, p: tf.Tensor, dy?: tf.Tensor): void {
  const [value, grad] = evaluate(fused, y, p, dy);
  const [expectedValue, expectedGrad] = evaluate(plain, y, p, dy);
  expect(differences(value!, expectedValue!, FLOAT32)).toEqual([]);
  expect(differences(grad!, expectedGrad!, FLOAT32)).toEqual([]);
}

describe.each(EXAMPLES.map(({ name, loss }) => [name, loss] as const))("%s with a kernel", (name, loss) => {
  const reference = REFERENCES[name]!;
  const hasLogits = reference.prediction === "probs";

  test.each([false, ...(hasLogits ? [true] : [])])("from logits: %s", async (fromLogits) => {
    const { plain, fused } = bothForms(loss, { fromLogits });
    const kinds = fromLogits ? { ...reference, prediction: "logits" as const } : reference;
    const isNumber = reference.labels === "number";
    for (const width of isNumber ? [1] : [2, 3, 4, 10]) {
      const rows = randomBatch(kinds, `kernel/${name}/${width}`, width);
      for (const batch of [1, rows.y.length]) {
        const shape: [number, number] = [batch, width];
        const y = tf.tensor2d(rows.y.slice(0, batch).flat(), shape);
        const p = tf.tensor2d(rows.p.slice(0, batch).flat(), shape);
        const random = createRandom("dy");
        const dy = tf.tensor1d(Array.from({ length: batch }, () => random.normal()));
        for (const setting of [{}, ...reference.settings]) {
          expectSame(fused.create(setting), plain.create(setting), y, p);
          const [one, other] = [fused.createPerExample(setting), plain.createPerExample(setting)];
          // The first of a batch's size expects a mean, the others what the gradient before had.
          for (const scale of [dy, tf.fill([batch], 1 / batch), tf.fill([batch], -3), dy, tf.zeros([batch])])
            expectSame(one, other, y, p, scale);
          if (reference.labels === "class") expectSame(one, other, tf.argMax(y, 1), p, dy);
          expect(await lossKernelsRun(() => one(y, p))).toHaveLength(1);
        }
      }
    }
  });
});

describe("what a batch may be", () => {
  const { loss } = example("focal");
  const rows = randomBatch(REFERENCES.focal!, "shapes", 5);
  const y = tf.tensor2d(rows.y.flat(), [6, 5]);
  const p = tf.tensor2d(rows.p.flat(), [6, 5]);

  test("class indices, integers, more axes", () => {
    const { plain, fused } = bothForms(loss);
    expectSame(fused.create(), plain.create(), tf.argMax(y, 1), p);
    expectSame(fused.create(), plain.create(), tf.cast(y, "int32"), p);
    expectSame(fused.create(), plain.create(), tf.reshape(y, [2, 3, 5]), tf.reshape(p, [2, 3, 5]));
    expectSame(fused.create(), plain.create(), tf.cast(tf.argMax(y, 1), "float32"), p);
    expect(() => fused.create()(tf.zeros([4, 5]), p)).toThrow("yTrue has shape [4,5]");
  });

  test("a label that is no class index makes the loss NaN, as with tfjs's own ops", () => {
    const { plain, fused } = bothForms(loss);
    for (const wrong of [-1, 5, 0.5, Number.NaN]) {
      const labels = tf.tensor1d([0, wrong, 2, 3, 4, 1]);
      for (const form of [plain, fused]) {
        const losses = numbers(form.createPerExample()(labels, p));
        expect(losses.map((value) => Number.isNaN(value))).toEqual([false, true, false, false, false, false]);
      }
    }
  });

  test("weights, label smoothing, an ignored class", async () => {
    const features = { labelSmoothing: true, classWeights: true, exampleWeights: true, ignoreIndex: true };
    const { plain, fused } = bothForms(loss, features);
    const options = {
      labelSmoothing: 0.1,
      classWeights: [0.5, 1, 2, 3, 4],
      exampleWeights: tf.tensor1d([1, 0.5, 0, 2, 3, 1]),
    };
    const indices = tf.argMax(y, 1);
    for (const labels of [y, indices]) {
      expectSame(fused.create(options), plain.create(options), labels, p);
      expect(await lossKernelsRun(() => fused.create(options)(labels, p))).toHaveLength(1);
    }
    const ignoring = { ...options, ignoreIndex: 1 };
    for (const labels of [y, indices]) expectSame(fused.create(ignoring), plain.create(ignoring), labels, p);
    expect(await lossKernelsRun(() => fused.create(ignoring)(y, p))).toHaveLength(0);
  });

  test("the inputs of a loss", () => {
    const text = `/// Two more inputs.
loss several(y: target, p: probs, w: weight, z: value) = w * sum(y * -log(p)) + abs(z)`;
    const compiled = compile(text).losses[0];
    if (compiled === undefined) return;
    const { plain, fused } = bothForms(compiled);
    const options = { w: [1, 2, 3, 4, 5, 6], z: [0, 1, 2, 3, 4, 5] };
    expectSame(fused.create(options), plain.create(options), y, p);
  });
});

describe("beside the kernel", () => {
  const { loss } = example("cross_entropy");
  const rows = randomBatch(REFERENCES.cross_entropy!, "beside", 7);
  const y = tf.tensor2d(rows.y.flat(), [6, 7]);
  const p = tf.tensor2d(rows.p.flat(), [6, 7]);

  test("on another backend and in gradients of gradients the loss is made of tfjs's own ops", async () => {
    const { plain, fused } = bothForms(loss);
    const slope = (form: TensorLoss) => (x: tf.Tensor) => tf.sum(tf.mul(x, tf.grad((q: tf.Tensor) => form(y, q))(x)));
    const [one, other] = [fused.create(), plain.create()].map((form) => numbers(tf.grad(slope(form))(p)));
    expect(one).toEqual(other);
    expect(await lossKernelsRun(() => tf.grad(slope(fused.create()))(p))).toHaveLength(0);
    await useBackend("cpu");
    const onCpu = tf.tensor2d(rows.p.flat(), [6, 7]);
    expect(evaluate(fused.create(), y, onCpu)).toEqual(evaluate(plain.create(), y, onCpu));
    expect(await lossKernelsRun(() => fused.create()(y, onCpu))).toHaveLength(0);
  });

  test("no tensor is left, whichever way a gradient is computed", () => {
    const fused = bothForms(loss).fused.createPerExample();
    const dy = tf.range(0, 6);
    const variable = tf.variable(tf.scalar(1));
    evaluate(fused, y, p);
    const before = [tf.memory().numTensors, tf.memory().numBytes, tf.memory().numDataBuffers];
    for (const scale of [undefined, dy, undefined]) evaluate(fused, y, p, scale);
    fused(y, p).dispose();
    tf.tidy(() => void tf.variableGrads(() => tf.mean(fused(y, tf.mul(p, variable))), [variable]));
    expect([tf.memory().numTensors, tf.memory().numBytes, tf.memory().numDataBuffers]).toEqual(before);
  });

  test("a kernel taken away is registered again", async () => {
    const fused = bothForms(loss).fused.create();
    const [name] = await lossKernelsRun(() => fused(y, p));
    tf.unregisterKernel(name!, "wasm");
    expect(await lossKernelsRun(() => fused(y, p))).toEqual([name]);
  });

  test("model.compile takes the loss, with weights of examples", async () => {
    const trained = async (form: TensorLoss): Promise<number[]> => {
      const model = tf.sequential({
        layers: [
          tf.layers.dense({
            units: 7,
            activation: "softmax",
            inputShape: [7],
            kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
          }),
        ],
      });
      model.compile({ optimizer: tf.train.sgd(0.5), loss: form });
      await model.fit(p, y, { epochs: 3, batchSize: 4, shuffle: false });
      const weights = model.getWeights().flatMap(numbers);
      model.dispose();
      return weights;
    };
    const { plain, fused } = bothForms(loss);
    for (const form of ["create", "createPerExample"] as const)
      expect(differences(await trained(fused[form]()), await trained(plain[form]()), FLOAT32)).toEqual([]);
  });
});
