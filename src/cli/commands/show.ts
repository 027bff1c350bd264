/** `lossc show`: what a loss is, for people and for tools, at each stage of the compiler. */

import { checkSource } from "../../check/check-source.ts";
import { rangeText } from "../../check/parameters.ts";
import { type DerivedLoss, specializeToLabels } from "../../codegen/derived.ts";
import { formulaLines } from "../../codegen/describe.ts";
import { type LoopNest, loopNests } from "../../codegen/loop-nest.ts";
import { scheduleText } from "../../codegen/schedule-text.ts";
import { inputLeaf, parameterLeaf } from "../../ir/lower.ts";
import type { Node } from "../../ir/node.ts";
import { formula, listing } from "../../ir/print.ts";
import type { CompiledLoss } from "../../pipeline/compile.ts";
import { derivationDot } from "../../report/dot.ts";
import { latex } from "../../report/latex.ts";
import type { Program } from "../../syntax/ast.ts";
import { withOptionNames } from "../argument-errors.ts";
import { inputFailure, usageFailure } from "../failure.ts";
import { parseFeatures } from "../features.ts";
import { loadImport, readSource } from "../files.ts";
import { diagnosticsJson, print, printJson } from "../output.ts";
import { oneLoss, reportDiagnostics } from "../sources.ts";

export interface ShowOptions {
  readonly emit: string;
  readonly fromLogits?: boolean;
  readonly with?: string;
  /** Of a schedule: for integer labels alone. */
  readonly labels?: boolean;
  /** Of a schedule: what it costs. */
  readonly explain?: boolean;
  readonly loss?: string;
  /** Of a candidate; the file is then a run's folder. */
  readonly lineage?: string;
  readonly json?: boolean;
}

type Emitter = (loss: CompiledLoss, derived: DerivedLoss, options: ShowOptions) => string;

const nameOfInput = (node: Node): string => inputLeaf(node).name;

/** The value and derivatives that a loss comes to, by what they are called. */
function results(derived: DerivedLoss): Map<string, Node> {
  const named = new Map([["loss", derived.root]]);
  named.set(`d loss / d ${nameOfInput(derived.prediction)}`, derived.gradient);
  derived.parameters.forEach((parameter, i) => {
    named.set(`d loss / d ${parameterLeaf(parameter).name}`, derived.parameterGradients[i]);
  });
  return named;
}

function labelResults(derived: DerivedLoss): Map<string, Node> | undefined {
  const form = specializeToLabels(derived, [derived.root, derived.gradient]);
  if (form === undefined) return undefined;
  const by = `d loss / d ${nameOfInput(derived.prediction)}`;
  return new Map([
    ["loss", form.root],
    [`${by} at the label`, form.gradient.atLabel],
    [`${by} elsewhere`, form.gradient.elsewhere],
  ]);
}

function summary(loss: CompiledLoss, derived: DerivedLoss): string {
  const inputs = loss.inputs.map(({ name, kind }) => `${name}: ${kind}`).join(", ");
  const parameters = loss.parameters.map(
    ({ name, defaultValue, range }) =>
      `${name} = ${defaultValue}${range === undefined ? "" : ` in ${rangeText(range)}`}`,
  );
  const head = [
    loss.name,
    ...loss.doc
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `  ${line}`),
  ];
  const signature = [
    `  inputs      ${inputs}`,
    ...(parameters.length > 0 ? [`  parameters  ${parameters.join(", ")}`] : []),
  ];
  return [
    ...head,
    "",
    ...signature,
    "",
    ...formulaLines(results(derived), derived.names).map((line) => `  ${line}`),
  ].join("\n");
}

function ir(_loss: CompiledLoss, derived: DerivedLoss): string {
  const labels = labelResults(derived);
  const dense = `# for labels as rows\n${listing(results(derived))}`;
  return labels === undefined ? dense : `${dense}\n\n# for integer labels\n${listing(labels)}`;
}

function nestsFor(loss: CompiledLoss, derived: DerivedLoss, options: ShowOptions): LoopNest[] {
  const nests = loopNests(derived);
  if (!options.labels) return nests;
  const integers = nests.filter((nest) => nest.labels === "integers");
  if (integers.length === 0) throw inputFailure(`\`${loss.name}\` has no class labels`, "leave out --labels");
  return integers;
}

const EMITTERS: ReadonlyMap<string, Emitter> = new Map<string, Emitter>([
  ["summary", summary],
  ["ir", ir],
  ["gradient", (_loss, derived) => formulaLines(new Map([...results(derived)].slice(1)), derived.names).join("\n")],
  ["latex", (loss, derived) => latex(loss.name, derived)],
  ["dot", (loss, derived) => derivationDot(loss.name, results(derived))],
  [
    "schedule",
    (loss, derived, options) => scheduleText(nestsFor(loss, derived, options), { explain: options.explain ?? false }),
  ],
]);

/** The syntax tree without the source text that every span refers to. */
function astJson(program: Program): unknown {
  return JSON.parse(JSON.stringify(program, (key, value: unknown) => (key === "file" ? undefined : value)));
}

function showAst(file: string, options: ShowOptions): void {
  const source = checkSource(readSource(file), loadImport);
  reportDiagnostics(source.diagnostics, options);
  printJson(astJson(source.program));
}

export async function run(file: string, options: ShowOptions): Promise<void> {
  if (options.lineage !== undefined) {
    (await import("./runs.ts")).showLineage(file, options.lineage, options);
    return;
  }
  if (options.emit === "ast") {
    showAst(file, options);
    return;
  }
  const emit = EMITTERS.get(options.emit);
  if (emit === undefined)
    throw usageFailure(`unknown form ${options.emit}`, `--emit takes ast, ${[...EMITTERS.keys()].join(", ")}`);
  if (options.emit !== "schedule" && (options.labels || options.explain))
    throw usageFailure(`--${options.labels ? "labels" : "explain"} is for --emit schedule`);
  const features = parseFeatures(options.with, options.fromLogits ?? false);
  const { loss, diagnostics } = oneLoss(file, options);
  const derived = withOptionNames(() => loss.derive(features));
  if (options.json) {
    const formulas = Object.fromEntries([...results(derived)].map(([subject, node]) => [subject, formula(node)]));
    printJson({
      name: loss.name,
      doc: loss.doc,
      inputs: loss.inputs,
      parameters: loss.parameters,
      formulas,
      emit: options.emit,
      text: emit(loss, derived, options),
      ...(options.emit === "schedule" ? { schedule: nestsFor(loss, derived, options) } : {}),
      diagnostics: diagnosticsJson(diagnostics),
    });
    return;
  }
  print(emit(loss, derived, options));
}
