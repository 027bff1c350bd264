/** A loss and its gradient go in; a WebAssembly function over a batch in memory comes out, as text. */

import type { Graph } from "../../ir/graph.ts";
import type { Node } from "../../ir/node.ts";
import { type LabelForm, loopOutputs } from "../loop-form.ts";
import { type Schedule, type ScheduleOptions, schedule } from "../schedule.ts";
import { overBatch } from "./across-batch.ts";
import { type Block, createFunction, type Value, type Variable } from "./block.ts";
import { writeClassPass } from "./class-pass.ts";
import { fourClasses } from "./four-classes.ts";
import { FEW_CLASSES, fourExamples } from "./four-examples.ts";
import { isIgnored, noneIgnored, skipExample } from "./ignored.ts";
import { both, FLOAT_BYTES, integer, isLess, LANE_COUNT, plus, times } from "./integers.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import type { Layout } from "./layout.ts";
import { pickedAtLabel } from "./picked-at-label.ts";
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
  /** That of all these nodes. */
  readonly graph: Graph;
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
  readonly scratch: Scratch;
}

/** Memory that a kernel needs for itself. */
export interface Scratch {
  /** Rows of a number for each class. */
  readonly kept: number;
  /** Rows that hold a stretch of a loop. */
  readonly spilled: number;
}

/** Below this many additions, computing again is as fast as storing and loading. */
const KEEP_FROM = 8;

/**
 * Its parameters are byte addresses but where said otherwise: target or labels (if there are any), prediction, grad (if it has a
 * gradient), losses (or 0: not wanted), scratch, then numbers: batch, classes, the ignored class (if it may ignore one; -1 for none),
 * scale as f32, parameters as f32, and the addresses of the extras. It returns the sum of the losses as f64.
 */
export function writeKernel(spec: KernelSpec, options: KernelOptions = {}): Kernel {
  const one = planned(spec, { keepFrom: KEEP_FROM });
  const four = planned(pickedSpec(one), { keepFrom: KEEP_FROM, keepsInputs: true });
  const builder = createFunction();
  const { body } = builder;
  const signature = readSignature(spec, builder.parameter);
  if (one.isCleared) {
    const bytes = times(body, times(body, signature.batch, signature.classes), integer(body, FLOAT_BYTES));
    body.effect("memory.fill", [signature.grad!, integer(body, 0), bytes]);
  }
  const { total, scratch } = spec.hasClasses
    ? overExamples({ one, four }, signature, body, options)
    : overBatch(spec, signature, body, options);
  return { text: builder.text(`(export "${spec.name}")`, total), scratch };
}

/** What a layout computes, and in which order. */
interface Planned {
  readonly spec: KernelSpec;
  readonly plan: Schedule;
  readonly isCleared: boolean;
}

function planned(spec: KernelSpec, options: ScheduleOptions): Planned {
  const isPerExamplePrediction = spec.prediction.shape !== "per-class";
  const { results, stores, isCleared } = loopOutputs({ ...spec, isPerExamplePrediction });
  return { spec, plan: schedule(results, stores, options), isCleared };
}

function pickedSpec({ spec, plan }: Planned): KernelSpec {
  const { form, loss, gradient, gradientAtLabel, graph } = spec;
  if (form !== "labels") return spec;
  if (gradient === undefined || gradientAtLabel === undefined)
    return { ...spec, loss: pickedAtLabel([loss], plan, graph)[0]! };
  const [value, elsewhere, atLabel] = pickedAtLabel([loss, gradient, gradientAtLabel], plan, graph);
  return { ...spec, loss: value!, gradient: elsewhere, gradientAtLabel: atLabel };
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

/** One example after the other, or four at once where they have few classes. */
function overExamples(
  { one, four }: Readonly<Record<"one" | "four", Planned>>,
  signature: Signature,
  body: Block,
  options: KernelOptions,
): { readonly total: Value; readonly scratch: Scratch } {
  const rest = restOf(body, signature.classes);
  // Without passes an example costs the same whatever its classes.
  const isFew =
    one.plan.passes.length === 0 ? integer(body, 1) : isLess(body, signature.classes, integer(body, FEW_CLASSES + 1));
  const total = body.variable(body.pure("f64.const", "f64", [], "0"));
  const example = body.variable(integer(body, 0));

  let [kept, spilled] = [Math.max(one.plan.scratchRows, four.plan.scratchRows), 0];

  /** Returns the losses. */
  function compute(block: Block, { spec, plan }: Planned, layout: Layout): Lanes {
    const labelled = spec.form === "dense" ? layout.labelled(plan.scratchRows) : undefined;
    const scopes = createScopes(
      signature,
      { read: layout.loadOne, atLabel: layout.loadAtLabel },
      { constants: body, example: block },
      options,
    );
    const first = plan.scratchRows + (labelled === undefined ? 0 : 1);
    const take = (rows: number): void => {
      if (rows > 0) kept = Math.max(kept, first);
      spilled = Math.max(spilled, rows);
    };
    const spare = { first, take };
    for (const pass of plan.passes)
      writeClassPass(pass, plan, { spec, signature, scopes, block, layout, labelled, spare });
    kept = Math.max(kept, plan.scratchRows + (labelled?.rows ?? 0));
    if (spec.gradientAtLabel !== undefined) layout.storeAtLabel(signature.grad!, scopes.value(spec.gradientAtLabel));
    if (spec.gradient !== undefined && spec.prediction.shape !== "per-class")
      layout.storeOne(block, signature.grad!, scopes.value(spec.gradient));
    const loss = scopes.value(spec.loss);
    block.when(signature.losses, (inner) => layout.storeOne(inner, signature.losses, loss));
    return loss;
  }

  body.loop((inner) => {
    const at = example.read(inner);
    const areFour = inner.choose(
      both(inner, isFew, isLess(inner, plus(inner, at, integer(inner, LANE_COUNT - 1)), signature.batch)),
      (block) => noneIgnored(block, at, signature),
      (block) => integer(block, 0),
    );
    const count = inner.choose(
      areFour,
      (block) => {
        const { low, high } = lanesOf(block).wide.fromFloat(compute(block, four, fourExamples(block, at, signature)));
        const two = block.pure("f64x2.add", "v128", [low, high]);
        for (const lane of ["0", "1"]) addTo(total, block, block.pure("f64x2.extract_lane", "f64", [two], lane));
        return integer(block, LANE_COUNT);
      },
      (block) => {
        const computeOne = (inside: Block): void => {
          const losses = compute(inside, one, fourClasses(inside, at, signature, rest));
          const loss = inside.pure("f32x4.extract_lane", "f32", [losses], "0");
          addTo(total, inside, inside.pure("f64.promote_f32", "f64", [loss]));
        };
        if (signature.ignored === undefined) computeOne(block);
        else
          block.when(
            isIgnored(block, at, one.spec, signature),
            (inside) => skipExample(inside, at, signature),
            computeOne,
          );
        return integer(block, 1);
      },
    );
    const next = plus(inner, at, count);
    example.write(inner, next);
    return inner.pure("i32.lt_u", "i32", [next, signature.batch]);
  });
  return { total: total.read(body), scratch: { kept, spilled } };
}

const addTo = (total: Variable, block: Block, loss: Value): void =>
  total.write(block, block.pure("f64.add", "f64", [total.read(block), loss]));
