/** A node goes in; the text of a shader's `main` that computes it for one example comes out: loops over the classes, then the result. */

import { constantValue, type Node } from "../../../ir/node.ts";
import { createScope } from "../../identifiers.ts";
import { nameOf } from "../../naming.ts";
import { outputsOf, schedule } from "../../schedule.ts";
import { expressionOf, literal } from "./rows.ts";

export interface ShaderInput {
  readonly result: Node;
  /** Whether the result has a number for each class. */
  readonly isPerClass: boolean;
  /** As the shader's buffers, in order. */
  readonly inputs: readonly Node[];
  /** As the uniforms `n0`, `n1`, ... */
  readonly parameters: readonly Node[];
  readonly names: ReadonlyMap<Node, string>;
}

type Kind = "sum" | "max" | "min";

const START: Readonly<Record<Kind, string>> = { sum: "0f", max: "-3.4028234e38f", min: "3.4028234e38f" };

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

export function writeMain({ result, isPerClass, inputs, parameters, names }: ShaderInput): string {
  const plan = schedule(isPerClass ? [] : [result], isPerClass ? [result] : []);
  const scope = createScope();
  // No keyword, type or function of WGSL ends like this.
  const fresh = (wanted: string): string => scope.fresh(`${wanted.replace(/^(?=[\W_\d])/, "v")}_`);
  const outside: string[] = [];
  const known = new Map<Node, string>();

  const isRowless = (leaf: Node): boolean => leaf.leaf?.kind === "input" && leaf.leaf.inputKind === "class-weights";

  function leafText(node: Node): string {
    if (node.leaf?.kind === "classes") return "f32(uniforms.classes)";
    if (node.leaf?.kind === "parameter") return `uniforms.n${parameters.indexOf(node)}`;
    const index = node.shape === "per-class" ? (isRowless(node) ? "class_" : "row + class_") : "example";
    return `in${inputs.indexOf(node)}[${index}]`;
  }

  /** The text of a value, whose computation is written to `lines` if it is per class, else outside of the loops. */
  function valueIn(lines: string[], own: Map<Node, string>): (node: Node) => string {
    const value = (node: Node): string => {
      const number = constantValue(node);
      if (number !== undefined) return literal(number);
      const isOwn = node.shape === "per-class";
      const found = (isOwn ? own : known).get(node);
      if (found !== undefined) return found;
      const operands = node.args.map(value);
      // What is made of literals alone would be computed, and judged, by WGSL's compiler.
      const texts = node.args.every((arg) => constantValue(arg) !== undefined) ? operands.map(named) : operands;
      const text = node.op === "leaf" ? leafText(node) : expressionOf(node, texts);
      const name = fresh(nameOf(node, names));
      (isOwn ? lines : outside).push(`let ${name} = ${text};`);
      (isOwn ? own : known).set(node, name);
      return name;
    };
    return value;
  }

  function named(text: string): string {
    const name = fresh("number");
    outside.push(`let ${name} = ${text};`);
    return name;
  }

  for (const pass of plan.passes) {
    const lines: string[] = [];
    const value = valueIn(lines, new Map());
    const ends: string[] = [];
    outputsOf(pass).forEach((output, i) => {
      const text = value(output);
      const reduction = pass.reductions[i];
      if (reduction === undefined) {
        lines.push(`result[row + class_] = ${text};`);
        return;
      }
      const kind = reduction.op.slice("reduce_".length) as Kind;
      const name = fresh(`${kind}OfLane`);
      const total = fresh(nameOf(reduction, names));
      outside.push(`var ${name} = ${START[kind]};`);
      lines.push(kind === "sum" ? `${name} = ${name} + ${text};` : `${name} = ${kind}(${name}, ${text});`);
      ends.push(`let ${total} = ${kind}OfLanes(${name});`);
      known.set(reduction, total);
    });
    outside.push(
      "for (var class_ = lane; class_ < uniforms.classes; class_ += LANES) {",
      ...indented(lines),
      "}",
      ...ends,
    );
  }
  if (!isPerClass) {
    const text = valueIn(outside, new Map())(result);
    outside.push(`if (lane == 0) { result[example] = ${text}; }`);
  }
  return [
    "fn main(index: i32) {",
    // A buffer that is not spoken of would not be bound.
    ...indented(inputs.map((_, i) => `_ = &in${i};`)),
    "  let lane = index % LANES;",
    "  let example = min(index / LANES, uniforms.batch - 1);",
    "  let row = example * uniforms.classes;",
    ...indented(outside),
    "}",
  ].join("\n");
}
