/** A derived loss goes in; what a kernel computes for one form of labels comes out, in ops that have rows here. */

import { classTarget, type DerivedLoss } from "../derived.ts";
import { type LabelForm, loopForm, scaleNode } from "../loop-form.ts";
import type { KernelSpec } from "./kernel.ts";
import { hasLaneRow } from "./rows.ts";
import { sparseForm } from "./sparse-form.ts";

export interface FormOptions {
  readonly form: LabelForm;
  readonly hasGradient: boolean;
  readonly ignores: boolean;
}

export const kernelName = (form: LabelForm, hasGradient: boolean): string => `${form}${hasGradient ? "Gradient" : ""}`;

/** Nothing for integer labels where the loss has no labels. */
export function kernelSpec(derived: DerivedLoss, { form, hasGradient, ignores }: FormOptions): KernelSpec | undefined {
  const computed = loopForm(derived, form, hasLaneRow);
  if (computed === undefined) return undefined;
  const { loss, prediction } = derived;
  const labels = form === "dense" ? classTarget(derived) : undefined;
  const dense = [computed.loss, computed.gradient];
  const [value, gradient] = labels === undefined ? dense : sparseForm(dense, labels, loss.graph);
  const target = loss.target === prediction ? undefined : loss.target;
  return {
    name: kernelName(form, hasGradient),
    loss: value!,
    gradient: hasGradient ? gradient : undefined,
    gradientAtLabel: hasGradient ? computed.gradientAtLabel : undefined,
    form,
    target,
    prediction,
    extras: derived.inputs.filter((input) => input !== prediction && input !== target),
    parameters: derived.parameters,
    scale: scaleNode(derived),
    hasClasses: prediction.shape === "per-class" || target?.shape === "per-class",
    ignores: ignores && classTarget(derived) !== undefined,
  };
}
