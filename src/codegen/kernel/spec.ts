/** A derived loss goes in; what kernels compute for one form of labels comes out, in ops that have rows here. */

import { classTarget, type DerivedLoss } from "../derived.ts";
import { type LabelForm, loopForm, scaleNode } from "../loop-form.ts";
import type { KernelSpec } from "./kernel.ts";
import { hasLaneRow } from "./rows.ts";
import { sparseForm } from "./sparse-form.ts";

export const kernelName = (form: LabelForm, hasGradient: boolean): string => `${form}${hasGradient ? "Gradient" : ""}`;

/** The value alone, then with its gradient; none for integer labels where the loss has no labels. */
export function kernelSpecs(
  derived: DerivedLoss,
  form: LabelForm,
  { ignores }: { readonly ignores: boolean },
): KernelSpec[] {
  const computed = loopForm(derived, form, hasLaneRow);
  if (computed === undefined) return [];
  const { loss, prediction } = derived;
  const labels = form === "dense" ? classTarget(derived) : undefined;
  const dense = [computed.loss, computed.gradient];
  const [value, gradient] = labels === undefined ? dense : sparseForm(dense, labels, loss.graph);
  const target = loss.target === prediction ? undefined : loss.target;
  return [false, true].map((hasGradient) => ({
    name: kernelName(form, hasGradient),
    loss: value!,
    gradient: hasGradient ? gradient : undefined,
    gradientAtLabel: hasGradient ? computed.gradientAtLabel : undefined,
    form,
    graph: loss.graph,
    target,
    prediction,
    extras: derived.inputs.filter((input) => input !== prediction && input !== target),
    parameters: derived.parameters,
    scale: scaleNode(derived),
    hasClasses: prediction.shape === "per-class" || target?.shape === "per-class",
    ignores: ignores && classTarget(derived) !== undefined,
  }));
}
