/** A convolution's shapes and pointers to its operands go in; the kernels' calls for it and its gradients are made. */

import type * as tf from "@tensorflow/tfjs";
import type { Heap } from "./heap.ts";

export type Convolution = tf.backend_util.Conv2DInfo;

const roundUp = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple;

/** Copies or the image itself, as `correlate` and `addOuterProducts` read it. */
interface PatchSource {
  /** Floats of scratch for one padded image. */
  readonly scratch: number;
  /** Bytes from one row of pixels to the next. */
  readonly pitch: number;
  /** Makes the image with this number ready and gives the pointer to its first patch. */
  open(x: number, image: number, scratch: number): number;
}

/** Zeros stay where they are from image to image, so only the first needs them written. */
function patchSource(heap: Heap, conv: Convolution): PatchSource {
  const { inHeight, inWidth, inChannels, padInfo } = conv;
  const height = (conv.outHeight - 1) * conv.strideHeight + conv.filterHeight;
  const width = (conv.outWidth - 1) * conv.strideWidth + conv.filterWidth;
  const { top, left } = padInfo;
  const imageBytes = inHeight * inWidth * inChannels * 4;
  if (top === 0 && left === 0 && height <= inHeight && width <= inWidth) {
    return { scratch: 0, pitch: inWidth * inChannels * 4, open: (x, image) => x + image * imageBytes };
  }
  const pitch = width * inChannels * 4;
  const rows = Math.min(inHeight, height - top);
  const columns = Math.min(inWidth, width - left);
  const start = top * pitch + left * inChannels * 4;
  const open = (x: number, image: number, scratch: number): number => {
    if (image === 0) heap.run.fillZeros(scratch, height * pitch);
    if (rows > 0 && columns > 0) {
      const from = x + image * imageBytes;
      heap.run.copyRows(from, inWidth * inChannels * 4, scratch + start, pitch, rows, columns * inChannels);
    }
    return scratch;
  };
  return { scratch: height * width * inChannels, pitch, open };
}

/** Calls `visit` with where a panel of channels starts in a row of channels, and how many of them are real. */
function forEachPanel(channels: number, visit: (start: number, width: number, real: number) => void): void {
  const padded = roundUp(channels, 4);
  for (let start = 0; start < padded; start += 8) {
    visit(start, Math.min(8, padded - start), Math.min(8, channels - start));
  }
}

/** `bias` is 0 for none. */
export function convolveForward(
  heap: Heap,
  conv: Convolution,
  x: number,
  filter: number,
  bias: number,
  y: number,
): void {
  const { batchSize, outHeight, outWidth, outChannels, inChannels, filterHeight } = conv;
  const source = patchSource(heap, conv);
  const run = conv.filterWidth * inChannels;
  const depth = filterHeight * run;
  const padded = roundUp(outChannels, 4);
  const pixels = outHeight * outWidth;
  const spill = padded === outChannels ? 0 : pixels * padded;
  heap.withScratch([source.scratch, depth * padded, padded, spill], (image, weights, biases, scratch) => {
    const { run: kernels } = heap;
    kernels.fillZeros(weights, depth * padded * 4);
    kernels.fillZeros(biases, padded * 4);
    forEachPanel(outChannels, (start, width, real) =>
      kernels.copyRows(filter + start * 4, outChannels * 4, weights + start * depth * 4, width * 4, depth, real),
    );
    if (bias !== 0) kernels.copyRows(bias, 0, biases, 0, 1, outChannels);
    const inPixel = conv.strideWidth * inChannels * 4;
    const inRow = conv.strideHeight * source.pitch;
    for (let index = 0; index < batchSize; index++) {
      const patches = source.open(x, index, image);
      const to = y + index * pixels * outChannels * 4;
      const out = spill === 0 ? to : scratch;
      // biome-ignore format: groups of what belongs together
      kernels.correlate(
        patches, inPixel, inRow, source.pitch, filterHeight, run, weights, biases,
        out, padded * 4, outWidth * padded * 4, outHeight, outWidth, padded,
      );
      if (spill !== 0) kernels.copyRows(scratch, padded * 4, to, outChannels * 4, pixels, outChannels);
    }
  });
}

/** Writes dW of x and dy. */
export function convolveFilterGradient(heap: Heap, conv: Convolution, x: number, dy: number, dFilter: number): void {
  const { batchSize, outHeight, outWidth, outChannels, inChannels, filterHeight } = conv;
  const source = patchSource(heap, conv);
  const run = conv.filterWidth * inChannels;
  const depth = filterHeight * run;
  const rows = roundUp(depth, 4);
  const padded = roundUp(outChannels, 4);
  const pixels = outHeight * outWidth;
  const spill = padded === outChannels ? 0 : pixels * padded;
  heap.withScratch([source.scratch, rows * padded, spill], (image, total, scratch) => {
    const { run: kernels } = heap;
    kernels.fillZeros(total, rows * padded * 4);
    kernels.fillZeros(scratch, spill * 4);
    const inPixel = conv.strideWidth * inChannels * 4;
    const inRow = conv.strideHeight * source.pitch;
    for (let index = 0; index < batchSize; index++) {
      const patches = source.open(x, index, image);
      const from = dy + index * pixels * outChannels * 4;
      if (spill !== 0) kernels.copyRows(from, outChannels * 4, scratch, padded * 4, pixels, outChannels);
      // biome-ignore format: groups of what belongs together
      kernels.addOuterProducts(
        patches, inPixel, inRow, source.pitch, filterHeight, run,
        spill === 0 ? from : scratch, padded, outHeight, outWidth, total,
      );
    }
    forEachPanel(outChannels, (start, width, real) =>
      kernels.copyRows(total + start * rows * 4, width * 4, dFilter + start * 4, outChannels * 4, depth, real),
    );
  });
}
