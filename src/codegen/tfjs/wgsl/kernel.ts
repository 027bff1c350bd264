/** A loss goes in; the WGSL of two compute shaders comes out, its losses and its gradient, as tfjs's webgpu backend takes them. */

import type { Node, Op } from "../../../ir/node.ts";
import { topological } from "../../../ir/traverse.ts";
import { isElementwise, opDef } from "../../../ops/index.ts";
import { simplify } from "../../../rewrite/simplifier.ts";
import { decompose } from "../../decompose.ts";
import { type DerivedLoss, gated } from "../../derived.ts";
import { calledIn, sourcesOf } from "../../embedded.ts";
import { LOOP_OVERRIDES } from "../../loop-overrides.ts";
import { WGSL_FUNCTIONS } from "./functions.ts";
import { hasRow } from "./rows.ts";
import { writeMain } from "./shader.ts";

/**
 * Each has a function `main(index: i32)` over the buffers `result`, `in0`, `in1`, ... (the target, if there is one, the prediction, further
 * inputs) and over `uniforms.batch`, `uniforms.classes` and the parameters `uniforms.n0`, `uniforms.n1`, ... The last buffer of `gradient`
 * holds, for each example, by what its gradient is multiplied. WGSL promises nothing of NaN and infinities.
 */
export interface Shaders {
  readonly losses: string;
  readonly gradient: string;
}

/** WebGPU promises 8 buffers: besides the inputs there are the gradient at the losses and the result. */
const MOST_INPUTS = 6;

/** Threads of a workgroup share an example where `LANES`, which whoever runs the shader puts in front, is their number; or it is 1. */
const ACROSS_LANES = `const WORKGROUP = 64u;
var<workgroup> parts: array<f32, WORKGROUP>;

fn sumOfLanes(own: f32) -> f32 {
  if (LANES == 1) { return own; }
  parts[localIndex] = own;
  workgroupBarrier();
  for (var step = WORKGROUP / 2u; step > 0u; step = step / 2u) {
    if (localIndex < step) { parts[localIndex] = parts[localIndex] + parts[localIndex + step]; }
    workgroupBarrier();
  }
  let total = parts[0];
  workgroupBarrier();
  return total;
}`;

const variant = (name: string, op: string): string =>
  ACROSS_LANES.slice(ACROSS_LANES.indexOf("fn "))
    .replace("sumOfLanes", name)
    .replace("parts[localIndex] + parts[localIndex + step]", `${op}(parts[localIndex], parts[localIndex + step])`);

const REDUCTIONS = {
  sumOfLanes: { requires: [], source: ACROSS_LANES },
  maxOfLanes: { requires: ["sumOfLanes"], source: variant("maxOfLanes", "max") },
  minOfLanes: { requires: ["sumOfLanes"], source: variant("minOfLanes", "min") },
} as const;

const TABLE = { ...WGSL_FUNCTIONS, ...REDUCTIONS };

const canWrite = (op: Op): boolean => op === "leaf" || !isElementwise(op) || hasRow(op) || opDef(op).defn !== undefined;

/** Nothing for a loss with an op that WGSL has no row for, or with more inputs than a shader may have. */
export function writeShaders(derived: DerivedLoss): Shaders | undefined {
  const { loss, prediction } = derived;
  const { graph } = loss;
  const target = loss.target === prediction ? undefined : loss.target;
  const first = [...(target === undefined ? [] : [target]), prediction];
  const inputs = [...first, ...derived.inputs.filter((input) => !first.includes(input))];
  if (inputs.length > MOST_INPUTS) return undefined;
  const dy = graph.input({ kind: "input", name: "#dy", inputKind: "value" }, "per-example");
  const roots = simplify([derived.root, graph.apply("mul", [dy, derived.gradient])], graph);
  const wanted = gated(roots, derived, { forSpeed: true });
  if (topological(wanted).some(({ op }) => !canWrite(op))) return undefined;
  const [value, gradient] = decompose(wanted, graph, hasRow, LOOP_OVERRIDES).roots;
  const { parameters, names } = derived;
  const write = (node: Node, isPerClass: boolean, leaves: readonly Node[]): string => {
    const main = writeMain({ result: node, isPerClass, inputs: leaves, parameters, names });
    return [...sourcesOf(calledIn(main, TABLE), TABLE).values(), main].join("\n\n");
  };
  return {
    losses: write(value, false, inputs),
    gradient: write(gradient, prediction.shape === "per-class", [...inputs, dy]),
  };
}
