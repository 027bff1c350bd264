/** The `module` target: from a derived loss to a standalone TypeScript module, no imports, typed arrays, fused loops. */

import { rangeText } from "../../check/parameters.ts";
import { inputLeaf, parameterLeaf } from "../../ir/lower.ts";
import type { Node } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import { classTarget, type DerivedLoss } from "../derived.ts";
import { commentText, headerComment } from "../describe.ts";
import { sourcesOf } from "../embedded.ts";
import { NUMERIC_SOURCES } from "../javascript/numeric-sources.generated.ts";
import { EMBEDDED } from "../javascript/rows.ts";
import {
  type FunctionDeclarationStructure,
  type InterfaceDeclarationStructure,
  printSourceFile,
  type StatementStructures,
} from "../source-file.ts";
import { type GeneratedFunction, generateFunction, type ModuleShape, moduleShape } from "./functions.ts";
import { SUPPORT } from "./support.ts";

export interface ModuleOptions {
  /** Adds an option `ignoreIndex`: examples of that class count for nothing. */
  readonly ignoreIndex?: boolean;
  /** Where the loss comes from, for the doc comment. */
  readonly origin?: string;
}

function optionsInterface(shape: ModuleShape): Omit<InterfaceDeclarationStructure, "kind"> {
  const property = (name: string, type: string, doc: string): object => ({
    name,
    type,
    hasQuestionToken: true,
    isReadonly: true,
    docs: [commentText(doc)],
  });
  const properties = [];
  if (shape.hasClasses)
    properties.push(
      property(
        "classes",
        "number",
        `Number of classes. Left out: ${shape.prediction} is one example (or, with integer labels, has one row per label).`,
      ),
    );
  for (const parameter of shape.derived.parameters) {
    const { defaultValue, range } = parameterLeaf(parameter);
    const within = range === undefined ? "any finite number" : `within ${rangeText(range)}`;
    properties.push(property(shape.leafNames.get(parameter)!, "number", `${within}; ${defaultValue} by default.`));
  }
  for (const extra of shape.extras) {
    const { inputKind } = inputLeaf(extra);
    const size =
      inputKind === "class-weights" ? "[classes]" : extra.shape === "per-class" ? "[batch, classes]" : "[batch]";
    properties.push(property(shape.leafNames.get(extra)!, "ArrayLike<number>", `${size}; required.`));
  }
  properties.push(
    property(
      "reduction",
      '"mean" | "sum" | "none"',
      'Over the batch; "mean" by default. "none" leaves the gradient of each example as it is, writes `losses` and returns their sum.',
    ),
  );
  properties.push(property("losses", "Floats", "[batch]; receives each example's loss before reduction."));
  if (shape.ignores)
    properties.push(property("ignoreIndex", "number", "A class whose examples are left out, of the mean's count too."));
  return {
    name: shape.optionsType,
    isExported: true,
    properties: properties as InterfaceDeclarationStructure["properties"] & object,
  };
}

/** Sources of the functions and tables that the nodes need. */
function embeddedFor(nodes: readonly Node[]): string[] {
  const called = topological(nodes).flatMap((node) => EMBEDDED.get(node.op) ?? []);
  return [...sourcesOf(called, NUMERIC_SOURCES).values()];
}

const supportNeeded = (functions: readonly GeneratedFunction[]): string[] => {
  const text = functions.flatMap((f) => f.lines).join("\n");
  const direct = SUPPORT.filter(({ name }) => text.includes(`${name}(`));
  return SUPPORT.filter(
    (entry) => direct.includes(entry) || direct.some((user) => user.source.includes(`${entry.name}(`)),
  ).map(({ source }) => source);
};

export function emitModule(derived: DerivedLoss, options: ModuleOptions = {}): string {
  const shape = moduleShape(derived, options.ignoreIndex === true && classTarget(derived) !== undefined);
  const forms: readonly ["dense" | "labels", boolean][] = [
    ["dense", false],
    ["dense", true],
    ["labels", false],
    ["labels", true],
  ];
  const functions = forms.flatMap(([form, hasGradient]) => generateFunction(shape, form, hasGradient) ?? []);
  const nodes = functions.flatMap((f) => f.nodes);
  return printSourceFile(({ StructureKind }) => {
    const functionStructures = functions.map(
      (f): FunctionDeclarationStructure => ({
        kind: StructureKind.Function,
        name: f.name,
        isExported: true,
        docs: [f.doc],
        parameters: f.parameters.map((parameter) => ({ ...parameter })),
        returnType: "number",
        statements: f.lines.join("\n"),
      }),
    );
    const statements: (string | StatementStructures)[] = [
      `${headerComment(derived, options.origin)}\n\n/** Where results are written. */\nexport type Floats = Float32Array | Float64Array | number[];`,
      { kind: StructureKind.Interface, ...optionsInterface(shape) },
      `const DEFAULTS: ${shape.optionsType} = {};`,
      ...functionStructures,
      ...embeddedFor(nodes),
      ...supportNeeded(functions),
    ];
    return {
      kind: StructureKind.SourceFile,
      statements: statements.flatMap((statement, i) => (i === 0 ? [statement] : ["", statement])),
    };
  });
}
