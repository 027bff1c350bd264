/** Nothing goes in; tfjs runs on its WebAssembly backend, able to train convolutions, and leaves the process as it was. */

import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { registerConvGradients, registerFilterGradient } from "./conv-gradients.ts";
import { registerTrainingKernels } from "./kernels/index.ts";
import { registerMatMul } from "./mat-mul.ts";

const PACKAGE = "@tensorflow/tfjs-backend-wasm";
const NAME = "wasm";

let starting: Promise<void> | undefined;

/** The first call starts the backend, each call selects it. tfjs runs it on one thread in Node, with SIMD if it can. */
export async function useWasmBackend(): Promise<void> {
  starting ??= start();
  await starting;
  await select();
}

/**
 * For comparisons, in a process of its own: tfjs's backend as it is, but for the filter gradient without which it cannot
 * train a convolution.
 */
export async function usePlainWasmBackend(): Promise<void> {
  setPaths();
  registerFilterGradient(NAME);
  await withoutNewExceptionListeners(select);
}

function setPaths(): void {
  const dist = dirname(createRequire(import.meta.url).resolve(PACKAGE));
  setWasmPaths(`${dist}${sep}`);
}

async function start(): Promise<void> {
  setPaths();
  registerConvGradients(NAME);
  registerMatMul(NAME);
  await withoutNewExceptionListeners(select);
  await registerTrainingKernels();
}

async function select(): Promise<void> {
  if (!(await tf.setBackend(NAME))) throw new Error(`tfjs could not start its ${NAME} backend`);
}

type Listener = (...values: unknown[]) => void;

/**
 * The package's start-up code listens for uncaught exceptions and unhandled rejections of the whole process, only to
 * throw them again. Those listeners go, told from others added meanwhile by the file that adds them.
 */
async function withoutNewExceptionListeners(action: () => Promise<void>): Promise<void> {
  const added: [event: "uncaughtException" | "unhandledRejection", listener: Listener][] = [];
  const note = (event: string | symbol, listener: Listener) => {
    const isOurs = event === "uncaughtException" || event === "unhandledRejection";
    if (isOurs && new Error().stack?.includes("tfjs-backend-wasm")) added.push([event, listener]);
  };
  process.on("newListener", note);
  try {
    await action();
  } finally {
    process.off("newListener", note);
    for (const [event, listener] of added) process.off(event, listener);
  }
}
