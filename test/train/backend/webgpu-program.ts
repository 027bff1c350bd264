/** A program for a process of its own: it uses WebGPU, prints what it computed and ends as its argument says. */

import * as tf from "@tensorflow/tfjs";
import { releaseBackends, useBackend } from "../../../src/train/backend/use-backend.ts";

const ending = process.argv[2];

await useBackend("webgpu");
const sum = tf.tidy(() => tf.sum(tf.exp(tf.zeros([3]))));
console.log(JSON.stringify({ sum: Array.from(await sum.data()), gpu: "gpu" in globalThis.navigator }));
if (ending === "release") await releaseBackends();
if (ending === "exit") process.exit(3);
if (ending === "throw") throw new Error("on purpose");
// Garbage collection is where Dawn has crashed.
(globalThis as { gc?: () => void }).gc?.();
