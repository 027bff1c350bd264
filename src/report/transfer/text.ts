/** What a transfer gave goes in; its tables come out as text for a terminal: one for each setting, and the counts over all of them. */

import { type ComparisonRow, comparisonTable, failureLines, groupFailures, type Measurement } from "../comparison.ts";
import { textTable } from "../text-table.ts";
import type { Comparison, Overall, TransferCell, TransferResult, TransferSetting } from "./result.ts";

export function transferText(
  { baseline, cells, overall, against }: TransferResult,
  nameOf: (setting: TransferSetting) => string,
  measurement: Measurement,
): string {
  const names = [...new Set(cells.map(nameOf))];
  const ofSetting = names.map((name) => cells.filter((cell) => nameOf(cell) === name));
  const settings = ofSetting.map((own, i) => {
    const rows = own.map((cell) => ({ cell, comparison: cell }));
    const failures = own.flatMap((cell) => failureLines(rowOf(cell, cell)));
    return [`${names[i]}:`, tableOf(rows, baseline, measurement), ...failures].join("\n");
  });
  const others = against.flatMap(({ baseline: other, cells: compared, overall: counts }) => {
    if (counts.length === 0) return [];
    const tables = ofSetting.map((own, i) => {
      const comparisons = compared.filter((cell) => nameOf(cell) === names[i]);
      const rows = own.flatMap((cell): Row[] => {
        const comparison = comparisons.find(({ loss }) => loss === cell.loss);
        return comparison === undefined && cell.loss !== other ? [] : [{ cell, comparison }];
      });
      return `${names[i]}, against ${other}:\n${tableOf(rows, other, measurement)}`;
    });
    return [...tables, overallText(counts, other, names.length)];
  });
  const counted = overall.length > 0 ? [overallText(overall, baseline, names.length)] : [];
  return [...settings, ...counted, ...others].join("\n\n");
}

interface Row {
  readonly cell: TransferCell;
  /** Nothing for the baseline. */
  readonly comparison: Comparison | undefined;
}

/** p-values are corrected for the whole grid, even where a setting has a single one. */
function tableOf(rows: readonly Row[], baseline: string, measurement: Measurement): string {
  const verdicts = rows.map(({ cell, comparison }) => (cell.loss === baseline ? "" : (comparison?.verdict ?? "")));
  return comparisonTable(
    rows.map(({ cell, comparison }) => rowOf(cell, comparison)),
    baseline,
    measurement,
    { corrected: true, verdicts },
  );
}

function rowOf(cell: TransferCell, comparison: Comparison | undefined): ComparisonRow {
  const { loss, mean, interval, seeds, scores, failed } = cell;
  const difference = comparison?.difference ?? undefined;
  const reasons = seeds.map((seed) => failed.find((one) => one.seed === seed)?.reason);
  return {
    label: loss,
    mean: mean ?? undefined,
    interval: interval ?? undefined,
    perSeed: scores.map((score) => score ?? undefined),
    difference: difference && {
      pairs: difference.pairs,
      difference: difference.mean,
      interval: difference.interval ?? undefined,
      p: comparison?.p ?? undefined,
      pHolm: comparison?.pHolm ?? undefined,
    },
    failed: groupFailures(reasons, seeds),
  };
}

function overallText(overall: readonly Overall[], baseline: string, settings: number): string {
  const head = ["loss", "better", "worse", "undecided", "failed"];
  const rows = overall.map(({ loss, better, worse, undecided, failed }) => [
    loss,
    ...[better, worse, undecided, failed].map(String),
  ]);
  const where = settings === 1 ? "in the one setting" : `in ${settings} settings`;
  return [`Against ${baseline}, ${where}, at the 0.05 level:`, textTable([head, ...rows])].join("\n");
}
