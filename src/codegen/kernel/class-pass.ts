/** One pass of a schedule goes in; a loop over the classes comes out, for the examples that a layout computes at once. */

import type { Node } from "../../ir/node.ts";
import { gateOf } from "../gate-of.ts";
import type { Pass, Schedule } from "../schedule.ts";
import type { Block } from "./block.ts";
import type { KernelSpec, Signature } from "./kernel.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import type { Layout, Place } from "./layout.ts";
import { type ClassScope, isRowless, type Scopes } from "./scopes.ts";

export interface PassContext {
  readonly spec: KernelSpec;
  readonly signature: Signature;
  readonly scopes: Scopes;
  /** The examples'. */
  readonly block: Block;
  readonly layout: Layout;
}

type Kind = "sum" | "max" | "min";

const NEUTRAL: Readonly<Record<Kind, number>> = {
  sum: 0,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
};

const kindOf = (reduction: Node): Kind => reduction.op.slice(reduction.op.indexOf("_") + 1) as Kind;
const isOverOthers = (reduction: Node): boolean => reduction.op.startsWith("others_");

/** Four lanes, of classes or of examples. */
interface Step {
  readonly block: Block;
  readonly scope: ClassScope;
  readonly place: Place;
}

export function writeClassPass(pass: Pass, plan: Schedule, context: PassContext): void {
  const { block, scopes, signature, layout } = context;
  const accumulators = new Map(
    pass.reductions.map((reduction) => [reduction, openAccumulator(block, kindOf(reduction))]),
  );

  layout.overClasses((inner, place) => {
    const read = (leaf: Node): Lanes => {
      if (pass.reads.includes(leaf))
        return inner.load("v128.load", "v128", layout.kept(inner, plan.rows.get(leaf)!, place));
      return layout.load(inner, signature.inputs.get(leaf)!, isRowless(leaf), place);
    };
    const scope = scopes.classes(inner, read, pass.reads);
    for (const kept of pass.keeps) {
      inner.effect("v128.store", [layout.kept(inner, plan.rows.get(kept)!, place), scope.value(kept)]);
    }
    writeOutputs(pass, accumulators, { block: inner, scope, place }, context);
  });

  for (const [reduction, accumulator] of accumulators) scopes.set(reduction, accumulator.total(layout));
}

/** A reduction under way, lane by lane. */
interface Accumulator {
  add(block: Block, lanes: Lanes): void;
  total(layout: Layout): Lanes;
}

function openAccumulator(block: Block, kind: Kind): Accumulator {
  const neutral = lanesOf(block).constant(NEUTRAL[kind]);
  const soFar = block.variable(neutral);
  if (kind === "sum") {
    return {
      add: (inner, lanes) => soFar.write(inner, lanesOf(inner).add(soFar.read(inner), lanes)),
      total: (layout) => layout.total(soFar.read(block), lanesOf(block).add),
    };
  }
  // A step waits for the one before the last, not for the last: two change places at every step.
  const other = block.variable(neutral);
  // The instruction that lets NaN through is a chain of nine; one that does not, and a note of NaN beside it, run side by side.
  const hasNaN = block.variable(lanesOf(block).bits(0));
  const either = (inner: Block): ((a: Lanes, b: Lanes) => Lanes) =>
    kind === "max" ? lanesOf(inner).pmax : lanesOf(inner).pmin;
  return {
    add: (inner, lanes) => {
      const v = lanesOf(inner);
      const last = soFar.read(inner);
      soFar.write(inner, either(inner)(other.read(inner), lanes));
      other.write(inner, last);
      hasNaN.write(inner, v.or(hasNaN.read(inner), v.notEqual(lanes, lanes)));
    },
    total: (layout) => {
      const v = lanesOf(block);
      const extreme = layout.total(either(block)(soFar.read(block), other.read(block)), either(block));
      return v.or(extreme, layout.total(hasNaN.read(block), v.or));
    },
  };
}

/** What a pass computes for every class, and what is done with it. */
interface Output {
  readonly node: Node;
  take(step: Step, lanes: Lanes): void;
  /** Where a gate makes all four 0; nothing to do for a sum. */
  readonly takesZero: boolean;
  readonly canGate: boolean;
}

function writeOutputs(
  pass: Pass,
  accumulators: ReadonlyMap<Node, Accumulator>,
  step: Step,
  { spec, signature, layout }: PassContext,
): void {
  const outputs: Output[] = pass.reductions.map((reduction) => {
    const kind = kindOf(reduction);
    const accumulator = accumulators.get(reduction)!;
    return {
      node: reduction.args[0],
      take: ({ block, place }, lanes) => {
        const v = lanesOf(block);
        let value = lanes;
        const hide = (mask: Lanes, isHidden: boolean): void => {
          if (kind === "sum") value = isHidden ? v.andNot(value, mask) : v.and(value, mask);
          else {
            const neutral = v.constant(NEUTRAL[kind]);
            value = isHidden ? v.select(mask, neutral, value) : v.select(mask, value, neutral);
          }
        };
        if (place.counted !== undefined) hide(place.counted, false);
        if (isOverOthers(reduction)) hide(layout.isLabel(block, place), true);
        accumulator.add(block, value);
      },
      takesZero: false,
      canGate: kind === "sum",
    };
  });
  for (const store of pass.stores) {
    outputs.push({
      node: store,
      take: ({ block, place }, lanes) => layout.store(block, signature.grad!, lanes, place),
      takesZero: true,
      canGate: spec.form === "dense",
    });
  }

  const gates = new Map<Node, { readonly output: Output; readonly inner: Node }[]>();
  for (const output of outputs) {
    const gate = output.canGate ? gateOf(output.node) : undefined;
    if (gate === undefined) output.take(step, step.scope.value(output.node));
    else gates.set(gate.condition, [...(gates.get(gate.condition) ?? []), { output, inner: gate.inner }]);
  }
  for (const [condition, gated] of gates) {
    const v = lanesOf(step.block);
    const isOpen = v.notEqual(step.scope.value(condition), v.constant(0));
    step.block.when(
      v.any(isOpen),
      (inside) => {
        const scope = step.scope.nested(inside);
        for (const { output, inner } of gated)
          output.take({ ...step, block: inside, scope }, lanesOf(inside).and(scope.value(inner), isOpen));
      },
      (outside) => {
        for (const { output } of gated)
          if (output.takesZero) output.take({ ...step, block: outside }, lanesOf(outside).constant(0));
      },
    );
  }
}
