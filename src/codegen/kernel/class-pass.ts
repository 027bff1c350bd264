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
  /** What it takes where a gate is shut; nothing to do for a reduction, of which that is the neutral number. */
  readonly neutral: number;
  readonly isReduction: boolean;
  readonly canGate: boolean;
}

/** An output as a sum of what is computed for every class and what only behind a gate. */
interface Gated {
  readonly output: Output;
  readonly always: Node | undefined;
  readonly inner: Node;
}

function writeOutputs(
  pass: Pass,
  accumulators: ReadonlyMap<Node, Accumulator>,
  step: Step,
  { spec, signature, layout }: PassContext,
): void {
  const outputs: Output[] = pass.reductions.map((reduction) => {
    const kind = kindOf(reduction);
    const neutral = NEUTRAL[kind];
    const accumulator = accumulators.get(reduction)!;
    return {
      node: reduction.args[0],
      take: ({ block, place }, lanes) => {
        const v = lanesOf(block);
        let value = lanes;
        const hide = (mask: Lanes, isHidden: boolean): void => {
          if (kind === "sum") value = isHidden ? v.andNot(value, mask) : v.and(value, mask);
          else
            value = isHidden ? v.select(mask, v.constant(neutral), value) : v.select(mask, value, v.constant(neutral));
        };
        if (place.counted !== undefined) hide(place.counted, false);
        if (isOverOthers(reduction)) hide(layout.isLabel(block, place), true);
        accumulator.add(block, value);
      },
      neutral,
      isReduction: true,
      canGate: true,
    };
  });
  for (const store of pass.stores) {
    outputs.push({
      node: store,
      take: ({ block, place }, lanes) => layout.store(block, signature.grad!, lanes, place),
      neutral: 0,
      isReduction: false,
      canGate: spec.form === "dense",
    });
  }

  const gates = new Map<Node, Gated[]>();
  for (const output of outputs) {
    const found = cut(output, layout);
    if (found === undefined) output.take(step, step.scope.value(output.node));
    else gates.set(found.condition, [...(gates.get(found.condition) ?? []), found]);
  }
  for (const [condition, gated] of gates) {
    const v = lanesOf(step.block);
    const isOpen = v.notEqual(step.scope.value(condition), v.constant(0));
    // Before the branch, as both its ways need it.
    const bases = new Map(
      gated.map(({ always }) => [always, always === undefined ? undefined : step.scope.value(always)]),
    );
    step.block.when(
      v.any(isOpen),
      (inside) => {
        const scope = step.scope.nested(inside);
        const inner = lanesOf(inside);
        for (const { output, always, inner: node } of gated) {
          const value = scope.value(node);
          const shut =
            output.neutral === 0
              ? inner.and(value, isOpen)
              : inner.select(isOpen, value, inner.constant(output.neutral));
          const base = bases.get(always);
          output.take({ ...step, block: inside, scope }, base === undefined ? shut : inner.add(base, shut));
        }
      },
      (outside) => {
        for (const { output, always } of gated)
          if (always !== undefined || !output.isReduction)
            output.take({ ...step, block: outside }, bases.get(always) ?? lanesOf(outside).constant(0));
      },
    );
  }
}

/** How an output is cut at a gate, if a branch around that pays: always for a sum, else where most vectors hold no label's class. */
function cut(output: Output, { isMostlyAbsent }: Layout): (Gated & { readonly condition: Node }) | undefined {
  const { node, neutral, isReduction, canGate } = output;
  if (!canGate) return undefined;
  const whole = gateOf(node, neutral);
  if (whole !== undefined) {
    const pays = neutral === 0 || isMostlyAbsent;
    return pays ? { output, always: undefined, ...whole } : undefined;
  }
  if (!isMostlyAbsent || isReduction || node.op !== "add") return undefined;
  for (const [part, always] of [node.args, node.args.toReversed()]) {
    const gate = gateOf(part!);
    if (gate !== undefined) return { output, always: always!, ...gate };
  }
  return undefined;
}
