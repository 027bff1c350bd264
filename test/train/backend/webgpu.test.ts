/** tfjs on WebGPU, for real: on the GPU's driver that is set, or else on software Vulkan. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CompiledLoss, compile } from "../../../src/pipeline/compile.ts";
import { createRandom } from "../../../src/random/index.ts";
import { releaseBackends, useBackend } from "../../../src/train/backend/index.ts";
import { tfjsLoss } from "../../../src/train/compiled-loss.ts";
import { createModel } from "../../../src/train/models/index.ts";
import { createTrainer, type LossFunction } from "../../../src/train/trainer.ts";
import { ROOT } from "../../cli/run.ts";
import { whyNoGpu } from "./software-gpu.ts";

const reason = await whyNoGpu();

afterAll(releaseBackends);

const BATCH = 4;
const CLASSES = 3;

function example(name: string): CompiledLoss {
  const { losses } = compile(readFileSync(join(ROOT, "examples", `${name}.loss`), "utf8"));
  return losses[0]!;
}

/** Away from 0 and 1, and for losses of values from any kink. */
function points(seed: string): { y: number[]; p: number[] } {
  const random = createRandom(seed);
  const y: number[] = [];
  const p: number[] = [];
  for (let row = 0; row < BATCH; row++) {
    const label = random.integer(CLASSES);
    const weights = Array.from({ length: CLASSES }, () => 0.1 + random.next());
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    y.push(...weights.map((_, index) => (index === label ? 1 : 0)));
    p.push(...weights.map((weight) => weight / total));
  }
  return { y, p };
}

const read = async (tensor: tf.Tensor): Promise<number[]> => Array.from(await tensor.data());

/** Some training steps of a small network: what the weights are after them. */
async function weightsAfterSteps(loss: LossFunction): Promise<number[][]> {
  const shape = { height: 8, width: 8, channels: 1, classes: CLASSES };
  const random = createRandom("images");
  const { y } = points("step");
  const batch = {
    ...shape,
    count: BATCH,
    images: Float32Array.from({ length: BATCH * 64 }, () => random.next()),
    targets: Float32Array.from(y),
    labels: Int32Array.from({ length: BATCH }, (_, row) => y.slice(row * CLASSES).indexOf(1)),
  };
  const model = createModel("convnet", shape, createRandom("weights"));
  const trainer = createTrainer(model, loss);
  for (let step = 0; step < 2; step++) {
    const { loss: value, predictionsFinite } = await trainer.step(batch, 0.001);
    expect([Number.isFinite(value), predictionsFinite]).toEqual([true, true]);
  }
  const weights = await Promise.all(model.trainableWeights.map((weight) => read(weight.read())));
  trainer.dispose();
  model.dispose();
  return weights;
}

