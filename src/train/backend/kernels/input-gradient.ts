/** A convolution's shapes and pointers to filter and dy go in; the kernels' calls for the input's gradient are made. */

import type { Heap } from "./heap.ts";
import { type Convolution, panelsOf } from "./patches.ts";
import { suitsWinograd, winogradInputGradient } from "./winograd.ts";

/**
 * dx[h] sums dy[u] W[i] over all u, i with s u + i - top = h. Those h with the same remainder r of h + top by s share their
 * filter entries, i = r + s t, and u = q - t with q = (h + top - r) / s: along such a residue class dx is a plain
 * convolution of dy with every s-th entry of the turned filter. This is one axis of one class.
 */
interface ResidueClass {
  readonly residue: number;
  /** How many entries of the filter. */
  readonly taps: number;
  /** The first pixel of dx, and how many there are at a distance of the stride. */
  readonly first: number;
  readonly count: number;
  /** The lowest and the highest entry of dy that they need; it may be outside dy, where there are zeros. */
  readonly lowest: number;
  readonly highest: number;
}

function residueClasses(size: number, kernel: number, stride: number, before: number): ResidueClass[] {
  const classes: ResidueClass[] = [];
  for (let residue = 0; residue < stride; residue++) {
    const first = (((residue - before) % stride) + stride) % stride;
    const count = Math.max(0, Math.ceil((size - first) / stride));
    if (count === 0) continue;
    const taps = Math.max(0, Math.ceil((kernel - residue) / stride));
    const q = (first + before - residue) / stride;
    classes.push({ residue, taps, first, count, lowest: q - taps + 1, highest: q + count - 1 });
  }
  return classes;
}

/** How many zeros go before and after dy along an axis. */
function paddingFor(classes: readonly ResidueClass[], size: number): { before: number; after: number } {
  const used = classes.filter(({ taps }) => taps > 0);
  const before = Math.max(0, ...used.map(({ lowest }) => -lowest));
  const after = Math.max(0, ...used.map(({ highest }) => highest - (size - 1)));
  return { before, after };
}

/** Writes dx of dy and the filter. */
export function convolveInputGradient(heap: Heap, conv: Convolution, dy: number, filter: number, dx: number): void {
  if (suitsWinograd(conv)) {
    winogradInputGradient(heap, conv, dy, filter, dx);
    return;
  }
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = conv;
  const { strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = conv;
  const { run: kernels } = heap;
  const rowClasses = residueClasses(inHeight, filterHeight, strideHeight, padInfo.top);
  const columnClasses = residueClasses(inWidth, filterWidth, strideWidth, padInfo.left);
  const vertical = paddingFor(rowClasses, outHeight);
  const horizontal = paddingFor(columnClasses, outWidth);
  const height = vertical.before + outHeight + vertical.after;
  const pixelBytes = outChannels * 4;
  const pitch = (horizontal.before + outWidth + horizontal.after) * pixelBytes;
  const isPadded = height !== outHeight || pitch !== outWidth * pixelBytes;
  const padded = Math.ceil(inChannels / 4) * 4;
  const spill = padded === inChannels ? 0 : inHeight * inWidth * padded;
  const weightCount = filterHeight * filterWidth * outChannels * padded;
  const scratchCounts = [isPadded ? (height * pitch) / 4 : 0, weightCount, padded, spill];

  heap.withScratch(scratchCounts, (image, weights, zeros, scratch) => {
    kernels.fillZeros(image, isPadded ? height * pitch : 0);
    kernels.fillZeros(zeros, padded * 4);
    const classes = rowClasses.flatMap((row) => columnClasses.map((column) => ({ row, column })));
    const packed = packTurned(
      heap.floats(filter, filterHeight * filterWidth * inChannels * outChannels),
      heap.floats(weights, weightCount),
      conv,
      classes,
    );
    for (let index = 0; index < batchSize; index++) {
      const from = dy + index * outHeight * outWidth * pixelBytes;
      const to = dx + index * inHeight * inWidth * inChannels * 4;
      const start = image + vertical.before * pitch + horizontal.before * pixelBytes;
      if (isPadded) kernels.copyRows(from, outWidth * pixelBytes, start, pitch, outHeight, outWidth * outChannels);
      const origin = isPadded ? start : from;
      const out = spill === 0 ? to : scratch;
      classes.forEach(({ row, column }, at) => {
        kernels.correlate(
          origin + row.lowest * pitch + column.lowest * pixelBytes,
          pixelBytes,
          pitch,
          pitch,
          row.taps,
          column.taps * outChannels,
          weights + packed[at]! * 4,
          zeros,
          out + (row.first * inWidth + column.first) * padded * 4,
          strideWidth * padded * 4,
          strideHeight * inWidth * padded * 4,
          row.count,
          column.count,
          padded,
        );
      });
      if (spill !== 0) kernels.copyRows(scratch, padded * 4, to, inChannels * 4, inHeight * inWidth, inChannels);
    }
  });
}

/** Writes each class's part of the filter, turned, in panels of input channels; gives where each class's starts. */
function packTurned(
  filter: Float32Array,
  weights: Float32Array,
  conv: Convolution,
  classes: readonly { readonly row: ResidueClass; readonly column: ResidueClass }[],
): number[] {
  const { inChannels, outChannels, filterWidth, strideHeight, strideWidth } = conv;
  const panels = panelsOf(inChannels);
  let next = 0;
  return classes.map(({ row, column }) => {
    const start = next;
    for (const panel of panels) {
      for (let i = row.taps - 1; i >= 0; i--) {
        for (let j = column.taps - 1; j >= 0; j--) {
          const entry = (row.residue + strideHeight * i) * filterWidth + column.residue + strideWidth * j;
          for (let o = 0; o < outChannels; o++) {
            for (let c = panel.start; c < panel.start + panel.width; c++) {
              weights[next++] = c < inChannels ? filter[(entry * inChannels + c) * outChannels + o]! : 0;
            }
          }
        }
      }
    }
    return start;
  });
}
