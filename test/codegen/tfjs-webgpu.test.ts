/** Losses with kernels on tfjs's webgpu backend, on the GPU's driver that is set or on software Vulkan, against the interpreter. */

import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CompiledLoss, compile, prepareTarget } from "../../src/index.ts";
import { createRandom } from "../../src/random/index.ts";
import { releaseBackends, useBackend } from "../../src/train/backend/index.ts";
import { randomBatch } from "../examples/batches.ts";
import { EXAMPLES, example } from "../examples/every-example.ts";
import { REFERENCES } from "../examples/references.ts";
import { differences, type Tolerance } from "../support/closeness.ts";
import { lossKernelsRun, type TensorLoss, tensorModule } from "../support/tensor-module.ts";
import { whyNoGpu } from "../train/backend/software-gpu.ts";

const reason = await whyNoGpu();
await prepareTarget("tfjs", { kernels: true });

afterAll(releaseBackends);

const CLOSE: Tolerance = { relative: 1e-4, absolute: 1e-5 };

type Emit = Parameters<CompiledLoss["emit"]>[1];

const fusedForm = (loss: CompiledLoss, options: Emit = {}) =>
  tensorModule(loss.emit("tfjs", { ...options, kernels: true }));

const registered = (): string[] => tf.getKernelsForBackend("webgpu").map(({ kernelName }) => kernelName);

const read = async (tensor: tf.Tensor): Promise<number[]> => Array.from(await tensor.data());

/** The losses and the gradient at each example's dy; what it has made is freed. */
async function evaluate(loss: TensorLoss, y: number[], p: number[], dy: number[]): Promise<number[][]> {
  const shape: [number, number] = [dy.length, p.length / dy.length];
  const inputs = [tf.tensor2d(y, shape), tf.tensor2d(p, shape), tf.tensor1d(dy)] as const;
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(inputs[0], x))(inputs[1], inputs[2]);
  const results = [await read(value), await read(grad)];
  tf.dispose([...inputs, value, grad]);
  return results;
}

