/** Trainings that are judged on the test part: what they read, when, and that nothing else reads it. */

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, expectTypeOf, test } from "vitest";
import { compile } from "../../src/index.ts";
import { openTestPart } from "../../src/train/data/test-part.ts";
import { type DatasetSource, type Job, type Outcome, runJob, type Setup, tfjsModule } from "../../src/train/index.ts";
import { runTransferJob } from "../../src/train/transfer-job.ts";
import { folderOf, idxImages, idxLabels, someLevels } from "./data/encode.ts";

const loss = {
  name: "tried",
  code: tfjsModule(compile("loss tried(y: target, p: probs) = -sum(y * log(p))").losses[0]!),
};
const setup: Setup = {
  problem: { dataset: "digits", splitSeed: 1, validation: 0.2, trainSize: 320 },
  model: "mlp",
  augment: "none",
  batchSize: 64,
  epochs: 2,
  learningRate: 0.01,
  thresholds: [],
  backend: "wasm",
};
const jobOf = (problem: Partial<Setup["problem"]> = {}): Job => ({
  loss,
  seed: 1,
  setup: { ...setup, problem: { ...setup.problem, ...problem } },
});

test("the training is that of the same job without it; the last weights are judged, once, on the test part", async () => {
  const [judged, plain] = [await runTransferJob(jobOf(), { folders: [] }), await runJob(jobOf(), { folders: [] })];
  const { test: measured, ...rest } = judged;
  expect(rest).toEqual(plain);
  const { labels } = await openTestPart("digits", { folders: [] });
  expect(measured!.accuracy * labels.length).toBeCloseTo(Math.round(measured!.accuracy * labels.length), 9);
  expect(measured).not.toEqual(judged.history.at(-1)!.validation);
});

test("no example need be held out: then all are trained on, and none is judged on before the end", async () => {
  const job = jobOf({ dataset: "digits", validation: 0 });
  const { trainSize: _, ...problem } = job.setup.problem;
  const all = { ...job, setup: { ...job.setup, problem, epochs: 1 } };
  const { history, best, test: measured } = await runTransferJob(all, { folders: [] });
  // 1,797 digits less the 359 of the test part fill 22 batches of 64.
  expect(history.map(({ step, validation }) => [step, validation])).toEqual([[22, undefined]]);
  expect(best).toBeUndefined();
  expect(measured!.accuracy).toBeGreaterThan(0.5);
  await expect(runJob(all, { folders: [] })).rejects.toThrow("validation must be above 0 and below 1, not 0");
});

test("what ends early is not judged", async () => {
  const code = tfjsModule(compile("loss tried(y: target, p: probs) = sum(y * sqrt(-1 - p))").losses[0]!);
  const outcome = await runTransferJob({ ...jobOf(), loss: { name: "tried", code } }, { folders: [] });
  expect(outcome.stopped?.reason).toBe("loss-not-finite");
  expect(outcome.test).toBeUndefined();
});

const labels = (count: number): number[] => Array.from({ length: count }, (_, i) => i % 2);

test("an ordinary job reads no byte of the files to test on; a transfer does after the last step", async () => {
  const folder = folderOf({
    "train-images-idx3-ubyte": idxImages(someLevels(64 * 16), 4, 4),
    "train-labels-idx1-ubyte": idxLabels(labels(64)),
    "t10k-images-idx3-ubyte": idxImages(someLevels(10 * 16), 4, 4),
    "t10k-labels-idx1-ubyte": idxLabels(labels(10)),
  });
  const { trainSize: _, ...problem } = { ...setup.problem, dataset: folder };
  const job: Job = { loss, seed: 1, setup: { ...setup, problem, batchSize: 16, epochs: 1 } };
  const file = join(folder, "t10k-images-idx3-ubyte");
  const whole = readFileSync(file);
  const intact = await runJob(job, { folders: [] });
  writeFileSync(file, "no images");
  // Another folder's name for the same files, so that nothing is in memory.
  const again: Job = { ...job, setup: { ...job.setup, problem: { ...problem, dataset: `${folder}/.` } } };
  expect((await runJob(again, { folders: [] })).weightsHash).toBe(intact.weightsHash);

  let steps = 0;
  const transfer = runTransferJob(again, { folders: [], onProgress: ({ step }) => (steps = step) });
  await expect(transfer).rejects.toThrow("t10k-images-idx3-ubyte is damaged");
  expect(steps).toBe(intact.history.at(-1)!.step);

  // Files to test on that appear while it trains are those that count.
  rmSync(file);
  writeFileSync(file, "no images");
  const late = runTransferJob(
    { ...job, setup: { ...job.setup, problem: { ...problem, dataset: `${folder}/./.` } } },
    { folders: [], onProgress: ({ step }) => step === 1 && writeFileSync(file, whole) },
  );
  expect((await late).test!.accuracy * 10).toBeCloseTo(Math.round((await late).test!.accuracy * 10), 9);
});

test("the types offer no other way", () => {
  expectTypeOf<Setup>().not.toHaveProperty("test");
  expectTypeOf<Job>().not.toHaveProperty("test");
  expectTypeOf<Outcome>().not.toHaveProperty("test");
  expectTypeOf<DatasetSource>().not.toHaveProperty("test");
});