describe.skipIf(reason !== undefined)(`WebGPU${reason === undefined ? "" : ` (skipped: ${reason})`}`, () => {
  beforeEach(async () => {
    await useBackend("webgpu");
  });

  test("starts once, keeps to the GPU and adds no listener to the process", async () => {
    await releaseBackends();
    const listeners = () => [process.listeners("uncaughtException"), process.listeners("unhandledRejection")];
    const before = listeners();
    expect(await Promise.all([useBackend("webgpu"), useBackend("webgpu")])).toEqual(["webgpu", "webgpu"]);
    expect(tf.getBackend()).toBe("webgpu");
    expect(tf.env().getBool("WEBGPU_CPU_FORWARD")).toBe(false);
    expect(listeners()).toEqual(before);
  });

  describe("a generated loss has the interpreter's value and gradient", () => {
    const NAMES = ["cross_entropy", "focal", "gce", "brier", "hinge", "huber", "bi_tempered", "sce", "kl_divergence"];
    test.each(NAMES)("%s", async (name) => {
      const loss = example(name);
      const { y, p } = points(name);
      const expected = loss.lossAndGrad(y, p, { classes: CLASSES });
      const [yTrue, yPred] = [tf.tensor2d(y, [BATCH, CLASSES]), tf.tensor2d(p, [BATCH, CLASSES])];
      const before = [tf.memory().numTensors, tf.backend().numDataIds()];
      const { value, grad } = tf.valueAndGrad((x) => tfjsLoss(loss)(yTrue, x).asScalar())(yPred);
      const [[actual], gradient] = [await read(value), await read(grad)];
      tf.dispose([value, grad]);
      expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
      tf.dispose([yTrue, yPred]);
      const scale = Math.max(1, ...Array.from(expected.grad, Math.abs));
      expect(Math.abs(actual! - expected.loss) / Math.max(1, Math.abs(expected.loss))).toBeLessThan(2e-6);
      gradient.forEach((entry, i) => {
        expect(Math.abs(entry - expected.grad[i]!) / scale, `entry ${i}`).toBeLessThan(2e-6);
      });
    });
  });

  test("training steps give the weights that they give on wasm and on cpu, and leave no tensor behind", async () => {
    const loss = tfjsLoss(example("cross_entropy"));
    await weightsAfterSteps(loss);
    const before = [tf.memory().numTensors, tf.backend().numDataIds()];
    const onGpu = await weightsAfterSteps(loss);
    expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
    for (const other of ["wasm", "cpu"] as const) {
      await useBackend(other);
      const expected = await weightsAfterSteps(loss);
      expect(onGpu.length).toBeGreaterThan(4);
      onGpu.forEach((weights, i) => {
        expect(weights.length).toBe(expected[i]!.length);
        const worst = Math.max(...weights.map((weight, j) => Math.abs(weight - expected[i]![j]!)));
        expect(worst, `${other}, weight ${i}`).toBeLessThan(1e-4);
      });
    }
  });

  test("a sum of more terms than a GPU binds at once is right", async () => {
    const terms = Array.from({ length: 50 }, (_, i) => tf.tensor1d([i, 1]));
    const before = [tf.memory().numTensors, tf.backend().numDataIds()];
    for (const count of [1, 2, 7, 8, 11, 12, 50]) {
      const sum = tf.addN(terms.slice(0, count));
      expect(await read(sum)).toEqual([(count * (count - 1)) / 2, count]);
      sum.dispose();
    }
    expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
    tf.dispose(terms);
  });

  test("synchronous reading says what to do instead", () => {
    const tensor = tf.tidy(() => tf.exp(tf.tensor1d([0])));
    expect(() => tensor.dataSync()).toThrow("await tensor.data()");
    tensor.dispose();
  });

  /** docs/backends.md says so: a loss is tested for NaN on the CPU. If this fails, that page has to follow. */
  test("the GPU's arithmetic loses NaN and infinity", async () => {
    const values = async (op: (x: tf.Tensor) => tf.Tensor, ...x: number[]) => {
      const [input, output] = tf.tidy(() => {
        const made = tf.tensor1d(x);
        return [made, op(made)];
      });
      const numbers = await read(output);
      tf.dispose([input, output]);
      return numbers;
    };
    expect((await values(tf.log, 0))[0]).toBeCloseTo(-88.03, 1);
    expect(await values(tf.exp, Number.NaN)).not.toEqual([Number.NaN]);
    expect(await values(tf.log, Number.NaN)).not.toEqual([Number.NaN]);
    // What is not computed on stays.
    expect(await values((x) => tf.reshape(x, [2, 1]), Number.NaN, Number.POSITIVE_INFINITY)).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]);
    expect(await values((x) => tf.mul(x, 1), Number.NaN)).toEqual([Number.NaN]);
  });

  describe("errors of the GPU", () => {
    beforeAll(async () => {
      // The failed backend's tensors are its own; the next test starts a new one.
      await releaseBackends();
    });

    test("a tensor that is too large makes each read fail, until the backend is started anew", async () => {
      const { device } = tf.backend() as tf.KernelBackend & { readonly device: GPUDevice };
      const size = device.limits.maxBufferSize / 4 + 4;
      const large = tf.fill([size], 1);
      await expect(large.data()).rejects.toThrow("max buffer size");
      const small = tf.exp(tf.tensor1d([0]));
      await expect(small.data()).rejects.toThrow("max buffer size");
      tf.dispose([large, small]);
      await releaseBackends();
      await useBackend("webgpu");
      const again = tf.tidy(() => tf.exp(tf.tensor1d([0])));
      expect(await read(again)).toEqual([1]);
      again.dispose();
    });
  });

  test("released, it leaves neither a current backend nor a GPU in the global object", async () => {
    const before = tf.getBackend();
    await releaseBackends();
    expect([before, tf.getBackend()]).toEqual(["webgpu", null]);
    expect(globalThis.navigator?.gpu).toBe(undefined);
    await releaseBackends();
  });
});
