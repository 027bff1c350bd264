/** Known losses with their simplified value, gradient and form for integer labels, as people read them: one text per loss. */

import { expect, test } from "vitest";
import { gated, specializeToLabels } from "../../src/codegen/derived.ts";
import { parameterLeaf } from "../../src/ir/lower.ts";
import { formula } from "../../src/ir/print.ts";
import { unsupported } from "../../src/pipeline/options.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { lowerText } from "../support/arbitrary-loss.ts";

const LOSSES: Readonly<Record<string, string>> = {
  "cross-entropy": "loss cross_entropy(y: target, p: probs) = -sum(y * log(p))",
  "cross-entropy-of-logits": "loss cross_entropy(y: target, z: logits) = -sum(y * log_softmax(z))",
  focal: `loss focal(y: target, p: probs; gamma = 2 in [0, 10], alpha = 0.25 in (0, 1]) {
  let pt = sum(y * p)
  return -alpha * (1 - pt)^gamma * log(pt)
}`,
  brier: "loss brier(y: target, p: probs) = sum((p - y)^2)",
  "binary-cross-entropy": "loss bce(y: target, z: logits) = -sum(y * log(sigmoid(z)) + (1 - y) * log(1 - sigmoid(z)))",
  "kullback-leibler": "loss kl(y: target, p: probs) = sum(y * (log(y) - log(p)))",
  "generalized-cross-entropy": `loss gce(y: target, p: probs; q = 0.7 in (0, 1]) = (1 - sum(y * p)^q) / q`,
  "poly-1": "loss poly1(y: target, p: probs; eps1 = 1) { let pt = sum(y * p) return -log(pt) + eps1 * (1 - pt) }",
  tversky: `loss tversky(y: target, p: probs; a = 0.3 in [0, 1], b = 0.7 in [0, 1]) {
  let hit = sum(y * p)
  return 1 - hit / (hit + a * sum((1 - y) * p) + b * sum(y * (1 - p)))
}`,
  huber: `loss huber(y: value, p: value; delta = 1 in (0, 100)) {
  let r = abs(p - y)
  return if r <= delta then 0.5 * r^2 else delta * (r - 0.5 * delta)
}`,
  "log-cosh": "loss log_cosh(y: value, p: value) { let r = p - y return r + softplus(-2 * r) - log(2) }",
  "mean-squared-error": "loss mse(y: value, p: value) = mean((p - y)^2)",
  quantile:
    "loss quantile(y: value, p: value; tau = 0.9 in (0, 1)) { let r = y - p return max(tau * r, (tau - 1) * r) }",
  poisson: "loss poisson(y: value, p: value) = exp(p) - y * p + lgamma(y + 1)",
  "squared-hinge": "loss squared_hinge(y: target, z: logits) = sum(relu(1 - (2 * y - 1) * z)^2)",
  "multi-margin": "loss margin(y: target, z: logits) = mean(relu(1 - sum(y * z) + z) * (1 - y))",
};

function describeLoss(source: string): string {
  const loss = lowerText(source);
  const lines = [source, ""];
  const derived = derive(loss);
  lines.push(`value     ${formula(derived.root)}`, `gradient  ${formula(derived.gradient)}`);
  derived.parameters.forEach((parameter, i) => {
    lines.push(`  by ${parameterLeaf(parameter).name}: ${formula(derived.parameterGradients[i])}`);
  });
  const variants =
    unsupported(loss, "fromLogits") === undefined ? [derived, derive(loss, { fromLogits: true })] : [derived];
  for (const variant of variants) {
    if (variant !== derived)
      lines.push("", "from logits", `value     ${formula(variant.root)}`, `gradient  ${formula(variant.gradient)}`);
    const [root, gradient] = gated([variant.root, variant.gradient], variant, { forSpeed: false });
    const labels = specializeToLabels(variant, [root, gradient]);
    if (labels === undefined) continue;
    lines.push("", variant === derived ? "integer labels" : "integer labels, from logits");
    lines.push(`value     ${formula(labels.root)}`, `at label  ${formula(labels.gradient.atLabel)}`);
    lines.push(`elsewhere ${formula(labels.gradient.elsewhere)}`);
  }
  return `${lines.join("\n")}\n`;
}

test.each(Object.entries(LOSSES))("%s", async (name, source) => {
  await expect(describeLoss(source)).toMatchFileSnapshot(`golden/${name}.txt`);
});
