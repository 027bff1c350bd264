/** One training step on one batch, in a process of its own: lossc's, plain tfjs's on wasm, or plain tfjs's in pure JS. */

import * as tf from "@tensorflow/tfjs";
import { compile } from "../../src/index.ts";
import { createRandom } from "../../src/random/index.ts";
import { usePlainWasmBackend } from "../../src/train/backend/index.ts";
import { tfjsLoss, useWasmBackend } from "../../src/train/index.ts";
import { createModel } from "../../src/train/models/index.ts";
import { createTrainer } from "../../src/train/trainer.ts";
import { serve } from "../worker.ts";
import { createPlain, createPlainStep } from "./plain.ts";
import { exampleBatch, type StepSpec } from "./shapes.ts";

interface Spec extends StepSpec {
  readonly contender: "lossc" | "plain-wasm" | "plain-cpu";
}

const CROSS_ENTROPY = "loss cross_entropy(y: target, p: probs) = -sum(y * log(p))";

async function prepareLossc({ network, shape }: StepSpec): Promise<() => Promise<unknown>> {
  await useWasmBackend();
  const model = createModel(network, shape, createRandom(1));
  const trainer = createTrainer(model, tfjsLoss(compile(CROSS_ENTROPY).losses[0]!));
  const batch = exampleBatch(shape);
  return () => trainer.step(batch, 0.001);
}

function preparePlain({ network, shape }: StepSpec): () => void {
  const { images, targets, count, height, width, channels, classes } = exampleBatch(shape);
  const model = createPlain(network, shape);
  return createPlainStep(
    model,
    tf.tensor4d(images, [count, height, width, channels]),
    tf.tensor2d(targets, [count, classes]),
  );
}

serve(async ({ contender, ...spec }: Spec) => {
  if (contender === "lossc") return { answer: undefined, run: await prepareLossc(spec) };
  if (contender === "plain-wasm") await usePlainWasmBackend();
  else await tf.setBackend("cpu");
  return { answer: undefined, run: preparePlain(spec) };
});
