/** The `wasm` target: from a derived loss to a TypeScript module like `module`'s, whose work is done by an embedded SIMD kernel. */

import { inputLeaf } from "../../ir/lower.ts";
import type { Node, Op } from "../../ir/node.ts";
import { classTarget, type DerivedLoss } from "../derived.ts";
import { capitalized } from "../identifiers.ts";
import { declaration, embeddedFor, printFile, supportNeeded } from "../javascript/file-parts.ts";
import {
  countOf,
  type GeneratedFunction,
  generateFunctions,
  type ModuleShape,
  moduleShape,
  prologue,
  scaleLines,
} from "../javascript/functions.ts";
import { EMBEDDED } from "../javascript/rows.ts";
import { assembleKernels, type KernelBinary } from "../kernel/binary.ts";
import { kernelName } from "../kernel/spec.ts";
import { FORMS } from "../loop-form.ts";
import { SUPPORT_OF_KERNELS, workspaceText } from "./support.ts";

export interface WasmOptions {
  /** Adds an option `ignoreIndex`: examples of that class count for nothing. */
  readonly ignoreIndex?: boolean;
  /** Shorter polynomials, with a relative error of at most 1e-4, and fused multiplication and addition where the engine has it. */
  readonly fast?: boolean;
  /** Where the loss comes from, for the doc comment. */
  readonly origin?: string;
}

/** The statements around a call of the kernel: arguments in, results out. */
function kernelLines(shape: ModuleShape, { form, hasGradient }: GeneratedFunction, fallback: string): string[] {
  const { leafNames, prediction, target, extras, derived, hasClasses } = shape;
  const first = form === "labels" ? "labels" : target;
  const passed = [...(first === undefined ? [] : [first]), prediction, ...(hasGradient ? ["grad"] : []), "options"];
  const lines = [
    `if (kernel === undefined) return ${fallback}(${passed.join(", ")});`,
    ...prologue(shape, form, hasGradient),
    ...scaleLines(shape, form, hasGradient),
  ];
  if (form === "labels") lines.push(checkOfLabels(shape));
  lines.push(`const space = spaceOf(kernel, ${prediction}, batch, ${hasClasses ? "classes" : "1"});`);
  const addresses = [
    ...(first === undefined ? [] : [`enter(space.${first}, ${first}, space)`]),
    `enter(space.${prediction}, ${prediction}, space)`,
    ...(hasGradient ? ["space.grad.byteOffset"] : []),
    "losses === undefined ? 0 : space.losses.byteOffset",
    "space.scratch",
    "batch",
    hasClasses ? "classes" : "1",
    ...(shape.ignores ? ["ignoreIndex ?? -1"] : []),
    hasGradient ? "scale" : "1",
    ...derived.parameters.map((parameter) => leafNames.get(parameter)!),
    ...extras.map((extra) => `enter(space.${leafNames.get(extra)!}, ${leafNames.get(extra)!}, space)`),
  ];
  lines.push(
    `const total = space.run.${kernelName(form, hasGradient)}(`,
    ...addresses.map((text) => `  ${text},`),
    ");",
  );
  if (hasGradient) lines.push("leave(space.grad, grad);");
  lines.push("if (losses !== undefined) leave(space.losses, losses);");
  lines.push(`return reduction === "mean" ? total / ${countOf(shape)} : total;`);
  return lines;
}

function checkOfLabels({ ignores }: ModuleShape): string {
  const isIgnored = ignores ? "label === ignoreIndex || " : "";
  return [
    "for (let example = 0; example < batch; example++) {",
    "  const label = labels[example];",
    `  if (!(${isIgnored}(label >= 0 && label < classes && Number.isInteger(label)))) failLabel(label, example, classes);`,
    "}",
  ].join("\n");
}

/** What a workspace holds, in its order: a name, and how long it is. */
function arraysOf(
  shape: ModuleShape,
  functions: readonly GeneratedFunction[],
): { name: string; length: string; isInteger?: true }[] {
  const { target, prediction, extras, leafNames, derived, hasClasses } = shape;
  const whole = hasClasses ? "batch * classes" : "batch";
  const lengthOf = (node: Node): string => {
    if (inputLeaf(node).inputKind === "class-weights") return "classes";
    return node.shape === "per-class" ? whole : "batch";
  };
  return [
    ...(target === undefined ? [] : [{ name: target, length: lengthOf(derived.loss.target!) }]),
    ...(functions.some(({ form }) => form === "labels")
      ? [{ name: "labels", length: "batch", isInteger: true as const }]
      : []),
    { name: prediction, length: lengthOf(derived.prediction) },
    { name: "grad", length: lengthOf(derived.prediction) },
    { name: "losses", length: "batch" },
    ...extras.map((extra) => ({ name: leafNames.get(extra)!, length: lengthOf(extra) })),
  ];
}

/** JavaScript of what a kernel calls for lanes that need it. */
function laneFunctions({ calls }: KernelBinary): string {
  const members = calls.map((op) => `${op}: ${EMBEDDED.get(op as Op) ?? `Math.${op}`}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** @throws Error unless the assembler is loaded. */
export function emitWasm(derived: DerivedLoss, options: WasmOptions = {}): string {
  const shape = moduleShape(derived, options.ignoreIndex === true && classTarget(derived) !== undefined);
  const binary = assembleKernels(derived, { ignores: shape.ignores, isFast: options.fast === true });
  const functions = FORMS.flatMap((form) => generateFunctions(shape, form));
  const fallbackOf = ({ name }: GeneratedFunction): string => `scalar${capitalized(name)}`;
  const exported = functions.map((f) => ({ ...f, lines: kernelLines(shape, f, fallbackOf(f)) }));
  const scalars = functions.map((f) => ({ ...f, name: fallbackOf(f) }));
  const workspace = workspaceText({
    arrays: arraysOf(shape, functions),
    hasClasses: shape.hasClasses,
    scratch: binary.scratch,
    lanes: laneFunctions(binary),
    plain: binary.plain,
    relaxed: binary.relaxed,
  });
  return printFile(shape, options.origin, [
    ...exported.map((f) => declaration(f, true)),
    ...workspace,
    ...SUPPORT_OF_KERNELS,
    "// Where WebAssembly has no SIMD: the same in plain loops.",
    ...scalars.map((f) => declaration(f, false)),
    ...embeddedFor(
      scalars.flatMap(({ nodes }) => nodes),
      binary.calls,
    ),
    ...supportNeeded([...exported, ...scalars]),
  ]);
}
