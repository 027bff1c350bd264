import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import wasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import digitsUrl from "lossc/data/digits.bin.gz?url";
import { registerTrainingKernels } from "lossc/train";
import { drawChart } from "./chart.ts";
import { loadDigits } from "./digits.ts";
import { focal } from "./focal.ts"; // lossc compile ../focal.loss --target tfjs -o src/focal.ts

const status = document.querySelector("output")!;
const canvas = document.querySelector("canvas")!;

setWasmPaths({
  "tfjs-backend-wasm.wasm": wasm,
  "tfjs-backend-wasm-simd.wasm": wasmSimd,
  "tfjs-backend-wasm-threaded-simd.wasm": wasmThreadedSimd,
});
await tf.setBackend("wasm");
await registerTrainingKernels(); // the gradients that tfjs's wasm backend lacks

const { images, targets } = await loadDigits(digitsUrl);

/** Seeded, so that every visit sees the same training. */
const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed });

const model = tf.sequential({
  layers: [
    tf.layers.conv2d({
      inputShape: [8, 8, 1],
      filters: 16,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
      kernelInitializer: kernelInitializer(1),
    }),
    tf.layers.conv2d({
      filters: 32,
      kernelSize: 3,
      strides: 2,
      activation: "relu",
      kernelInitializer: kernelInitializer(2),
    }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 10, activation: "softmax", kernelInitializer: kernelInitializer(3) }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.01), loss: focal, metrics: ["accuracy"] });

const accuracies: number[] = [];
await model.fit(images, targets, {
  epochs: 15,
  batchSize: 32,
  validationSplit: 0.2,
  shuffle: false, // the digits come in no order, and tfjs's shuffling has no seed
  callbacks: {
    onEpochEnd: (epoch, logs) => {
      const accuracy = Number(logs?.val_acc);
      accuracies.push(accuracy);
      drawChart(canvas, accuracies);
      status.textContent = `Epoch ${epoch + 1}: loss ${Number(logs?.loss).toFixed(4)}, held-out accuracy ${(100 * accuracy).toFixed(1)} %`;
    },
  },
});
status.textContent = `Done: held-out accuracy ${(100 * accuracies.at(-1)!).toFixed(1)} %`;
document.body.dataset.done = String(accuracies.at(-1));
