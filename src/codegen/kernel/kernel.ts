/** A loss and its gradient go in; a WebAssembly function over a batch in memory comes out, as text. */

import type { Node } from "../../ir/node.ts";
import { type LabelForm, loopOutputs } from "../loop-form.ts";
import { type Schedule, schedule } from "../schedule.ts";
import { overBatch } from "./across-batch.ts";
import { type Block, createFunction, type Value } from "./block.ts";
import { writeClassPass } from "./class-pass.ts";
import { FLOAT_BYTES, integer, plus, times } from "./integers.ts";
import { restOf } from "./rest.ts";
import { createScopes } from "./scopes.ts";

/** What a kernel computes. Value and gradient are in ops that have rows. */
export interface KernelSpec {
  /** Its export. */
  readonly name: string;
  /** Per example or constant. */
  readonly loss: Node;
  /** For every class (or per example); with integer labels, for every class but the label's. */
  readonly gradient: Node | undefined;
  /** With integer labels: the gradient at the label, per example. */
  readonly gradientAtLabel: Node | undefined;
  readonly form: LabelForm;
  /** One-hot rows or values; in the form `labels`, class indices as int32 take its place in the signature. */
  readonly target: Node | undefined;
  readonly prediction: Node;
  /** Further inputs. */
  readonly extras: readonly Node[];
  readonly parameters: readonly Node[];
  /** The factor of the reduction, a leaf of the gradient. */
  readonly scale: Node;
  /** Whether examples have rows of classes. */
  readonly hasClasses: boolean;
  /** Whether an example may belong to a class that counts for nothing. */
  readonly ignores: boolean;
}

export interface KernelOptions {
  /** Shorter polynomials, a relative error of at most 1e-4. */
  readonly isFast?: boolean;
  readonly isRelaxed?: boolean;
}

export interface Kernel {
  readonly text: string;
  /** Rows of floats, as long as there are classes, that it needs for itself. */
  readonly scratchRows: number;
}

/** Below this many additions, computing again is as fast as storing and loading. */
const KEEP_FROM = 8;

/**
 * Its parameters are byte addresses but where said otherwise: target or labels (if there are any), prediction, grad (if it has a
 * gradient), losses (or 0: not wanted), scratch, then numbers: batch, classes, the ignored class (if it may ignore one; -1 for none),
 * scale as f32, parameters as f32, and the addresses of the extras. It returns the sum of the losses as f64.
 */
export function writeKernel(spec: KernelSpec, options: KernelOptions = {}): Kernel {
  const { results, stores, isCleared } = loopOutputs({
    ...spec,
    isPerExamplePrediction: spec.prediction.shape !== "per-class",
  });
  const plan = schedule(results, stores, { keepFrom: KEEP_FROM });

  const builder = createFunction();
  const { body } = builder;
  const signature = readSignature(spec, builder.parameter);
  if (isCleared) {
    const bytes = times(body, times(body, signature.batch, signature.classes), integer(body, FLOAT_BYTES));
    body.effect("memory.fill", [signature.grad!, integer(body, 0), bytes]);
  }
  const total = spec.hasClasses
    ? overExamples(spec, plan, signature, body, options)
    : overBatch(spec, signature, body, options);
  return { text: builder.text(`(export "${spec.name}")`, total), scratchRows: plan.scratchRows };
}

export interface Signature {
  /** By leaf; the target's is that of the labels where there are such. */
  readonly inputs: ReadonlyMap<Node, Value>;
  readonly labels: Value | undefined;
  readonly grad: Value | undefined;
  readonly losses: Value;
  readonly scratch: Value;
  readonly batch: Value;
  readonly classes: Value;
  readonly ignored: Value | undefined;
  /** Parameters and the reduction's factor, f32. */
  readonly numbers: ReadonlyMap<Node, Value>;
}

function readSignature(spec: KernelSpec, parameter: (type: "i32" | "f32") => Value): Signature {
  const inputs = new Map<Node, Value>();
  let labels: Value | undefined;
  if (spec.form === "labels") labels = parameter("i32");
  else if (spec.target !== undefined) inputs.set(spec.target, parameter("i32"));
  inputs.set(spec.prediction, parameter("i32"));
  const grad = spec.gradient === undefined ? undefined : parameter("i32");
  const [losses, scratch, batch, classes] = [parameter("i32"), parameter("i32"), parameter("i32"), parameter("i32")];
  const ignored = spec.ignores ? parameter("i32") : undefined;
  const numbers = new Map<Node, Value>();
  for (const leaf of [spec.scale, ...spec.parameters]) numbers.set(leaf, parameter("f32"));
  for (const extra of spec.extras) inputs.set(extra, parameter("i32"));
  return { inputs, labels, grad, losses, scratch, batch, classes, ignored, numbers };
}

