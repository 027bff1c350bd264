/** A convolution's shapes and pointers to its operands go in; the kernels' calls for it and its gradients are made. */

import type { Heap } from "./heap.ts";
import { type Convolution, panelsOf, patchSource } from "./patches.ts";
import { suitsWinograd, winogradFilterGradient, winogradForward } from "./winograd.ts";

const roundUp = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple;

/** `bias` is 0 for none. */
export function convolveForward(
  heap: Heap,
  conv: Convolution,
  x: number,
  filter: number,
  bias: number,
  y: number,
): void {
  if (suitsWinograd(conv)) {
    winogradForward(heap, conv, x, filter, bias, y, false);
    return;
  }
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
    for (const { start, width } of panelsOf(outChannels)) {
      const real = Math.min(width, outChannels - start);
      kernels.copyRows(filter + start * 4, outChannels * 4, weights + start * depth * 4, width * 4, depth, real);
    }
    if (bias !== 0) kernels.copyRows(bias, 0, biases, 0, 1, outChannels);
    const inPixel = conv.strideWidth * inChannels * 4;
    const inRow = conv.strideHeight * source.pitch;
    for (let index = 0; index < batchSize; index++) {
      const patches = source.open(x, index, image);
      const to = y + index * pixels * outChannels * 4;
      const out = spill === 0 ? to : scratch;
      kernels.correlate(
        patches,
        inPixel,
        inRow,
        source.pitch,
        filterHeight,
        run,
        weights,
        biases,
        out,
        padded * 4,
        outWidth * padded * 4,
        outHeight,
        outWidth,
        padded,
      );
      if (spill !== 0) kernels.copyRows(scratch, padded * 4, to, outChannels * 4, pixels, outChannels);
    }
  });
}

/** Writes dW of x and dy. */
export function convolveFilterGradient(heap: Heap, conv: Convolution, x: number, dy: number, dFilter: number): void {
  if (suitsWinograd(conv)) {
    winogradFilterGradient(heap, conv, x, dy, dFilter);
    return;
  }
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
      kernels.addOuterProducts(
        patches,
        inPixel,
        inRow,
        source.pitch,
        filterHeight,
        run,
        spill === 0 ? from : scratch,
        padded,
        outHeight,
        outWidth,
        total,
      );
    }
    for (const { start, width } of panelsOf(outChannels)) {
      const real = Math.min(width, outChannels - start);
      kernels.copyRows(total + start * rows * 4, width * 4, dFilter + start * 4, outChannels * 4, depth, real);
    }
  });
}
