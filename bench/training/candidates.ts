/** The standard short training of a search, again and again: how long a candidate takes with one worker process and with two. */

import { dataFolders } from "../../src/cli/data-folders.ts";
import { createTrainingPool, type TrainingPool } from "../../src/cli/workers/training.ts";
import { compile } from "../../src/index.ts";
import { type Job, knownDataset, locateDataset, type Setup, tfjsModule } from "../../src/train/index.ts";
import { interleave } from "../measure.ts";
import type { Cell, Context, Row } from "../result.ts";

const SETUP: Setup = {
  problem: { dataset: "fashion-mnist", splitSeed: 1, validation: 0.1, trainSize: 4000 },
  model: "convnet",
  augment: "none",
  batchSize: 128,
  epochs: 3,
  learningRate: 0.01,
  thresholds: [],
  backend: "wasm",
};
const NAME = "candidate: convnet, 4,000 Fashion-MNIST images, 3 epochs";
const ONE = "1 worker";
const PER_SAMPLE = 4;

export const CANDIDATE_ROWS = [NAME];

async function timeJobs(pool: TrainingPool, jobs: readonly Job[]): Promise<number> {
  const start = process.hrtime.bigint();
  const outcomes = await Promise.all(jobs.map((job) => pool.run(job)));
  const failed = outcomes.find(({ stopped }) => stopped !== undefined);
  if (failed) throw new Error(`a training ended early: ${failed.stopped?.reason}`);
  return Number(process.hrtime.bigint() - start) / jobs.length;
}

export async function* runCandidates(titles: readonly string[], { effort, progress }: Context): AsyncGenerator<Row> {
  if (!titles.includes(NAME)) return;
  const describe = { group: "training", name: NAME, unit: "s", divisor: 1e9 };
  const ratios = [{ label: `/ ${ONE}`, baseOf: () => ONE }];
  const known = knownDataset(SETUP.problem.dataset);
  const folders = dataFolders();
  if (known === undefined || locateDataset(known, folders) === undefined) {
    yield {
      ...describe,
      ratios,
      cells: [{ name: ONE, note: "no Fashion-MNIST here: `lossc data fetch fashion-mnist`" }],
    };
    return;
  }
  progress(NAME);
  const [loss] = compile("loss cross_entropy(y: target, p: probs) = -sum(y * log(p))").losses;
  const code = { name: loss!.name, code: tfjsModule(loss!) };
  let seed = 0;
  const jobs = (count: number): Job[] =>
    Array.from({ length: count }, () => ({ loss: code, seed: ++seed, setup: SETUP }));
  const pools = [1, 2].map((size) => ({
    name: size === 1 ? ONE : `${size} workers`,
    size,
    pool: createTrainingPool({ size, folders }),
  }));
  try {
    // Each worker reads the data and starts its backend.
    for (const { pool, size } of pools) await timeJobs(pool, jobs(size));
    const contenders = pools.map(({ name: contender, pool }) => ({
      name: contender,
      time: async (iterations: number) => {
        let spent = 0;
        for (let i = 0; i < iterations; i++) spent += await timeJobs(pool, jobs(PER_SAMPLE));
        return spent;
      },
    }));
    const budget = { warmUpMs: 0, sampleMs: 0, quotaMs: 60_000 * effort, minSamples: 1, maxSamples: 5 };
    const timings = await interleave(contenders, budget);
    const cells = [...timings].map(([{ name: contender }, timing]): Cell => {
      const perHour = Math.round(3.6e12 / timing.median).toLocaleString("en");
      return { name: contender, timing, note: `${perHour} candidates an hour` };
    });
    yield { ...describe, ratios, cells };
  } finally {
    for (const { pool } of pools) await pool.close();
  }
}
