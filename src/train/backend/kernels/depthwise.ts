/** A depthwise convolution's shapes and pointers to its operands go in; the kernels' calls for its gradients are made. */

import type { Heap } from "./heap.ts";
import type { Convolution } from "./patches.ts";

function shapeArguments(conv: Convolution): number[] {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = conv;
  const { strideHeight, strideWidth, padInfo } = conv;
  const multiplier = conv.outChannels / inChannels;
  const [input, output, filter] = [
    [inHeight, inWidth, inChannels, multiplier],
    [outHeight, outWidth],
    [filterHeight, filterWidth],
  ] as const;
  return [...input, ...output, ...filter, strideHeight, strideWidth, padInfo.top, padInfo.left];
}

const inImageBytes = (conv: Convolution): number => conv.inHeight * conv.inWidth * conv.inChannels * 4;
const outImageBytes = (conv: Convolution): number => conv.outHeight * conv.outWidth * conv.outChannels * 4;

/** Image by image, each summed on its own before it is added to the others. */
export function depthwiseFilterGradient(heap: Heap, conv: Convolution, x: number, dy: number, dFilter: number): void {
  const count = conv.filterHeight * conv.filterWidth * conv.outChannels;
  const shape = shapeArguments(conv);
  heap.run.fillZeros(dFilter, count * 4);
  heap.withScratch([count], (part) => {
    for (let image = 0; image < conv.batchSize; image++) {
      heap.run.fillZeros(part, count * 4);
      const [input, output] = [x + image * inImageBytes(conv), dy + image * outImageBytes(conv)];
      heap.run.depthwiseFilterGradient(input, output, part, ...shape);
      heap.run.addRowSums(part, 1, 1, count, dFilter);
    }
  });
}

export function depthwiseInputGradient(heap: Heap, conv: Convolution, dy: number, filter: number, dx: number): void {
  const shape = shapeArguments(conv);
  heap.run.fillZeros(dx, conv.batchSize * inImageBytes(conv));
  for (let image = 0; image < conv.batchSize; image++) {
    const [input, output] = [dx + image * inImageBytes(conv), dy + image * outImageBytes(conv)];
    heap.run.depthwiseInputGradient(input, output, filter, ...shape);
  }
}
