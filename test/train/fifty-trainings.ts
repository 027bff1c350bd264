/** Fifty short trainings in a process of its own; the memory after each, as lines of JSON, comes out. */

import * as tf from "@tensorflow/tfjs";
import { compile } from "../../src/index.ts";
import { runJob, tfjsModule } from "../../src/train/index.ts";

const [loss] = compile("loss cross_entropy(y: target, p: probs) = -sum(y * log(p))").losses;
const code = { name: loss!.name, code: tfjsModule(loss!) };

for (let seed = 1; seed <= 50; seed++) {
  const tensorsAfterEpochs: number[] = [];
  await runJob(
    {
      loss: code,
      seed,
      setup: {
        problem: { dataset: "digits", splitSeed: 1, validation: 0.2, trainSize: 160 },
        model: "convnet",
        augment: "shift",
        batchSize: 32,
        epochs: 3,
        learningRate: 0.01,
        thresholds: [],
        backend: "wasm",
      },
    },
    { folders: [], onEpoch: () => tensorsAfterEpochs.push(tf.memory().numTensors) },
  );
  globalThis.gc?.();
  const { numTensors } = tf.memory();
  const wasmBytes = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  console.log(
    JSON.stringify({
      numTensors,
      tensorsAfterEpochs,
      wasmBytes,
      resident: process.memoryUsage.rss(),
      heap: process.memoryUsage().heapUsed,
    }),
  );
}
