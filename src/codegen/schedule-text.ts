/** Loop nests go in; text for people comes out, with what each part costs if that is asked for. */

import type { Operations, PassCost } from "./loop-cost.ts";
import type { LoopNest, NamedFormula, PassDescription, Spared } from "./loop-nest.ts";

export interface ScheduleTextOptions {
  /** Adds bytes and operations. */
  readonly explain: boolean;
}

const TITLES: Readonly<Record<LoopNest["labels"], string>> = {
  rows: "labels as rows",
  integers: "integer labels",
  none: "no class labels",
};

const PLURALS: Readonly<Record<string, string>> = { pass: "passes" };
const plural = (count: number, word: string): string =>
  `${count} ${count === 1 ? word : (PLURALS[word] ?? `${word}s`)}`;

const equation = ({ name, formula, where }: NamedFormula): string =>
  `${name} = ${formula}${where === undefined ? "" : `  where ${where}`}`;

/** Lines of one kind: the kind stands before the first. */
function labelled(kind: string, texts: readonly string[]): string[] {
  return texts.map((text, i) => `${(i === 0 ? kind : "").padEnd(9)}${text}`);
}

function passLines(pass: PassDescription): string[] {
  return [
    ...labelled("read", pass.reads),
    ...pass.computes.flatMap((value) => labelled(value.isAgain ? "again" : "compute", [equation(value)])),
    ...labelled("reduce", pass.reduces.map(equation)),
    ...labelled("keep", pass.keeps),
    ...labelled("store", pass.stores.map(equation)),
  ];
}

/** `3 cheap operations, 1 division, 2 exp`; empty for none. */
function operationsText({ cheap, divisions, functions }: Operations): string {
  const parts = [
    ...(cheap > 0 ? [plural(cheap, "cheap operation")] : []),
    ...(divisions > 0 ? [plural(divisions, "division")] : []),
    ...Object.entries(functions).map(([name, times]) => `${times} ${name}`),
  ];
  return parts.join(", ");
}

function workText(operations: Operations, gated: Operations): string[] {
  const inGates = operationsText(gated);
  return [operationsText(operations) || "no operations", ...(inGates === "" ? [] : [`in gates ${inGates}`])];
}

function passCostText({ bytesRead, bytesWritten, operations, gated, recomputed }: PassCost): string {
  const moved = [`${bytesRead} bytes read`, ...(bytesWritten > 0 ? [`${bytesWritten} written`] : [])].join(", ");
  const again = recomputed > 0 ? [`${plural(recomputed, "value")} computed again`] : [];
  return [moved, ...workText(operations, gated), ...again].join("; ");
}

function totals({ cost, passes }: LoopNest): string[] {
  const { perElement, perExample } = cost;
  const element = [
    plural(perElement.passes, "pass"),
    `${perElement.bytes} bytes moved, ${perElement.bytesOfMemory} of them from and to memory`,
    ...workText(perElement.operations, perElement.gated),
    `${plural(perElement.kept, "value")} kept, ${perElement.recomputed} computed again`,
  ];
  const example = [
    `${perExample.bytesOfMemory} bytes from and to memory`,
    operationsText(perExample.operations) || "no operations",
  ];
  return [
    ...(passes.length > 0 || perElement.bytes > 0 ? labelled("element", [element.join("; ")]) : []),
    ...labelled("example", [example.join("; ")]),
  ];
}

/** What label specialization removed, in a line. */
function sparedText(spared: Spared, passes: number): string {
  const { rowsOf, elementsAtLabel, isCleared } = spared;
  const parts = [
    passes === 0
      ? `nothing is read but the label's class: ${plural(elementsAtLabel, "element")} an example`
      : `the rows of ${rowsOf} are not read`,
    ...(spared.passes > 0 ? [`${plural(spared.passes, "pass")} fewer`] : []),
    ...(spared.reductions > 0 ? [`${plural(spared.reductions, "reduction")} fewer`] : []),
    ...(isCleared ? ["the gradient is 0 but at the label"] : []),
  ];
  return parts.join("; ");
}

function nestLines(nest: LoopNest, { explain }: ScheduleTextOptions): string[] {
  const count = nest.passes.length === 0 ? "no pass" : plural(nest.passes.length, "pass");
  const scratch = nest.scratchRows === 0 ? "" : `, ${plural(nest.scratchRows, "row")} of scratch`;
  const isOverClasses = nest.passes.length > 0 || nest.labels !== "none";
  const lines = [`${TITLES[nest.labels]}${isOverClasses ? `: ${count} over the classes${scratch}` : ""}`];
  if (nest.spared !== undefined) lines.push(`  ${sparedText(nest.spared, nest.passes.length)}`);
  if (nest.once.length > 0) lines.push("  once", ...nest.once.map((value) => `    ${equation(value)}`));
  lines.push("  for each example");
  nest.perExample.forEach((values, i) => {
    lines.push(...values.map((value) => `    ${equation(value)}`));
    const pass = nest.passes[i];
    if (pass === undefined) return;
    lines.push(`    pass ${i + 1}, for each class`, ...passLines(pass).map((line) => `      ${line}`));
    if (explain) lines.push(...labelled("cost", [passCostText(nest.cost.passes[i])]).map((line) => `      ${line}`));
  });
  if (explain) lines.push("  in total, for each", ...totals(nest).map((line) => `    ${line}`));
  return lines;
}

export function scheduleText(nests: readonly LoopNest[], options: ScheduleTextOptions): string {
  return nests.map((nest) => nestLines(nest, options).join("\n")).join("\n\n");
}