describe.skipIf(reason !== undefined)(`webgpu${reason === undefined ? "" : ` (skipped: ${reason})`}`, () => {
  beforeAll(async () => {
    await useBackend("webgpu");
  });

  describe.each(EXAMPLES.map(({ name, loss }) => [name, loss] as const))("%s", (name, loss) => {
    const reference = REFERENCES[name]!;

    test.each(reference.prediction === "probs" ? [false, true] : [false])("from logits: %s", async (fromLogits) => {
      const fused = fusedForm(loss, { fromLogits });
      const kinds = fromLogits ? { ...reference, prediction: "logits" as const } : reference;
      const isNumber = reference.labels === "number";
      // More than 16 classes are shared by the threads of a workgroup.
      for (const width of isNumber ? [1] : [3, 10, 100]) {
        const rows = randomBatch(kinds, `gpu/${name}/${width}`, width);
        const random = createRandom("dy");
        for (const batch of [1, rows.y.length]) {
          const [y, p] = [rows.y.slice(0, batch).flat(), rows.p.slice(0, batch).flat()];
          const dy = Array.from({ length: batch }, () => random.normal());
          for (const setting of [{}, ...reference.settings.slice(0, 1)]) {
            const expected = loss.lossAndGrad(y, p, {
              ...(isNumber ? {} : { classes: width }),
              params: setting,
              fromLogits,
              reduction: "none",
            });
            const slopes = expected.grad.map((slope, i) => slope * dy[Math.floor((i * batch) / p.length)]!);
            const before = [tf.memory().numTensors, tf.backend().numDataIds()];
            const [losses, gradient] = await evaluate(fused.createPerExample(setting), y, p, dy);
            expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
            expect(differences(losses!, expected.loss, CLOSE)).toEqual([]);
            expect(differences(gradient!, slopes, CLOSE)).toEqual([]);
            expect(registered().some((kernel) => kernel.startsWith(`lossc_${loss.name}_`))).toBe(true);
          }
        }
      }
    });
  });

  test("each function that a shader brings along is the interpreter's", async () => {
    const points = [
      -7, -3.75, -2.5, -1.4, -1, -0.6, -0.5, -0.3, -1e-3, -1e-5, 0, 1e-5, 2e-3, 0.2, 0.45, 0.8, 1, 1.3, 2.2, 3.75, 6,
    ];
    const inside: Readonly<Record<string, (x: number) => number>> = {
      log: (x) => Math.exp(x),
      log2: (x) => Math.exp(x / 3),
      log10: (x) => Math.exp(x / 3),
      log1p: (x) => Math.expm1(x),
      sqrt: Math.abs,
      asin: (x) => Math.tanh(x),
      acos: (x) => Math.tanh(x),
      atanh: (x) => 0.99 * Math.tanh(x),
      acosh: (x) => 1 + x * x,
      tan: (x) => x / 5,
    };
    const names =
      "exp expm1 log log1p log2 log10 sqrt sigmoid softplus softsign sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc bessel_i0 bessel_i0e bessel_i1 bessel_i1e abs sign relu";
    for (const name of names.split(" ")) {
      const [loss] = compile(`loss one(y: value, p: value) = ${name}(p) + 0 * y`).losses;
      const p = points.map((x) => Math.fround((inside[name] ?? ((own) => own))(x)));
      const y = p.map(() => 0);
      const { loss: expected } = loss!.lossAndGrad(y, p, { reduction: "none" });
      const before = registered().length;
      const [losses] = await evaluate(fusedForm(loss!).createPerExample(), y, p, y);
      expect(registered()).toHaveLength(before + 1);
      expect(differences(losses!, expected, { relative: 1e-5, absolute: 1e-7 }), name).toEqual([]);
    }
  });

  test("powers of negative and zero bases", async () => {
    const [loss] = compile("loss one(y: value, p: value) = p^y").losses;
    const p = [-2, -2, -1.5, 0, 0, 3, 0.5, 2];
    const y = [5, 6, -3, 0, 2, -2.5, 10, 0];
    const { loss: expected } = loss!.lossAndGrad(y, p, { reduction: "none" });
    const [losses] = await evaluate(fusedForm(loss!).createPerExample(), y, p, p);
    expect(differences(losses!, expected, CLOSE)).toEqual([]);
  });

  test("weights and label smoothing; an ignored class is left to tfjs's own ops", async () => {
    const { loss } = example("focal");
    const rows = randomBatch(REFERENCES.focal!, "gpu/weights", 5);
    const [y, p] = [rows.y.flat(), rows.p.flat()];
    const weights = { classWeights: [0.5, 1, 2, 3, 4], exampleWeights: [1, 0.5, 0, 2, 3, 1] };
    const options = { labelSmoothing: 0.1, ...weights };
    const { loss: expected, grad } = loss.lossAndGrad(y, p, { classes: 5, ...options, reduction: "none" });
    const features = { labelSmoothing: true, classWeights: true, exampleWeights: true, ignoreIndex: true };
    const fused = fusedForm(loss, features);
    const [losses, gradient] = await evaluate(fused.createPerExample(options), y, p, [1, 1, 1, 1, 1, 1]);
    expect(differences(losses!, expected, CLOSE)).toEqual([]);
    expect(differences(gradient!, grad, CLOSE)).toEqual([]);
    const run = (given: object) =>
      lossKernelsRun(() => fused.create({ ...options, ...given })(tf.tensor2d(y, [6, 5]), tf.tensor2d(p, [6, 5])));
    expect([await run({}), await run({ ignoreIndex: 1 })].map((names) => names.length)).toEqual([1, 0]);
  });

  test("a loss with an op that has no row stays with tfjs's own ops", async () => {
    const [loss] = compile("loss one(y: value, p: value) = lgamma(p) - y").losses;
    const fused = fusedForm(loss!).create();
    const x = tf.tensor2d([[1.5], [3]]);
    expect(await lossKernelsRun(() => fused(x, x))).toEqual([]);
    x.dispose();
  });
});
