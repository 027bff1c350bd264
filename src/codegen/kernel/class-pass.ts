/** One pass of a schedule goes in; a loop over an example's classes comes out, four at a time, then the rest. */

import type { Node } from "../../ir/node.ts";
import { gateOf } from "../gate-of.ts";
import type { Pass, Schedule } from "../schedule.ts";
import type { Block, Value } from "./block.ts";
import { integer, plus, times, VECTOR_BYTES } from "./integers.ts";
import type { KernelSpec, Signature } from "./kernel.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import { loadRest, overVectors, type Rest, storeRest } from "./rest.ts";
import { type ClassScope, isRowless, type Scopes } from "./scopes.ts";

export interface PassContext {
  readonly spec: KernelSpec;
  readonly signature: Signature;
  readonly scopes: Scopes;
  /** The example's. */
  readonly block: Block;
  readonly rest: Rest;
  /** Byte offset of the example's row, and what a row of classes takes. */
  readonly row: Value;
  readonly rowBytes: Value;
  readonly labelOffset: Value | undefined;
}

type Kind = "sum" | "max" | "min";

const NEUTRAL: Readonly<Record<Kind, number>> = {
  sum: 0,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
};

const kindOf = (reduction: Node): Kind => reduction.op.slice(reduction.op.indexOf("_") + 1) as Kind;
const isOverOthers = (reduction: Node): boolean => reduction.op.startsWith("others_");

/** Bytes between rows of scratch: whole vectors, so that a row of fewer than four classes does not reach into the next. */
function scratchStride(block: Block, rowBytes: Value): Value {
  const up = plus(block, rowBytes, integer(block, VECTOR_BYTES - 1));
  return block.pure("i32.and", "i32", [up, integer(block, -VECTOR_BYTES)]);
}

/** Four classes: where they are, and which of them count. */
interface Step {
  readonly block: Block;
  readonly scope: ClassScope;
  /** Byte offset within the row. */
  readonly offset: Value;
  /** Lanes that no earlier step has counted; all of them if left out. */
  readonly counted: Lanes | undefined;
  readonly isRest: boolean;
}

export function writeClassPass(pass: Pass, plan: Schedule, context: PassContext): void {
  const { block, scopes, signature, rest, row, rowBytes } = context;
  const accumulators = new Map(
    pass.reductions.map((reduction) => [reduction, openAccumulator(block, kindOf(reduction))]),
  );

  const stride = scratchStride(block, rowBytes);
  const scratchRow = (inner: Block, node: Node): Value =>
    plus(inner, signature.scratch, times(inner, stride, integer(inner, plan.rows.get(node)!)));

  function stepIn(inner: Block, offset: Value, isRest: boolean): Step {
    const read = (leaf: Node): Lanes => {
      if (plan.rows.has(leaf)) return inner.load("v128.load", "v128", plus(inner, scratchRow(inner, leaf), offset));
      const base = signature.inputs.get(leaf)!;
      const address = plus(inner, isRowless(leaf) ? base : plus(inner, base, row), offset);
      return isRest ? loadRest(inner, address, rest) : inner.load("v128.load", "v128", address);
    };
    const scope = scopes.classes(inner, read, pass.reads);
    return { block: inner, scope, offset, counted: isRest ? rest.counted : undefined, isRest };
  }

  const writeStep = (step: Step): void => {
    for (const kept of pass.keeps) {
      const address = plus(step.block, scratchRow(step.block, kept), step.offset);
      step.block.effect("v128.store", [address, step.scope.value(kept)]);
    }
    writeOutputs(pass, accumulators, step, context);
  };

  overVectors(block, rest, (inner, offset, isRest) => writeStep(stepIn(inner, offset, isRest)));

  for (const [reduction, accumulator] of accumulators) scopes.set(reduction, accumulator.total(block));
}

/** A reduction under way, lane by lane. */
interface Accumulator {
  add(block: Block, lanes: Lanes): void;
  /** Of all four lanes, in each of them. */
  total(block: Block): Lanes;
}

function openAccumulator(block: Block, kind: Kind): Accumulator {
  const neutral = lanesOf(block).constant(NEUTRAL[kind]);
  const soFar = block.variable(neutral);
  if (kind === "sum") {
    return {
      add: (inner, lanes) => soFar.write(inner, lanesOf(inner).add(soFar.read(inner), lanes)),
      total: (inner) => acrossLanes(inner, soFar.read(inner), lanesOf(inner).add),
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
    total: (inner) => {
      const v = lanesOf(inner);
      const extreme = acrossLanes(inner, either(inner)(soFar.read(inner), other.read(inner)), either(inner));
      return v.or(extreme, acrossLanes(inner, hasNaN.read(inner), v.or));
    },
  };
}

/** Four lanes, combined, in each of them. */
function acrossLanes(block: Block, lanes: Lanes, combine: (a: Lanes, b: Lanes) => Lanes): Lanes {
  const swapped = (x: Lanes, order: string): Lanes => block.pure("i8x16.shuffle", "v128", [x, x], order);
  const halves = combine(lanes, swapped(lanes, "8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7"));
  return combine(halves, swapped(halves, "4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11"));
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
  { spec, signature, rest, row, labelOffset }: PassContext,
): void {
  const outputs: Output[] = pass.reductions.map((reduction) => {
    const kind = kindOf(reduction);
    const accumulator = accumulators.get(reduction)!;
    return {
      node: reduction.args[0],
      take: ({ block, offset, counted }, lanes) => {
        const v = lanesOf(block);
        let value = lanes;
        const hide = (mask: Lanes, isHidden: boolean): void => {
          if (kind === "sum") value = isHidden ? v.andNot(value, mask) : v.and(value, mask);
          else {
            const neutral = v.constant(NEUTRAL[kind]);
            value = isHidden ? v.select(mask, neutral, value) : v.select(mask, value, neutral);
          }
        };
        if (counted !== undefined) hide(counted, false);
        if (isOverOthers(reduction)) hide(isLabel(block, offset, labelOffset!), true);
        accumulator.add(block, value);
      },
      takesZero: false,
      canGate: kind === "sum",
    };
  });
  for (const store of pass.stores) {
    outputs.push({
      node: store,
      take: ({ block, offset, isRest }, lanes) => {
        const address = plus(block, plus(block, signature.grad!, row), offset);
        if (isRest) storeRest(block, address, lanes, rest);
        else block.effect("v128.store", [address, lanes]);
      },
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

const CLASS_OFFSETS = "0 4 8 12";

/** Which of four classes is the label's. */
function isLabel(block: Block, offset: Value, labelOffset: Value): Lanes {
  const v = lanesOf(block);
  const offsets = block.pure("v128.const i32x4", "v128", [], CLASS_OFFSETS);
  const here = v.addInt(block.pure("i32x4.splat", "v128", [offset]), offsets);
  return v.equalInt(here, block.pure("i32x4.splat", "v128", [labelOffset]));
}
