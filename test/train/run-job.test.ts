import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { trainingCode } from "../../src/cli/training/loss-code.ts";
import { type CompiledLoss, compile } from "../../src/index.ts";
import { type Job, runJob, type Setup, tfjsModule } from "../../src/train/index.ts";

const compiled = (formula: string): CompiledLoss =>
  compile(`loss tried(y: target, p: probs; weight = 1) = ${formula}`).losses[0]!;
const code = (formula: string) => ({ name: "tried", code: tfjsModule(compiled(formula)) });
const crossEntropy = code("-weight * sum(y * log(p))");

const setup: Setup = {
  problem: { dataset: "digits", splitSeed: 1, validation: 0.2, trainSize: 320 },
  model: "convnet",
  augment: "shift,randaugment:5",
  batchSize: 64,
  epochs: 2,
  learningRate: 0.01,
  thresholds: [],
  backend: "wasm",
};

const run = (changes: Partial<Setup> = {}, job: Partial<Job> = {}) =>
  runJob({ loss: crossEntropy, seed: 1, setup: { ...setup, ...changes }, ...job }, { folders: [] });

describe("a job", () => {
  let first: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    first = await run();
  });

  test("has a history of every epoch and the hash of its last weights", () => {
    expect(first.history.map(({ step }) => step)).toEqual([5, 10]);
    expect(first.stopped).toBeUndefined();
    expect(first.weightsHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("repeats bit for bit, whatever ran in between", async () => {
    await run({ problem: { ...setup.problem, labelNoise: { rate: 0.4, kind: "symmetric" } } });
    expect(await run()).toEqual(first);
  });

  test.each<[string, Partial<Setup>, Partial<Job>]>([
    ["seed", {}, { seed: 2 }],
    ["augmentation", { augment: "none" }, {}],
    ["label noise", { problem: { ...setup.problem, labelNoise: { rate: 0.4, kind: "symmetric" } } }, {}],
    ["parameter", {}, { loss: { ...crossEntropy, params: { weight: 2 } } }],
  ])("another %s gives other weights", async (_, changes, job) => {
    expect((await run(changes, job)).weightsHash).not.toBe(first.weightsHash);
  });
});

const ENDING_EARLY = [
  ["a constant", "0 * sum(p) + 3", "gradient-zero"],
  ["not a number everywhere", "sum(y * sqrt(-1 - p))", "loss-not-finite"],
  ["finite with an infinite gradient", "sum(y * sqrt(p - detach(p)))", "gradient-not-finite"],
] as const;

test.each(ENDING_EARLY)("a loss that is %s ends early and disturbs nothing else", async (_, formula, reason) => {
  const before = await run();
  const stopped = await run({}, { loss: code(formula) });
  expect(stopped.stopped?.reason).toBe(reason);
  expect(stopped.best).toBeUndefined();
  expect(await run()).toEqual(before);
});

describe("with the code that the command line trains with", () => {
  const fused = async (formula: string) => ({ name: "tried", code: await trainingCode(compiled(formula), "wasm") });

  test("the loss is a kernel, the training repeats bit for bit and goes as it does without", async () => {
    const loss = await fused("-weight * sum(y * log(p))");
    const plain = await run();
    const [one, other] = [await run({}, { loss }), await run({}, { loss })];
    expect(other).toEqual(one);
    expect(one.history[0]!.trainLoss).toBeCloseTo(plain.history[0]!.trainLoss, 4);
    // What is left of it would keep its memory as long as the process lives.
    const kernels = tf.getKernelsForBackend("wasm").map(({ kernelName }) => kernelName);
    expect(kernels.filter((name) => name.startsWith("lossc_"))).toEqual([]);
    expect(loss.code).toContain("lossc_tried_");
  });

  test.each(ENDING_EARLY)("a loss that is %s ends early", async (_, formula, reason) => {
    expect((await run({}, { loss: await fused(formula) })).stopped?.reason).toBe(reason);
  });

  test("a backend that has no kernels gets none", async () => {
    const loss = compiled("-weight * sum(y * log(p))");
    expect(await trainingCode(loss, "cpu")).toBe(tfjsModule(loss));
    for (const backend of ["auto", "wasm", "webgpu"])
      expect(await trainingCode(loss, backend)).toBe(tfjsModule(loss, { kernels: true }));
  });
});
