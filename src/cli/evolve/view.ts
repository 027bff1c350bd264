/** How a search stands and a terminal's width go in; the lines of the live view come out, none wider than that. */

import { durationText } from "./duration.ts";
import { countText, fitnessText, rejectionsText, type Standing, summarizedText, summaryTexts } from "./standing.ts";

const BARS = "▁▂▃▄▅▆▇█";
const LABEL = 11;
const MOST_FORMULA_LINES = 3;

export function viewLines(standing: Standing, width: number): string[] {
  const { objective, summary, rungs, evaluations, budget, running, rejections, history, best } = standing;
  const inner = Math.max(1, width - LABEL);
  const row = (label: string, text: string): string => `${label.padEnd(LABEL - 1)} ${text}`;
  const numbers =
    summary === undefined
      ? [best === undefined ? "nothing yet" : `best ${fitnessText(best.fitness)}`]
      : summaryTexts(summary);
  const about = [objective, ...(summary === undefined ? [] : [summarizedText(summary, rungs)])];
  const of = budget === undefined ? "" : ` of ${countText(budget)}`;
  const trainedText = `${countText(evaluations)}${of}${running > 0 ? `, ${running} in training` : ""}`;
  return [
    row("fitness", `${numbers.join("  ")}  (${about.filter((text) => text !== undefined).join("; ")})`),
    row("best", sparkline(history, Math.min(inner, 60))),
    row("trained", `${budget === undefined ? "" : `${progressBar(evaluations / budget, 20)} `}${trainedText}`),
    row("time", timeText(standing)),
    row("rejected", rejectionsText(rejections)),
    ...(best === undefined
      ? []
      : wrapped(`#${best.id}: ${best.formula}`, inner).map((text, i) => row(i === 0 ? "loss" : "", text))),
  ].map((line) => cut(line, width));
}

function timeText({ seconds, secondsLeft, perHour }: Standing): string {
  const rate = perHour === undefined ? [] : [`${countText(perHour)} an hour`];
  const left = secondsLeft === undefined ? [] : [`${durationText(secondsLeft)} left`];
  return [durationText(seconds), ...rate, ...left].join(" · ");
}

/** The last value in each of `width` equal parts, from the smallest (▁) to the largest (█). */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  if (columns === 0) return "";
  const shown = Array.from({ length: columns }, (_, i) => values[Math.ceil(((i + 1) * values.length) / columns) - 1]!);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  return shown
    .map(
      (value) =>
        BARS[high === low ? 0 : Math.min(BARS.length - 1, Math.floor(((value - low) / (high - low)) * BARS.length))],
    )
    .join("");
}

function progressBar(part: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** Lines of at most `width`; what is too much ends in an ellipsis. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width));
  if (lines.length <= MOST_FORMULA_LINES) return lines;
  return [
    ...lines.slice(0, MOST_FORMULA_LINES - 1),
    `${lines[MOST_FORMULA_LINES - 1]!.slice(0, Math.max(0, width - 1))}…`,
  ];
}

/** Every character here takes one column. */
const cut = (line: string, width: number): string =>
  line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
