/** What a pass computes for every class, and what is done with it: reductions go on, gradients are stored, gates are branched around. */

import type { Node } from "../../ir/node.ts";
import { type Gate, gateOf } from "../gate-of.ts";
import type { Pass } from "../schedule.ts";
import { type Accumulator, isOverOthers, kindOf, NEUTRAL } from "./accumulator.ts";
import type { Block } from "./block.ts";
import type { PassContext } from "./class-pass.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import type { Layout, Place } from "./layout.ts";
import type { ClassScope } from "./scopes.ts";

/** Four lanes, of classes or of examples. */
export interface Step {
  readonly block: Block;
  readonly scope: ClassScope;
  readonly place: Place;
}

export interface Output {
  readonly node: Node;
  take(step: Step, lanes: Lanes): void;
  /** What has been taken at this place before; undefined for a reduction, which takes more than once. */
  readonly taken: ((step: Step) => Lanes) | undefined;
  /** What counts for nothing. */
  readonly neutral: number;
  readonly canGate: boolean;
}

export function outputsOf(
  pass: Pass,
  accumulators: ReadonlyMap<Node, Accumulator>,
  { spec, signature, layout }: PassContext,
): Output[] {
  const reductions = pass.reductions.map((reduction): Output => {
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
      taken: undefined,
      neutral,
      canGate: true,
    };
  });
  const stores = pass.stores.map(
    (store): Output => ({
      node: store,
      take: ({ block, place }, lanes) => layout.store(block, signature.grad!, lanes, place),
      taken: ({ block, place }) => layout.load(block, signature.grad!, false, place),
      neutral: 0,
      canGate: spec.form === "dense",
    }),
  );
  return [...reductions, ...stores];
}

/** An output as a sum of what is computed for every class and what only behind a gate. */
interface Branched extends Gate {
  readonly output: Output;
  readonly always: Node | undefined;
}

/** How an output is cut at a gate, if a branch around that pays: always for a sum, else where most vectors hold no label's class. */
export function branched(output: Output, { isMostlyAbsent }: Layout): Branched | undefined {
  const { node, neutral, canGate } = output;
  if (!canGate) return undefined;
  const whole = gateOf(node, neutral);
  if (whole !== undefined) return neutral === 0 || isMostlyAbsent ? { output, always: undefined, ...whole } : undefined;
  if (!isMostlyAbsent || neutral !== 0 || node.op !== "add") return undefined;
  for (const [part, always] of [node.args, node.args.toReversed()]) {
    const gate = gateOf(part!);
    if (gate !== undefined) return { output, always: always!, ...gate };
  }
  return undefined;
}

/** `atLabelled` get only what does not depend on their gates. */
export function writeOutputs(
  outputs: readonly Output[],
  step: Step,
  layout: Layout,
  atLabelled: readonly Output[],
): void {
  const gates = new Map<Node, Branched[]>();
  for (const output of outputs) {
    const cut = branched(output, layout);
    if (cut === undefined) output.take(step, step.scope.value(output.node));
    else if (atLabelled.includes(output)) takeShut(cut, step, cut.always && step.scope.value(cut.always));
    else gates.set(cut.condition, [...(gates.get(cut.condition) ?? []), cut]);
  }
  for (const [condition, cuts] of gates) {
    const v = lanesOf(step.block);
    const isOpen = v.notEqual(step.scope.value(condition), v.constant(0));
    // Before the branch, as both its ways need it.
    const values = cuts.map(({ always }) => always && step.scope.value(always));
    step.block.when(
      v.any(isOpen),
      (inside) => {
        const inner = { ...step, block: inside, scope: step.scope.nested(inside) };
        cuts.forEach((cut, i) => {
          const behind = maskedValue(cut, inner, isOpen);
          cut.output.take(inner, values[i] === undefined ? behind : lanesOf(inside).add(values[i], behind));
        });
      },
      (outside) => {
        cuts.forEach((cut, i) => {
          takeShut(cut, { ...step, block: outside }, values[i]);
        });
      },
    );
  }
}

/** Where no class opens the gate. */
function takeShut({ output }: Branched, step: Step, always: Lanes | undefined): void {
  if (always !== undefined) output.take(step, always);
  else if (output.taken !== undefined) output.take(step, lanesOf(step.block).constant(output.neutral));
}

function maskedValue({ output: { neutral }, inner }: Branched, { block, scope }: Step, isOpen: Lanes): Lanes {
  const v = lanesOf(block);
  const value = scope.value(inner);
  return neutral === 0 ? v.and(value, isOpen) : v.select(isOpen, value, v.constant(neutral));
}

/** What is behind the gates, after the rest has been taken. */
export function writeAtLabelled(outputs: readonly Output[], step: Step, layout: Layout): void {
  const v = lanesOf(step.block);
  for (const output of outputs) {
    const cut = branched(output, layout)!;
    const isOpen = v.notEqual(step.scope.value(cut.condition), v.constant(0));
    const behind = maskedValue(cut, step, isOpen);
    const isAdded = cut.always !== undefined && output.taken !== undefined;
    output.take(step, isAdded ? v.add(output.taken!(step), behind) : behind);
  }
}
