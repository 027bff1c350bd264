import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { sharesMemory } from "../../../src/train/backend/kernels/heap.ts";
import { registerTrainingKernels, unregisterTrainingKernels } from "../../../src/train/backend/kernels/index.ts";
import { KERNELS } from "../../../src/train/backend/kernels/kernels.generated.ts";
import { useWasmBackend } from "../../../src/train/backend/wasm.ts";
import { compileKernels, kernelsModule } from "../../../tools/build-kernels.ts";
import { expectClose, normals, on, withGradients } from "../ops/compare.ts";

beforeAll(useWasmBackend);

const bytes = Buffer.from(KERNELS, "base64");

/** The ids of the sections of a WebAssembly binary: each is an id, a length as LEB128 and that many bytes. */
function sectionIds(binary: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 8; at < binary.length; ) {
    ids.push(binary[at++]!);
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++]!;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += length;
  }
  return ids;
}

describe("the embedded module", () => {
  test("is what its sources compile to", async () => {
    const embedded = new URL("../../../src/train/backend/kernels/kernels.generated.ts", import.meta.url);
    expect(kernelsModule(await compileKernels())).toBe(readFileSync(embedded, "utf8"));
  });

  test("brings nothing of its own into the memory that it shares with tfjs", () => {
    const module = new WebAssembly.Module(bytes);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
    const [table, start, elements, data] = [4, 8, 9, 11];
    for (const section of [table, start, elements, data]) expect(sectionIds(bytes)).not.toContain(section);
  });
});

test("a memory that is not found, or is shared between threads, is left alone", () => {
  const withMemory = (memory: unknown) => ({ wasm: { asm: { memory } } });
  expect(sharesMemory(tf.backend())).toBe(true);
  expect(sharesMemory(withMemory(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })))).toBe(false);
  expect([null, undefined, {}, { wasm: {} }, withMemory({})].map(sharesMemory)).toEqual(Array(5).fill(false));
});

test("registering twice changes nothing, and unregistering puts tfjs's own kernels back", async () => {
  const names = () => tf.getKernelsForBackend("wasm").map((kernel) => kernel.kernelName);
  const withOurs = new Set(names());
  expect(await registerTrainingKernels()).toBe(true);
  expect(new Set(names())).toEqual(withOurs);
  const ours = tf.getKernel(tf.Identity, "wasm").kernelFunc;
  unregisterTrainingKernels();
  expect(names().filter((name) => name.startsWith("Lossc"))).toEqual([]);
  expect(tf.getKernel(tf.Identity, "wasm").kernelFunc).not.toBe(ours);
  await registerTrainingKernels();
  expect(new Set(names())).toEqual(withOurs);
});

test("a clone shares its tensor's data until both are gone", () => {
  const count = tf.backend().numDataIds();
  const tensor = tf.tensor1d([1, 2, 3]);
  const clone = tf.clone(tensor);
  expect(tf.backend().numDataIds()).toBe(count + 1);
  tensor.dispose();
  expect(Array.from(clone.dataSync())).toEqual([1, 2, 3]);
  clone.dispose();
  expect(tf.backend().numDataIds()).toBe(count);
  const words = tf.tensor1d(["a", "b"]);
  expect(tf.clone(words).dataSync()).toEqual(["a", "b"]);
  tf.disposeVariables();
});

/** Layers of usual networks, whose gradients call kernels that wasm may lack: a new gap shows here. */
describe("gradients of tfjs's own ops are the pure-JS ones", () => {
  const image = normals("image", [2, 7, 6, 4]);
  const cases: Record<string, [number[][], (...inputs: tf.Tensor[]) => tf.Tensor]> = {
    "conv2d, valid": [[[3, 2, 4, 5]], (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, "valid")],
    conv2dTranspose: [
      [[3, 3, 5, 4]],
      (x, f) => tf.conv2dTranspose(x as tf.Tensor4D, f as tf.Tensor4D, [2, 14, 12, 5], 2, "same"),
    ],
    "depthwiseConv2d, stride 1": [
      [[3, 2, 4, 1]],
      (x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, "same"),
    ],
    "depthwiseConv2d, valid": [
      [[3, 2, 4, 3]],
      (x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, [2, 1], "valid"),
    ],
    separableConv2d: [
      [
        [3, 3, 4, 2],
        [1, 1, 8, 5],
      ],
      (x, f, p) => tf.separableConv2d(x as tf.Tensor4D, f as tf.Tensor4D, p as tf.Tensor4D, 2, "same"),
    ],
    maxPool: [[], (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "same")],
    "maxPool, overlapping": [[], (x) => tf.maxPool(x as tf.Tensor4D, [3, 2], [2, 1], "valid")],
    "maxPool, padded by number": [[], (x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 1)],
    avgPool: [[], (x) => tf.avgPool(x as tf.Tensor4D, 3, 2, "same")],
    batchNorm: [[[4], [4]], (x, offset, scale) => tf.batchNorm(x, offset, tf.ones([4]), offset, scale)],
    globalMean: [[], (x) => tf.mean(x, [1, 2])],
    globalMax: [[], (x) => tf.max(x, [1, 2])],
    gather: [[], (x) => tf.gather(x, tf.tensor1d([3, 0, 3, 3, 5, 1], "int32"), 2)],
    localResponseNormalization: [[], (x) => tf.localResponseNormalization(x as tf.Tensor4D, 2)],
    softmax: [[], (x) => tf.softmax(x)],
    logSoftmax: [[], (x) => tf.logSoftmax(x)],
    activations: [
      [],
      (x) => tf.addN([tf.relu(x), tf.relu6(x), tf.elu(x), tf.selu(x), tf.leakyRelu(x), tf.tanh(x), tf.softplus(x)]),
    ],
    prelu: [[[4]], (x, a) => tf.prelu(x, a)],
    concatAndSplit: [[], (x) => tf.concat([tf.split(x, 2, 3)[0]!, x], 3)],
    padAndCrop: [[], (x) => tf.slice(tf.pad(x, [[0, 0], [1, 1], [2, 0], [0, 0]]), [0, 1, 1, 0], [2, 6, 6, 4])], // biome-ignore format: a row of the table
    denseLayer: [[[168, 3]], (x, w) => tf.matMul(tf.reshape(x, [2, -1]), w as tf.Tensor2D)],
  };

  test.each(Object.keys(cases))("%s", async (name) => {
    const [shapes, f] = cases[name]!;
    const arrays = [image, ...shapes.map((shape, index) => normals(`${name} ${index}`, shape))];
    const run = (...inputs: tf.Tensor[]) => {
      const y = f(...inputs);
      const [shape, values] = normals(`${name} dy`, y.shape);
      return withGradients(f, inputs, tf.tensor(values, shape));
    };
    expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run));
  });

  // The pure-JS gradients of both are right for a single square image only.
  test.each([
    ["bilinearly", tf.image.resizeBilinear],
    ["to the nearest", tf.image.resizeNearestNeighbor],
  ] as const)("resized %s", async (_, resize) => {
    const arrays = [normals("square", [1, 5, 5, 3]), normals("resize dy", [1, 11, 9, 3])];
    const run = (x: tf.Tensor, dy: tf.Tensor) => withGradients((a) => resize(a as tf.Tensor4D, [11, 9]), [x], dy);
    expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run));
  });

  test("sums by segment leave out numbers that are no segment's", async () => {
    const run = (x: tf.Tensor) => [tf.unsortedSegmentSum(x, tf.tensor1d([2, -1], "int32"), 4)];
    expectClose(await on("wasm", [image], run), await on("cpu", [image], run));
  });
});
