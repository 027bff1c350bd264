/** The epochs of several trainings of several losses go in; a figure of how each loss learns, on average, comes out. */

import type { LineFigure, Panel, Series } from "./figure/figure.ts";

/** Numbers known after an epoch, by name. */
export interface EpochNumbers {
  readonly epoch: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface LearningRecord {
  readonly label: string;
  /** One for each seed. */
  readonly runs: readonly (readonly EpochNumbers[])[];
}

export interface CurvePanel {
  readonly value: string;
  readonly title: string;
  readonly yLabel: string;
}

/** Panels for which there are no numbers are left out; the band of a line reaches from the worst to the best run. */
export function learningCurves(records: readonly LearningRecord[], panels: readonly CurvePanel[]): LineFigure {
  const drawn = panels.map(({ value, title, yLabel }): Panel => {
    const series = records.map((record) => averageSeries(record, value)).filter(({ x }) => x.length > 0);
    return { title, xLabel: "epoch", yLabel, series, yRange: "robust" };
  });
  const runs = Math.max(0, ...records.map((record) => record.runs.length));
  return {
    title: runs > 1 ? `Learning curves: means of ${runs} seeds, with the range of the seeds` : "Learning curves",
    panels: drawn.filter(({ series }) => series.length > 0),
    theme: "auto",
  };
}

/** At each epoch, over the runs that got there. */
function averageSeries({ label, runs }: LearningRecord, value: string): Series {
  const byEpoch = new Map<number, number[]>();
  for (const run of runs) {
    for (const { epoch, values } of run) {
      const y = values[value];
      if (y === undefined || !Number.isFinite(y)) continue;
      const known = byEpoch.get(epoch) ?? [];
      known.push(y);
      byEpoch.set(epoch, known);
    }
  }
  const epochs = [...byEpoch].sort(([a], [b]) => a - b);
  const line = {
    label,
    x: epochs.map(([epoch]) => epoch),
    y: epochs.map(([, values]) => values.reduce((sum, y) => sum + y, 0) / values.length),
  };
  if (runs.length < 2) return line;
  return {
    ...line,
    low: epochs.map(([, values]) => Math.min(...values)),
    high: epochs.map(([, values]) => Math.max(...values)),
  };
}
