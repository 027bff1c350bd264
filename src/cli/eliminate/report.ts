/** The result of an elimination goes in; its report comes out as text. */

import { compile } from "../../pipeline/compile.ts";
import type { PhaseResult } from "../../report/elimination.ts";
import { type Column, tableLines } from "../evolve/table.ts";
import { plural } from "../output.ts";
import type { EliminationResult } from "./result.ts";

const COLUMNS: readonly Column[] = [
  { title: "rank", align: "right" },
  { title: "loss", align: "left" },
  { title: "mean", align: "right" },
  { title: "95 % interval", align: "right" },
  { title: "", align: "left" },
];

/** Paragraphs: a table for each phase, how well each foretold the last one, and who survives. */
export function reportText(result: EliminationResult): string {
  const last = result.phases.at(-1);
  const paragraphs = result.phases.map((phase) => phaseLines(phase, result));
  if (result.phases.length > 1 && last !== undefined) paragraphs.push(correlationLines(result, last.name));
  paragraphs.push(survivorLines(result));
  return paragraphs.map((lines) => lines.join("\n")).join("\n\n");
}

type Phase = EliminationResult["phases"][number];

function phaseLines({ name, results, seeds, setup }: Phase, { metric, epoch }: EliminationResult): string[] {
  const { problem, model, epochs } = setup;
  const noise = problem.labelNoise === undefined ? "" : `, ${100 * problem.labelNoise.rate} % wrong labels`;
  const size = problem.trainSize === undefined ? "" : `, ${problem.trainSize} examples`;
  const judged = epoch === "best" ? `best ${metric}` : `${metric} of the last epoch`;
  return [
    `Phase ${name}: ${model} on ${problem.dataset}${noise}${size}, ${plural(epochs, "epoch")}, ${plural(seeds.length, "seed")}; ${judged} on the validation part.`,
    ...tableLines(COLUMNS, results.map(rowOf)),
    ...results.flatMap(failureLines),
  ];
}

function rowOf({ loss, mean, interval, rank, kept, baseline }: PhaseResult): string[] {
  return [
    baseline ? "-" : String(rank),
    loss,
    mean === null ? "-" : mean.toFixed(4),
    interval === null ? "-" : `[${interval[0].toFixed(4)}, ${interval[1].toFixed(4)}]`,
    baseline ? "baseline" : kept ? "kept" : "",
  ];
}

function failureLines({ loss, failed, scores }: PhaseResult): string[] {
  const reasons = new Map<string, number[]>();
  for (const { seed, reason } of failed) reasons.set(reason, [...(reasons.get(reason) ?? []), seed]);
  return [...reasons].map(([reason, seeds]) => {
    const which = scores.length > 1 ? ` (seed${seeds.length === 1 ? "" : "s"} ${seeds.join(", ")})` : "";
    return `${loss} failed: ${reason}${which}`;
  });
}

function correlationLines({ phases }: EliminationResult, last: string): string[] {
  const texts = phases.slice(0, -1).map(({ name, rankCorrelationWithLast: rho }) => {
    return `${name} ${rho === null ? "unknown" : rho.toFixed(2)}`;
  });
  return [`Rank correlation (Spearman) of each phase's means with those of ${last}: ${texts.join(", ")}.`];
}

function survivorLines({ survivors, sources, phases }: EliminationResult): string[] {
  if (survivors.length === 0) return ["No loss has survived."];
  const results = phases.at(-1)?.results ?? [];
  const base = results.find(({ baseline, mean }) => baseline && mean !== null);
  const difference = (loss: string): string => {
    const mean = results.find((one) => one.loss === loss)?.mean;
    if (mean == null || base?.mean == null) return "-";
    return `${mean < base.mean ? "" : "+"}${(mean - base.mean).toFixed(4)}`;
  };
  const columns: Column[] = [
    { title: "survivor", align: "left" },
    { title: base === undefined ? "" : `to ${base.loss}`, align: "right" },
    { title: "loss", align: "left" },
  ];
  const rows = survivors.map((name) => [name, difference(name), formulaOf(sources[name]!)]);
  return tableLines(columns, rows);
}

const formulaOf = (text: string): string => compile(text, { fileName: "survivor.loss" }).losses[0]?.formula ?? "";
