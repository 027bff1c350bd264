/** Source text goes in; its last loss, derived and ready for a target, comes out. */

import type { DerivedLoss } from "../../src/codegen/derived.ts";
import type { Features } from "../../src/pipeline/options.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { lowerText } from "./arbitrary-loss.ts";

export const deriveText = (text: string, features: Features = {}): DerivedLoss => derive(lowerText(text), features);

export const CROSS_ENTROPY = "/// Cross-entropy.\nloss cross_entropy(y: target, p: probs) = -sum(y * log(p))";

export const FOCAL = `/// Focal loss. Lin et al., "Focal Loss for Dense Object Detection", 2017, eq. 5.
loss focal(y: target, p: probs; gamma = 2 in [0, 10], alpha = 0.25 in (0, 1]) {
  let pt = sum(y * p)
  return -alpha * (1 - pt)^gamma * log(pt)
}`;

export const HUBER = `/// Huber loss.
loss huber(y: value, p: value; delta = 1 in (0, 1000]) {
  let r = abs(p - y)
  return if r <= delta then 0.5 * r^2 else delta * (r - 0.5 * delta)
}`;

export const LOGITS = "loss from_logits(y: target, z: logits) = -sum(y * log(softmax(z)))";

/** Ops that JavaScript and tfjs lack. */
export const BESSEL = "loss bessel(y: target, p: probs) = sum(bessel_i0e(p - y) * erf(p) - lgamma(p + 1))";
