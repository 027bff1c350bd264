/** A loss's DAG goes in; its value by tfjs's own forward ops comes out, so that tfjs differentiates it by itself. */

import * as tf from "@tensorflow/tfjs";
import type { Environment } from "../../src/ir/interpret.ts";
import type { Node, Op } from "../../src/ir/node.ts";
import { topological } from "../../src/ir/traverse.ts";

type Forward = (...operands: tf.Tensor[]) => tf.Tensor;

/** Every op that tfjs has, and can differentiate where it is differentiable. */
const FORWARD: ReadonlyMap<Op, Forward> = new Map<Op, Forward>([
  ["add", tf.add],
  ["sub", tf.sub],
  ["mul", tf.mul],
  ["div", tf.div],
  ["neg", tf.neg],
  ["pow", tf.pow],
  ["less", tf.less],
  ["less_equal", tf.lessEqual],
  ["greater", tf.greater],
  ["greater_equal", tf.greaterEqual],
  ["equal", tf.equal],
  ["not_equal", tf.notEqual],
  ["exp", tf.exp],
  ["expm1", tf.expm1],
  ["log", tf.log],
  ["log1p", tf.log1p],
  ["sqrt", tf.sqrt],
  ["sigmoid", tf.sigmoid],
  ["softplus", tf.softplus],
  ["sin", tf.sin],
  ["cos", tf.cos],
  ["tan", tf.tan],
  ["asin", tf.asin],
  ["acos", tf.acos],
  ["atan", tf.atan],
  ["sinh", tf.sinh],
  ["cosh", tf.cosh],
  ["tanh", tf.tanh],
  ["asinh", tf.asinh],
  ["acosh", tf.acosh],
  ["atanh", tf.atanh],
  ["erf", tf.erf],
  ["abs", tf.abs],
  ["sign", tf.sign],
  ["max", tf.maximum],
  ["min", tf.minimum],
  ["relu", tf.relu],
  // Missing in tfjs, but sums of what it has.
  ["log2", (x) => tf.div(tf.log(x), Math.LN2)],
  ["log10", (x) => tf.div(tf.log(x), Math.LN10)],
  ["softsign", (x) => tf.div(x, tf.add(1, tf.abs(x)))],
  ["erfc", (x) => tf.sub(1, tf.erf(x))],
  ["clamp", (x, low, high) => tf.minimum(tf.maximum(x, low), high)],
  ["reduce_sum", (x) => tf.sum(x, -1, true)],
  ["reduce_max", (x) => tf.max(x, -1, true)],
  ["reduce_min", (x) => tf.min(x, -1, true)],
  ["reduce_logsumexp", (x) => tf.logSumExp(x, -1, true)],
]);

/** Ops for which tfjs has no forward op at all. */
export const WITHOUT_FORWARD = ["bessel_i0", "bessel_i0e", "bessel_i1", "bessel_i1e", "lgamma", "digamma"] as const;

function forward(
  root: Node,
  classes: number,
  leaves: (node: Node) => tf.Tensor,
  shapeOf: (node: Node) => [number, number],
): tf.Tensor {
  const values = new Map<Node, tf.Tensor>();
  for (const node of topological([root])) {
    const operands = node.args.map((arg) => values.get(arg)!);
    if (node.op === "leaf") {
      values.set(node, leaves(node));
      continue;
    }
    // The largest of equal copies is any one of them: not a tie, whose gradient tfjs would count once for each.
    if ((node.op === "reduce_max" || node.op === "reduce_min") && node.args[0].shape !== "per-class") {
      values.set(node, operands[0]);
      continue;
    }
    // tfjs's gradients of maximum, minimum and where do not undo broadcasting; that of broadcastTo does.
    const shape: [number, number] = node.op.startsWith("reduce_") ? [operands[0].shape[0]!, classes] : shapeOf(node);
    const widened = operands.map((operand) => tf.broadcastTo(operand, shape));
    if (node.op === "select") values.set(node, tf.where(widened[0], widened[1], widened[2]));
    else {
      const op = FORWARD.get(node.op);
      if (op === undefined) throw new Error(`tfjs has no ${node.op}`);
      const value = op(...widened);
      // tfjs has no gradient for comparisons, and where asks for one: a copy is a constant to it.
      values.set(node, value.dtype === "bool" ? tf.tensor(value.dataSync<"bool">(), value.shape, "bool") : value);
    }
  }
  return values.get(root)!;
}

/** Sum of the losses over the batch, and tfjs's own gradient by the prediction. */
export function tfjsAutodiff(
  root: Node,
  prediction: Node,
  environment: Environment,
): { loss: number; gradient: Float32Array } {
  const { batch, classes } = environment;
  const widthOf = (node: Node): number => (node.shape === "per-class" ? classes : 1);
  const tensorOf = (node: Node): tf.Tensor => {
    const leaf = node.leaf!;
    if (leaf.kind === "input")
      return tf.tensor2d(Array.from(environment.inputs.get(leaf.name)!), [batch, widthOf(node)]);
    const value =
      leaf.kind === "constant"
        ? leaf.value
        : leaf.kind === "classes"
          ? classes
          : (environment.parameters.get(leaf.name) ?? leaf.defaultValue);
    return tf.fill([1, 1], value);
  };
  return tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad((p: tf.Tensor) => {
      const losses = forward(
        root,
        classes,
        (node) => (node === prediction ? p : tensorOf(node)),
        (node) => [node.shape === "constant" ? 1 : batch, widthOf(node)],
      );
      // A loss that does not read the prediction still has a gradient: zero.
      return tf.add(tf.sum(tf.broadcastTo(losses, [batch, 1])), tf.sum(tf.mul(p, 0))) as tf.Scalar;
    })(tensorOf(prediction));
    return { loss: value.dataSync<"float32">()[0], gradient: grad.dataSync<"float32">() as Float32Array };
  });
}
