/** Each loss's values, seed by seed, go in; means, paired differences to a baseline and plain words come out. */

import { holm, type Interval, meanInterval, pairedTest } from "./statistics.ts";
import { textTable } from "./text-table.ts";

export interface MeasuredLoss {
  readonly label: string;
  /** In the order of the seeds; what failed has none, and its reason below. */
  readonly values: readonly (number | undefined)[];
  readonly failures: readonly (string | undefined)[];
}

export interface Measurement {
  /** A word for the values: `accuracy`. */
  readonly metric: string;
  readonly better: "higher" | "lower";
  /** Whether values are parts of one, told in percent and their differences in points. */
  readonly isPart: boolean;
}

export interface Difference {
  readonly pairs: number;
  readonly difference: number;
  readonly interval: Interval | undefined;
  readonly p: number | undefined;
  /** Corrected by Holm's method for the number of losses that are compared with the baseline. */
  readonly pHolm: number | undefined;
}

export interface ComparisonRow {
  readonly label: string;
  readonly mean: number | undefined;
  readonly interval: Interval | undefined;
  readonly perSeed: readonly (number | undefined)[];
  /** To the baseline; nothing for the baseline itself and where there is none. */
  readonly difference: Difference | undefined;
  readonly failed: readonly Failed[];
}

/** Seeds that failed for one reason. */
export interface Failed {
  readonly reason: string;
  readonly seeds: readonly number[];
}

/** Differences are of the seeds with which both the loss and the baseline went well. */
export function compareLosses(
  losses: readonly MeasuredLoss[],
  seeds: readonly number[],
  baseline: string | undefined,
): ComparisonRow[] {
  const base = losses.find(({ label }) => label === baseline);
  const tests = losses.map((loss) => {
    if (base === undefined || loss === base) return undefined;
    const pairs = loss.values.flatMap((value, i) => {
      const other = base.values[i];
      return value === undefined || other === undefined ? [] : [[value, other] as const];
    });
    return pairedTest(
      pairs.map(([value]) => value),
      pairs.map(([, other]) => other),
    );
  });
  const tested = tests.flatMap((result, i) => (result?.p === undefined ? [] : [{ i, p: result.p }]));
  const corrected = new Map(holm(tested.map(({ p }) => p)).map((p, k) => [tested[k]!.i, p]));
  return losses.map(({ label, values, failures }, i) => {
    const good = values.filter((value) => value !== undefined);
    const { mean, interval } = meanInterval(good);
    const result = tests[i];
    return {
      label,
      mean: good.length > 0 ? mean : undefined,
      interval,
      perSeed: values,
      difference:
        result === undefined || result.pairs === 0
          ? undefined
          : {
              pairs: result.pairs,
              difference: result.difference,
              interval: result.interval,
              p: result.p,
              pHolm: corrected.get(i),
            },
      failed: groupFailures(failures, seeds),
    };
  });
}

export function groupFailures(failures: readonly (string | undefined)[], seeds: readonly number[]): Failed[] {
  const groups = new Map<string, number[]>();
  failures.forEach((reason, i) => {
    if (reason === undefined) return;
    const group = groups.get(reason) ?? [];
    group.push(seeds[i]!);
    groups.set(reason, group);
  });
  return [...groups].map(([reason, failed]) => ({ reason, seeds: failed }));
}

export const SIGNIFICANT = 0.05;

/** One sentence on a loss that is compared with a baseline. */
export function verdict(row: ComparisonRow, baseline: string, measurement: Measurement): string {
  const { label, difference, mean } = row;
  if (mean === undefined) return `${label} failed with every seed.`;
  if (difference === undefined) return `${label} and ${baseline} share no seed with which both went well.`;
  const { difference: size, pHolm } = difference;
  if (pHolm === undefined) return `${label}: one seed cannot show a difference to ${baseline}.`;
  const chance = `(${pText(pHolm)})`;
  if (!(pHolm < SIGNIFICANT)) return `${label}: no difference to ${baseline} shown ${chance}.`;
  const better = measurement.better === "higher" ? size > 0 : size < 0;
  return `${label} is ${better ? "better" : "worse"} than ${baseline} by ${sizeText(Math.abs(size), measurement)} ${chance}.`;
}

function pText(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${pNumber(p)}`;
}

const pNumber = (p: number): string => (p < 0.001 ? "< 0.001" : p.toFixed(p < 0.01 ? 4 : p < 0.1 ? 3 : 2));

function sizeText(size: number, { metric, isPart }: Measurement): string {
  return isPart ? `${(100 * size).toFixed(2)} points` : `${size.toFixed(4)} ${metric}`;
}

/** The rows in columns, for a terminal of any kind. `corrected` p-values are called so, by default those of several rows. */
export function comparisonTable(
  rows: readonly ComparisonRow[],
  baseline: string | undefined,
  measurement: Measurement,
  { corrected, verdicts }: { readonly corrected?: boolean; readonly verdicts?: readonly string[] } = {},
): string {
  const { metric, isPart } = measurement;
  const value = (x: number, signed = false): string => {
    const text = isPart ? (100 * x).toFixed(2) : x.toFixed(4);
    return signed && !text.startsWith("-") ? `+${text}` : text;
  };
  const range = (interval: Interval | undefined, signed = false): string =>
    interval === undefined ? "-" : `[${value(interval[0], signed)}, ${value(interval[1], signed)}]`;
  const isCorrected = corrected ?? rows.filter(({ difference }) => difference !== undefined).length > 1;
  const head = ["loss", isPart ? `${metric} (%)` : metric, "95 % interval"];
  if (baseline !== undefined) head.push("difference", "95 % interval", isCorrected ? "p (Holm)" : "p");
  if (verdicts !== undefined) head.push("verdict");
  const body = rows.map(({ label, mean, interval, difference, failed, perSeed }, i) => {
    const cells = [label, mean === undefined ? "-" : value(mean), range(interval)];
    if (baseline !== undefined && label === baseline) cells.push("baseline", "", "");
    else if (baseline !== undefined) {
      cells.push(difference === undefined ? "-" : value(difference.difference, true));
      cells.push(range(difference?.interval, true));
      cells.push(difference?.pHolm === undefined ? "-" : pNumber(difference.pHolm));
    }
    if (verdicts !== undefined) cells.push(verdicts[i] ?? "");
    const failures = failed.reduce((sum, { seeds }) => sum + seeds.length, 0);
    cells.push(failures > 0 ? `${failures} of ${perSeed.length}` : "");
    return cells;
  });
  const anyFailed = body.some((cells) => cells.at(-1) !== "");
  const lines = [[...head, "failed"], ...body].map((cells) => (anyFailed ? cells : cells.slice(0, -1)));
  return textTable(lines);
}

/** A line for each reason for which trainings of a loss failed. */
export function failureLines({ label, failed, perSeed }: ComparisonRow): string[] {
  return failed.map(({ reason, seeds }) => {
    const which = seeds.length < perSeed.length ? ` (seed${seeds.length === 1 ? "" : "s"} ${seeds.join(", ")})` : "";
    return `${label}: ${seeds.length} of ${perSeed.length} failed: ${reason}${which}`;
  });
}
