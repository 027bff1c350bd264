/** Programs go in; their curves and equations come out, as a report shows them. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CompiledLoss, compile } from "../../pipeline/compile.ts";
import { equationOf, lossCurves } from "../../report/page/curves.ts";
import type { Equation, LossCurves } from "../../report/page/data.ts";
import { examplesFolder } from "../training/losses.ts";

interface NamedProgram {
  readonly name: string;
  readonly program: string;
}

/** Nothing for a program that this lossc cannot read. */
export function compiledLoss(program: string): CompiledLoss | undefined {
  return compile(program, { fileName: "run.loss" }).losses.at(-1);
}

export function equationsOf(programs: readonly NamedProgram[]): Equation[] {
  return programs.flatMap(({ name, program }) => {
    const loss = compiledLoss(program);
    return loss === undefined ? [] : [equationOf(name, loss, program)];
  });
}

const CROSS_ENTROPY = "cross_entropy";

/** The first few, and cross-entropy beside them: more lines than that hide each other. */
export function curvesBeside(programs: readonly NamedProgram[], most = 4): LossCurves[] {
  const others = programs.filter(({ name }) => name !== CROSS_ENTROPY).slice(0, most);
  return [...others, ...crossEntropy()].flatMap(({ name, program }) => {
    const loss = compiledLoss(program);
    const curves = loss && lossCurves(name, loss);
    return curves === undefined ? [] : [curves];
  });
}

function crossEntropy(): NamedProgram[] {
  const folder = examplesFolder();
  if (folder === undefined) return [];
  return [{ name: CROSS_ENTROPY, program: readFileSync(join(folder, `${CROSS_ENTROPY}.loss`), "utf8") }];
}
