/** .loss files go in; the losses that a population begins with come out, as programs and as genotypes of a space. */

import { compile } from "../../pipeline/compile.ts";
import { type Genotype, genotypeOf } from "../../search/genotype/index.ts";
import { nodeName } from "../../search/genotype/program.ts";
import type { Space } from "../../search/space/index.ts";
import type { Expression, Let, LossDeclaration, Program } from "../../syntax/ast.ts";
import { mapOperands } from "../../syntax/map-operands.ts";
import { parse, parseExpression } from "../../syntax/parse.ts";
import { print } from "../../syntax/print.ts";
import { inputFailure } from "../failure.ts";
import { loadImport, readSource } from "../files.ts";
import { reportDiagnostics } from "../sources.ts";
import { selfContained } from "../training/self-contained.ts";
import type { FounderEntry } from "./config.ts";

/** Every loss of every file. @throws Failure for one that the space cannot express. */
export function readFounders(files: readonly string[], space: Space, json: boolean): FounderEntry[] {
  return files.flatMap((file) => {
    const source = readSource(file);
    const { losses, diagnostics } = compile(source.text, { fileName: source.name, load: loadImport });
    reportDiagnostics(
      diagnostics.filter(({ severity }) => severity === "error"),
      { json },
    );
    if (losses.length === 0) throw inputFailure(`--from: ${file} declares no loss`);
    return losses.map(({ name }) => {
      const text = print(selfContained(source, name, loadImport));
      if (founderGenotype(space, text) === undefined) {
        throw inputFailure(
          `--from: \`${name}\` of ${file} is no loss of the space \`${space.name}\``,
          "losses of a run of this space can be taken, and those written with its operators as it writes them",
        );
      }
      return { file: source.name, text };
    });
  });
}

/** The program as the space would write it: inputs called y and yhat, in this order; a node that is missing has no value. */
export function founderGenotype(space: Space, text: string): Genotype | undefined {
  const { program } = parse({ name: "founder.loss", text });
  const declarations = program.declarations.map((one) => (one.kind === "loss" ? canonicalLoss(space, one) : one));
  return genotypeOf(space, print({ ...program, declarations } satisfies Program));
}

function canonicalLoss(space: Space, loss: LossDeclaration): LossDeclaration {
  const names = new Map<string, string>();
  for (const { name, inputKind } of loss.inputs) {
    if (inputKind === "target") names.set(name.name, "y");
    if (inputKind === "probs") names.set(name.name, "yhat");
  }
  const renamed = (expression: Expression): Expression => rename(expression, names);
  const lets = loss.body.lets.map((one) => ({ ...one, value: renamed(one.value) }));
  const inputs = [...loss.inputs]
    .sort((one, other) => Number(one.inputKind === "probs") - Number(other.inputKind === "probs"))
    .map((one) => ({ ...one, name: { ...one.name, name: names.get(one.name.name) ?? one.name.name } }));
  const missing = space.kind === "graph" ? missingNodes(space.hiddenNodes, lets) : [];
  return {
    ...loss,
    doc: "",
    inputs,
    body: { ...loss.body, form: "block", lets: [...lets, ...missing], result: renamed(loss.body.result) },
  };
}

function missingNodes(count: number, lets: readonly Let[]): Let[] {
  const there = new Set(lets.map(({ name }) => name.name));
  const value = parseExpression("0 / 0");
  return Array.from({ length: count }, (_, i) => nodeName(i))
    .filter((name) => !there.has(name))
    .map((name) => ({ name: { name, span: value.span }, value, span: value.span }));
}

function rename(expression: Expression, names: ReadonlyMap<string, string>): Expression {
  return expression.kind === "name"
    ? { ...expression, name: names.get(expression.name) ?? expression.name }
    : mapOperands(expression, (operand) => rename(operand, names));
}
