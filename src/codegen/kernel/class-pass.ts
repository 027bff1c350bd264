/** One pass of a schedule goes in; a loop over the classes comes out, for the examples that a layout computes at once. */

import type { Node } from "../../ir/node.ts";
import type { Pass, Schedule } from "../schedule.ts";
import { openAccumulator } from "./accumulator.ts";
import type { Block } from "./block.ts";
import type { Lanes } from "./lanes.ts";
import type { Place } from "./layout.ts";
import type { PassContext } from "./pass-context.ts";
import { isCut, outputsOf, type Step, writeAtLabelled, writeOutputs } from "./pass-outputs.ts";
import { isRowless } from "./scopes.ts";

export function writeClassPass(pass: Pass, plan: Schedule, context: PassContext): void {
  const { spec, block, scopes, signature, layout, labelled } = context;
  const accumulators = new Map(pass.reductions.map((reduction) => [reduction, openAccumulator(block, reduction)]));
  const outputs = outputsOf(pass, accumulators, context);
  const atLabelled =
    labelled === undefined ? [] : outputs.filter(isCut).filter(({ cut }) => cut.condition === spec.target);
  const notes = atLabelled.length > 0 && labelled!.begin(block);

  const stepAt = (inner: Block, place: Place): Step => {
    const read = (leaf: Node): Lanes => {
      if (pass.reads.includes(leaf)) return layout.loadKept(inner, plan.rows.get(leaf)!, place);
      return layout.load(inner, signature.inputs.get(leaf)!, isRowless(leaf), place);
    };
    return { block: inner, scope: scopes.classes(inner, read, pass.reads), place };
  };
  layout.overClasses(
    (inner, place) => {
      const step = stepAt(inner, place);
      for (const kept of pass.keeps) {
        inner.effect("v128.store", [layout.kept(inner, plan.rows.get(kept)!, place), step.scope.value(kept)]);
      }
      const isWhole = place.counted === undefined;
      writeOutputs(outputs, step, isWhole ? atLabelled : []);
      if (notes && isWhole) labelled!.note(inner, step.scope.value(spec.target!), place.offset);
    },
    context.spare,
    () => {
      if (atLabelled.length > 0)
        labelled!.visit(block, (inner, place) => writeAtLabelled(atLabelled, stepAt(inner, place)));
    },
  );

  for (const [reduction, accumulator] of accumulators) scopes.set(reduction, accumulator.total(layout));
}
