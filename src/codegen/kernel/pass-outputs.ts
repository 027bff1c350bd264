/** What a pass computes for every class, and what is done with it: reductions go on, gradients are stored, gates are branched around. */

import type { Node } from "../../ir/node.ts";
import { type Gate, gateOf } from "../gate-of.ts";
import type { Pass } from "../schedule.ts";
import { type Accumulator, isOverOthers, kindOf, NEUTRAL } from "./accumulator.ts";
import type { Block } from "./block.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import type { Place } from "./layout.ts";
import type { PassContext } from "./pass-context.ts";
import type { ClassScope } from "./scopes.ts";

/** Four lanes, of classes or of examples. */
export interface Step {
  readonly block: Block;
  readonly scope: ClassScope;
  readonly place: Place;
}

/** A value as a sum of what is computed for every class and what only behind a gate. */
interface Cut extends Gate {
  readonly always: Node | undefined;
}

export interface Output {
  readonly node: Node;
  /** Where a branch around a part of it pays. */
  readonly cut: Cut | undefined;
  take(step: Step, lanes: Lanes): void;
  /** What has been taken at this place before; undefined for a reduction, which takes more than once. */
  readonly taken: ((step: Step) => Lanes) | undefined;
  /** What counts for nothing. */
  readonly neutral: number;
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
    const [node] = reduction.args;
    return {
      node,
      cut: cutOf(node, neutral),
      take: ({ block, place }, lanes) => {
        const v = lanesOf(block);
        let value = lanes;
        const hide = (mask: Lanes, isHidden: boolean): void => {
          if (neutral === 0) value = isHidden ? v.andNot(value, mask) : v.and(value, mask);
          else
            value = isHidden ? v.select(mask, v.constant(neutral), value) : v.select(mask, value, v.constant(neutral));
        };
        if (place.counted !== undefined) hide(place.counted, false);
        if (isOverOthers(reduction)) hide(layout.isLabel(block, place), true);
        if (kind === "label") hide(layout.isLabel(block, place), false);
        accumulator.add(block, value);
      },
      taken: undefined,
      neutral,
    };
  });
  const stores = pass.stores.map(
    (store): Output => ({
      node: store,
      cut: spec.form === "dense" ? cutOf(store, 0) : undefined,
      take: ({ block, place }, lanes) => layout.store(block, signature.grad!, lanes, place),
      taken: ({ block, place }) => layout.load(block, signature.grad!, false, place),
      neutral: 0,
    }),
  );
  return [...reductions, ...stores];
}

/** The cut at a gate. */
function cutOf(node: Node, neutral: number): Cut | undefined {
  const whole = gateOf(node, neutral);
  if (whole !== undefined) return { always: undefined, ...whole };
  if (neutral !== 0 || node.op !== "add") return undefined;
  for (const [part, always] of [node.args, node.args.toReversed()]) {
    const gate = gateOf(part!);
    if (gate !== undefined) return { always: always!, ...gate };
  }
  return undefined;
}

interface CutOutput extends Output {
  readonly cut: Cut;
}

export const isCut = (output: Output): output is CutOutput => output.cut !== undefined;

/** `atLabelled` get only what does not depend on their gates. */
export function writeOutputs(outputs: readonly Output[], step: Step, atLabelled: readonly CutOutput[]): void {
  const gates = new Map<Node, CutOutput[]>();
  for (const output of outputs) {
    if (!isCut(output)) output.take(step, step.scope.value(output.node));
    else if (atLabelled.includes(output)) takeUnlabelled(output, step);
    else gates.set(output.cut.condition, [...(gates.get(output.cut.condition) ?? []), output]);
  }
  for (const [condition, cuts] of gates) {
    const isOpen = isOpenAt(condition, step);
    // Before the branch, as both its ways need it.
    const values = cuts.map(({ cut }) => cut.always && step.scope.value(cut.always));
    step.block.when(
      lanesOf(step.block).any(isOpen),
      (inside) => {
        const inner = { ...step, block: inside, scope: step.scope.nested(inside) };
        cuts.forEach((output, i) => {
          const behind = maskedValue(output, inner, isOpen);
          output.take(inner, values[i] === undefined ? behind : lanesOf(inside).add(values[i], behind));
        });
      },
      (outside) => {
        cuts.forEach((output, i) => {
          takeShut(output, { ...step, block: outside }, values[i]);
        });
      },
    );
  }
}

function isOpenAt(condition: Node, { block, scope }: Step): Lanes {
  const v = lanesOf(block);
  return v.notEqual(scope.value(condition), v.constant(0));
}

/** A store takes all but what is behind the gate, which is added to it later; a sum takes what is later not taken as a whole. */
function takeUnlabelled(output: CutOutput, step: Step): void {
  const { always, condition } = output.cut;
  const value = always && step.scope.value(always);
  const isPart = value === undefined || output.taken !== undefined;
  takeShut(output, step, isPart ? value : lanesOf(step.block).andNot(value, isOpenAt(condition, step)));
}

/** Where no class opens the gate. */
function takeShut(output: Output, step: Step, always: Lanes | undefined): void {
  if (always !== undefined) output.take(step, always);
  else if (output.taken !== undefined) output.take(step, lanesOf(step.block).constant(output.neutral));
}

function maskedValue({ neutral, cut }: CutOutput, { block, scope }: Step, isOpen: Lanes): Lanes {
  const v = lanesOf(block);
  const value = scope.value(cut.inner);
  return neutral === 0 ? v.and(value, isOpen) : v.select(isOpen, value, v.constant(neutral));
}

/** What depends on the gates, after the rest has been taken. */
export function writeAtLabelled(outputs: readonly CutOutput[], step: Step): void {
  const v = lanesOf(step.block);
  for (const output of outputs) {
    const { always, condition } = output.cut;
    const isOpen = isOpenAt(condition, step);
    const behind = maskedValue(output, step, isOpen);
    if (always === undefined) output.take(step, behind);
    else if (output.taken !== undefined) output.take(step, v.add(output.taken(step), behind));
    // As a whole, class by class: two large sums apart would not cancel where each summand is small.
    else output.take(step, v.and(v.add(step.scope.value(always), behind), isOpen));
  }
}
