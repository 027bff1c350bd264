/** The parts of a generated file around its own statements: the types in front, a function's declaration, the sources that it brings along. */

import { rangeText } from "../../check/parameters.ts";
import { inputLeaf, parameterLeaf } from "../../ir/lower.ts";
import type { Node, Op } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import { fileText, functionText, interfaceText, type Property } from "../declarations.ts";
import { headerComment } from "../describe.ts";
import { sourcesOf } from "../embedded.ts";
import { SUPPORT } from "./argument-support.ts";
import type { GeneratedFunction, ModuleShape } from "./functions.ts";
import { NUMERIC_SOURCES } from "./numeric-sources.generated.ts";
import { EMBEDDED } from "./rows.ts";

function optionsOf(shape: ModuleShape): Property[] {
  const property = (name: string, type: string, doc: string): Property => ({ name, type, doc, isOptional: true });
  const properties: Property[] = [];
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
  return properties;
}

/** The file's doc comment, the type of results and that of the options. */
function head(shape: ModuleShape, origin: string | undefined): string[] {
  return [
    headerComment(shape.derived, origin),
    "/** Where results are written. */\nexport type Floats = Float32Array | Float64Array | number[];",
    interfaceText(shape.optionsType, optionsOf(shape)),
    `const DEFAULTS: ${shape.optionsType} = {};`,
  ];
}

/** Sources of the functions and tables that the nodes need, and ops besides. */
export function embeddedFor(nodes: readonly Node[], ops: readonly Op[] = []): string[] {
  const called = [...topological(nodes).map((node) => node.op), ...ops].flatMap((op) => EMBEDDED.get(op) ?? []);
  return [...sourcesOf(called, NUMERIC_SOURCES).values()];
}

export const supportNeeded = (functions: readonly Pick<GeneratedFunction, "lines">[]): string[] => {
  const text = functions.flatMap((f) => f.lines).join("\n");
  const direct = SUPPORT.filter(({ name }) => text.includes(`${name}(`));
  return SUPPORT.filter(
    (entry) => direct.includes(entry) || direct.some((user) => user.source.includes(`${entry.name}(`)),
  ).map(({ source }) => source);
};

/** `isExported`: with its doc comment, and with defaults for what a caller leaves out. */
export function declaration(
  { name, doc, parameters, lines }: Pick<GeneratedFunction, "name" | "doc" | "parameters" | "lines">,
  isExported: boolean,
): string {
  const parameterText = ({ name: parameter, type, initializer }: GeneratedFunction["parameters"][number]): string =>
    `${parameter}: ${type}${isExported && initializer !== undefined ? ` = ${initializer}` : ""}`;
  return functionText({
    name,
    isExported,
    ...(isExported ? { doc } : {}),
    parameters: parameters.map(parameterText),
    result: "number",
    lines,
  });
}

/** `statements` stand behind the head. */
export const printFile = (shape: ModuleShape, origin: string | undefined, statements: readonly string[]): string =>
  fileText([...head(shape, origin), ...statements]);
