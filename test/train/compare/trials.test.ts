/** Trials: their order, how many run at once, and how they end together. */

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  type Evaluate,
  type Evaluation,
  evaluationOf,
  planTrials,
  runTrials,
  stopReason,
  type Trial,
} from "../../../src/train/compare/index.ts";
import type { Metrics, Stop } from "../../../src/train/job.ts";

const loss = (name: string) => ({ name, source: "", code: "" });
const [A, B] = [loss("a"), loss("b")];
const words = ({ loss: { name }, seed }: Trial): string => `${name}${seed}`;
const done = (accuracy: number): Evaluation => ({ status: "done", metrics: { accuracy } });

test("losses meet seed by seed", () => {
  expect(planTrials([A, B], [3, 4]).map(words)).toEqual(["a3", "b3", "a4", "b4"]);
});

test("at most so many at once, begun in order, each told of once", async () => {
  let running = 0;
  let most = 0;
  const begun: string[] = [];
  const ended = new Map<string, Evaluation>();
  const evaluate: Evaluate = async ({ seed }) => {
    most = Math.max(most, ++running);
    // The first ones take longest, so that they end out of order.
    await sleep(30 - 2 * seed);
    running--;
    return done(seed / 10);
  };
  const trials = planTrials([A, B], [1, 2, 3, 4, 5]);
  await runTrials(
    trials,
    { evaluate, atOnce: 3 },
    {
      onStart: (trial) => begun.push(words(trial)),
      onEnd: (trial, evaluation) => {
        expect(ended.has(words(trial))).toBe(false);
        ended.set(words(trial), evaluation);
      },
    },
  );
  expect(most).toBe(3);
  expect(begun).toEqual(trials.map(words));
  expect([...ended.keys()].sort()).toEqual(trials.map(words).sort());
  expect(ended.get("b4")).toEqual(done(0.4));
});

test("progress, epochs and restarts are told with their trial", async () => {
  const events: string[] = [];
  await runTrials(
    planTrials([A], [7]),
    {
      atOnce: 1,
      evaluate: async (_, { onProgress, onEpoch, onRestart }) => {
        onEpoch?.({ epoch: 1 });
        onRestart?.();
        onProgress?.({ step: 1, steps: 2, epoch: 1, loss: 3, accuracy: undefined });
        onEpoch?.({ epoch: 1 });
        return done(1);
      },
    },
    {
      onStart: (trial) => events.push(`start ${words(trial)}`),
      onProgress: (trial, { step }) => events.push(`step ${step} of ${words(trial)}`),
      onEpoch: (trial, { epoch }) => events.push(`epoch ${epoch} of ${words(trial)}`),
      onEnd: (trial) => events.push(`end ${words(trial)}`),
    },
  );
  expect(events).toEqual(["start a7", "epoch 1 of a7", "start a7", "step 1 of a7", "epoch 1 of a7", "end a7"]);
});

/** Ends by its signal alone. */
const endless: Evaluate = (_, { signal }) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });

test("an abort ends them all with its reason, and nothing more is told", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const ended: string[] = [];
  const evaluate: Evaluate = async (trial, options) => (trial.seed === 1 ? done(1) : endless(trial, options));
  const run = runTrials(
    planTrials([A, B], [1, 2, 3]),
    { evaluate, atOnce: 2, signal: stop.signal },
    { onEnd: (trial) => ended.push(words(trial)) },
  );
  await sleep(20);
  stop.abort(reason);
  await expect(run).rejects.toBe(reason);
  expect(ended).toEqual(["a1", "b1"]);
});

test("an evaluation that throws ends the others", async () => {
  const broken = new Error("broken");
  let begun = 0;
  const evaluate: Evaluate = async (trial, options) => {
    begun++;
    if (words(trial) === "b1") throw broken;
    return endless(trial, options);
  };
  const run = runTrials(planTrials([A, B], [1, 2, 3]), { evaluate, atOnce: 2 }, { onEnd: () => {} });
  await expect(run).rejects.toBe(broken);
  expect(begun).toBe(2);
});

test("nothing to do is soon done", async () => {
  await runTrials([], { evaluate: endless, atOnce: 4 }, { onEnd: () => {} });
});

describe("what a training gave", () => {
  const best: Metrics = { accuracy: 0.9, "macro-f1": 0.8, nll: 0.3, ece: 0.1 };
  const threshold = { epoch: 2, part: "train", accuracy: 0.35 } as const;
  const stops: [Stop, string][] = [
    [{ reason: "aborted", step: 4 }, "the training was stopped at step 5"],
    [{ reason: "loss-not-finite", step: 2, loss: Number.NaN }, "the loss was not finite (NaN) at step 3"],
    [{ reason: "prediction-not-finite", step: 0 }, "a prediction was not finite at step 1"],
    [{ reason: "gradient-not-finite", step: 9 }, "the gradient was not finite at step 10"],
    [{ reason: "gradient-zero", step: 4 }, "the gradient was zero up to step 5"],
    [
      { reason: "below-threshold", step: 80, threshold, accuracy: 0.1234567 },
      "the training accuracy was 0.1235 after epoch 2, below 0.35",
    ],
  ];

  test.each(stops)("%j", (stop, text) => {
    expect(stopReason(stop)).toContain(text);
    expect(evaluationOf({ best, stopped: stop, weightsHash: "x" })).toEqual({
      status: "failed",
      cause: "loss",
      reason: stopReason(stop),
    });
  });

  test("to its end: its best", () => {
    expect(evaluationOf({ best, weightsHash: "abc" })).toEqual({
      status: "done",
      metrics: best,
      weightsHash: "abc",
    });
  });
});