/** One example after the other, four classes at a time. */
function overExamples(
  spec: KernelSpec,
  plan: Schedule,
  signature: Signature,
  body: Block,
  options: KernelOptions,
): Value {
  const rest = restOf(body, signature.classes);
  const rowBytes = times(body, signature.classes, integer(body, FLOAT_BYTES));
  const total = body.variable(body.pure("f64.const", "f64", [], "0"));
  const example = body.variable(integer(body, 0));
  body.loop((inner) => {
    const at = example.read(inner);
    const row = times(inner, at, rowBytes);
    const offset = times(inner, at, integer(inner, FLOAT_BYTES));
    const label =
      signature.labels === undefined ? undefined : inner.load("i32.load", "i32", plus(inner, signature.labels, offset));
    const labelOffset = label === undefined ? undefined : times(inner, label, integer(inner, FLOAT_BYTES));
    const compute = (block: Block): void => {
      const read = (base: Value): Value => block.load("v128.load32_splat", "v128", plus(block, base, offset));
      const atLabel = (base: Value, isRowless: boolean): Value => {
        const start = isRowless ? base : plus(block, base, row);
        return block.load("v128.load32_splat", "v128", plus(block, start, labelOffset!));
      };
      const scopes = createScopes(signature, { read, atLabel }, { constants: body, example: block }, options);
      const context = { spec, signature, scopes, block, rest, row, rowBytes, labelOffset };
      for (const pass of plan.passes) writeClassPass(pass, plan, context);
      if (spec.gradientAtLabel !== undefined) {
        const address = plus(block, plus(block, signature.grad!, row), labelOffset!);
        block.effect("v128.store32_lane", [address, scopes.value(spec.gradientAtLabel)], "0");
      }
      if (spec.gradient !== undefined && spec.prediction.shape !== "per-class") {
        const address = plus(block, signature.grad!, offset);
        block.effect("v128.store32_lane", [address, scopes.value(spec.gradient)], "0");
      }
      const loss = block.pure("f32x4.extract_lane", "f32", [scopes.value(spec.loss)], "0");
      total.write(
        block,
        block.pure("f64.add", "f64", [total.read(block), block.pure("f64.promote_f32", "f64", [loss])]),
      );
      writeLossOf(block, signature, offset, loss);
    };
    if (signature.ignored === undefined) compute(inner);
    else {
      inner.when(
        isIgnored(inner, spec, signature, row, label),
        (skipped) => {
          if (spec.gradient !== undefined) {
            const address = plus(skipped, signature.grad!, row);
            skipped.effect("memory.fill", [address, integer(skipped, 0), rowBytes]);
          }
          writeLossOf(skipped, signature, offset, skipped.pure("f32.const", "f32", [], "0"));
        },
        compute,
      );
    }
    const next = plus(inner, at, integer(inner, 1));
    example.write(inner, next);
    return inner.pure("i32.lt_u", "i32", [next, signature.batch]);
  });
  return total.read(body);
}

/** i32: whether the example is of the ignored class. */
function isIgnored(
  block: Block,
  spec: KernelSpec,
  { inputs, ignored }: Signature,
  row: Value,
  label: Value | undefined,
): Value {
  if (label !== undefined) return block.pure("i32.eq", "i32", [label, ignored!]);
  const none = block.pure("i32.lt_s", "i32", [ignored!, integer(block, 0)]);
  return block.choose(
    none,
    (inner) => integer(inner, 0),
    (inner) => {
      const offset = times(inner, ignored!, integer(inner, FLOAT_BYTES));
      const address = plus(inner, plus(inner, inputs.get(spec.target!)!, row), offset);
      const one = inner.pure("f32.const", "f32", [], "1");
      return inner.pure("f32.eq", "i32", [inner.load("f32.load", "f32", address), one]);
    },
  );
}

function writeLossOf(block: Block, { losses }: Signature, offset: Value, loss: Value): void {
  block.when(losses, (inner) => inner.effect("f32.store", [plus(inner, losses, offset), loss]));
}
