/** A run's folder goes in; its report comes out as JSON, as text and as a figure. */

import {
  type ComparisonRow,
  compareLosses,
  comparisonTable,
  failureLines,
  type Measurement,
  verdict,
} from "../../report/comparison.ts";
import type { LineFigure } from "../../report/figure/index.ts";
import { type CurvePanel, type EpochNumbers, learningCurves } from "../../report/learning-curves.ts";
import type { EpochLine } from "../../train/compare/index.ts";
import { METRICS, type MetricName } from "../../train/job.ts";
import { type StoredTraining, trialKey } from "./run-folder.ts";

export interface Report {
  /** Times and places apart: two runs of one configuration have the same. */
  readonly json: object;
  readonly text: string;
  /** Whether any training went well. */
  readonly any: boolean;
  /** The table's, in the order of the losses. */
  readonly rows: readonly ComparisonRow[];
  /** A sentence on each loss that is compared. */
  readonly verdicts: readonly string[];
}

/** How each metric is told. */
export const MEASUREMENTS: Readonly<Record<MetricName, Measurement>> = {
  accuracy: { metric: "accuracy", better: METRICS.accuracy.better, isPart: true },
  "macro-f1": { metric: "macro-f1", better: METRICS["macro-f1"].better, isPart: true },
  nll: { metric: "nll", better: METRICS.nll.better, isPart: false },
  ece: { metric: "ece", better: METRICS.ece.better, isPart: true },
};

export function reportOf({ config, done }: Pick<StoredTraining, "config" | "done">): Report {
  const { metric, seeds, losses, baseline } = config;
  const results = losses.map(({ id, label }) => {
    const evaluations = seeds.map((seed) => done.get(trialKey(id, seed)));
    return {
      label,
      evaluations,
      values: evaluations.map((one) => (one?.status === "done" ? one.metrics[metric] : undefined)),
      failures: evaluations.map((one) => (one?.status === "failed" ? one.reason : undefined)),
    };
  });
  const base = losses.find(({ id }) => id === baseline)?.label;
  const measurement = MEASUREMENTS[metric];
  const rows = compareLosses(results, seeds, base);
  const verdicts = rows.map((row) =>
    base === undefined || row.label === base ? undefined : verdict(row, base, measurement),
  );
  const sentences = verdicts.filter((sentence) => sentence !== undefined);
  const paragraphs = [[comparisonTable(rows, base, measurement)], sentences, rows.flatMap(failureLines)];
  return {
    json: {
      metric,
      part: "validation",
      seeds,
      results: rows.map((row, i) => ({
        ...rowJson(row, metric),
        failed: results[i]!.failures.flatMap((reason, k) => (reason === undefined ? [] : [{ seed: seeds[k], reason }])),
        weights: results[i]!.evaluations.map((one) => (one?.status === "done" ? (one.weightsHash ?? null) : null)),
        ...(verdicts[i] === undefined ? {} : { verdict: verdicts[i] }),
      })),
    },
    text: paragraphs
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join("\n"))
      .join("\n\n"),
    any: results.some(({ values }) => values.some((value) => value !== undefined)),
    rows,
    verdicts: sentences,
  };
}

function rowJson({ label, mean, interval, perSeed, difference }: ComparisonRow, metric: MetricName): object {
  return {
    loss: label,
    [metric]: { mean: mean ?? null, interval: interval ?? null, perSeed: perSeed.map((value) => value ?? null) },
    baseline:
      difference === undefined
        ? null
        : {
            difference: difference.difference,
            p: difference.p ?? null,
            pHolm: difference.pHolm ?? null,
            interval: difference.interval ?? null,
            pairs: difference.pairs,
          },
  };
}

/** Nothing where no trainer has told of its epochs. */
export function curvesOf(folder: Pick<StoredTraining, "config" | "history">): LineFigure | undefined {
  const { losses, seeds, metric } = folder.config;
  const records = losses.map(({ id, label }) => ({
    label,
    runs: seeds.map((seed) => folder.history(id, seed).map((line) => epochNumbers(line, metric))),
  }));
  const panels: CurvePanel[] = [
    { value: "trainLoss", title: "Training loss", yLabel: "mean of the epoch's batches, by the loss itself" },
    { value: metric, title: `Validation ${metric}`, yLabel: METRICS[metric].doc },
  ];
  const figure = learningCurves(records, panels);
  return figure.panels.length > 0 ? figure : undefined;
}

/** The names of lossc's own records, or those that a trainer may use. */
function epochNumbers(line: EpochLine, metric: MetricName): EpochNumbers {
  const validation = line.validation as Readonly<Record<string, unknown>> | undefined;
  const wanted = { trainLoss: line.trainLoss ?? line.loss, [metric]: validation?.[metric] ?? line[metric] };
  const numbers = Object.entries(wanted).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return { epoch: line.epoch, values: Object.fromEntries(numbers) };
}
