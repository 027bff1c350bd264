/**
 * A 3x3 convolution's shapes and pointers to its operands go in; the kernels' calls for it and its gradients by Winograd's
 * minimal filtering are made, with 16 multiplications for each 2x2 tile of the output in the place of 36.
 */

// assembly/winograd.ts says what is computed. What is not finite spreads from a pixel over its tiles.

import type { Heap } from "./heap.ts";
import { type Convolution, panelsOf, patchSource } from "./patches.ts";

/** Whole tiles and whole vectors, and enough channels that the products outweigh the transformations. */
export function suitsWinograd(conv: Convolution): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth, inChannels, outChannels } = conv;
  if (filterHeight !== 3 || filterWidth !== 3 || strideHeight !== 1 || strideWidth !== 1) return false;
  if (outHeight !== conv.inHeight || outWidth !== conv.inWidth || outHeight % 2 !== 0 || outWidth % 2 !== 0)
    return false;
  return inChannels % 4 === 0 && outChannels % 4 === 0 && Math.min(inChannels, outChannels) >= 8;
}

/** How many images are multiplied together, so that few tiles an image do not leave loops short. */
const groupSize = (conv: Convolution, tiles: number): number =>
  Math.max(1, Math.min(conv.batchSize, Math.floor(64 / tiles)));

/** The distance of planes is no power of 2, or entries of one place in all 16 would fall into one set of the cache. */
const planeBytes = (tiles: number, channels: number): number => tiles * channels * 4 + 64;

/** `bias` is 0 for none. With `turned`, the filter is that of the convolution whose input gradient this is. */
export function winogradForward(
  heap: Heap,
  conv: Convolution,
  x: number,
  filter: number,
  bias: number,
  y: number,
  turned: boolean,
): void {
  const { batchSize, inChannels, outChannels } = conv;
  const [tileRows, tileColumns] = [conv.outHeight / 2, conv.outWidth / 2];
  const tiles = tileRows * tileColumns;
  const group = groupSize(conv, tiles);
  const source = patchSource(heap, conv);
  const weightCount = inChannels * outChannels;
  const counts = [
    source.scratch,
    4 * planeBytes(group * tiles, inChannels),
    4 * planeBytes(group * tiles, outChannels),
    16 * weightCount,
    outChannels,
  ];
  heap.withScratch(counts, (image, inputs, outputs, weights, zeros) => {
    const { run: kernels } = heap;
    kernels.fillZeros(zeros, outChannels * 4);
    const filterView = heap.floats(filter, 9 * weightCount);
    transformFilter(filterView, heap.floats(weights, 16 * weightCount), inChannels, outChannels, turned);
    const [inPixel, outPixel] = [inChannels * 4, outChannels * 4];
    for (let first = 0; first < batchSize; first += group) {
      const images = Math.min(group, batchSize - first);
      const [inPlane, outPlane] = [planeBytes(images * tiles, inChannels), planeBytes(images * tiles, outChannels)];
      for (let member = 0; member < images; member++) {
        const patches = source.open(x, first + member, image);
        const to = inputs + member * tiles * inPixel;
        kernels.winogradInput(patches, source.pitch, inChannels, tileRows, tileColumns, to, inPlane);
      }
      const rows = images * tiles;
      for (let entry = 0; entry < 16; entry++) {
        // biome-ignore format: groups of what belongs together
        kernels.correlate(
          inputs + entry * inPlane, inPixel, 0, inPixel, 1, inChannels, weights + entry * weightCount * 4, zeros,
          outputs + entry * outPlane, outPixel, 0, 1, rows, outChannels,
        );
      }
      for (let member = 0; member < images; member++) {
        const from = outputs + member * tiles * outPixel;
        const to = y + (first + member) * 4 * tiles * outPixel;
        const summand = bias === 0 ? zeros : bias;
        kernels.winogradOutput(from, outPlane, summand, to, outChannels, tileRows, tileColumns);
      }
    }
  });
}

/** With stride 1, dx is the convolution of dy with the turned filter, and the padding what the filter leaves. */
export function winogradInputGradient(heap: Heap, conv: Convolution, dy: number, filter: number, dx: number): void {
  const { padInfo } = conv;
  const opposite: Convolution = {
    ...conv,
    inChannels: conv.outChannels,
    outChannels: conv.inChannels,
    padInfo: { ...padInfo, top: 2 - padInfo.top, left: 2 - padInfo.left },
  };
  winogradForward(heap, opposite, dy, filter, 0, dx, true);
}

/** dW = G' [sum of (B' d B) . (A dY A')] G, summed over the tiles group by group. */
export function winogradFilterGradient(heap: Heap, conv: Convolution, x: number, dy: number, dFilter: number): void {
  const { batchSize, inChannels, outChannels } = conv;
  const [tileRows, tileColumns] = [conv.outHeight / 2, conv.outWidth / 2];
  const tiles = tileRows * tileColumns;
  const group = groupSize(conv, tiles);
  const source = patchSource(heap, conv);
  const weightCount = inChannels * outChannels;
  const counts = [
    source.scratch,
    4 * planeBytes(group * tiles, inChannels),
    4 * planeBytes(group * tiles, outChannels),
    16 * weightCount,
  ];
  heap.withScratch(counts, (image, inputs, gradients, totals) => {
    const { run: kernels } = heap;
    kernels.fillZeros(totals, 64 * weightCount);
    const [inPixel, outPixel] = [inChannels * 4, outChannels * 4];
    for (let first = 0; first < batchSize; first += group) {
      const images = Math.min(group, batchSize - first);
      const [inPlane, outPlane] = [planeBytes(images * tiles, inChannels), planeBytes(images * tiles, outChannels)];
      for (let member = 0; member < images; member++) {
        const patches = source.open(x, first + member, image);
        const to = inputs + member * tiles * inPixel;
        kernels.winogradInput(patches, source.pitch, inChannels, tileRows, tileColumns, to, inPlane);
        const from = dy + (first + member) * 4 * tiles * outPixel;
        const planes = gradients + member * tiles * outPixel;
        kernels.winogradGradient(from, outChannels, tileRows, tileColumns, planes, outPlane);
      }
      for (let entry = 0; entry < 16; entry++) {
        // biome-ignore format: groups of what belongs together
        kernels.addOuterProducts(
          inputs + entry * inPlane, inPixel, 0, inPixel, 1, inChannels,
          gradients + entry * outPlane, outChannels, 1, images * tiles, totals + entry * weightCount * 4,
        );
      }
    }
    const sums = heap.floats(totals, 16 * weightCount);
    transformGradient(sums, heap.floats(dFilter, 9 * weightCount), inChannels, outChannels);
  });
}

/** Rows of G, of F(2x2, 3x3). */
const G = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
] as const;

/** The coefficients with which the filter's nine entries make the sixteen: those of G g G'. */
const COEFFICIENTS = Float64Array.from({ length: 144 }, (_, index) => {
  const [entry, tap] = [Math.floor(index / 9), index % 9];
  return G[entry >> 2]![Math.floor(tap / 3)]! * G[entry & 3]![tap % 3]!;
});

function transformFilter(
  filter: Float32Array,
  weights: Float32Array,
  inChannels: number,
  outChannels: number,
  turned: boolean,
): void {
  const count = inChannels * outChannels;
  const taps = new Float64Array(9);
  forEachWeight(inChannels, outChannels, (c, o, at) => {
    for (let tap = 0; tap < 9; tap++) {
      taps[tap] = turned ? filter[(8 - tap) * count + o * inChannels + c]! : filter[tap * count + c * outChannels + o]!;
    }
    for (let entry = 0; entry < 16; entry++) {
      let sum = 0;
      for (let tap = 0; tap < 9; tap++) sum += COEFFICIENTS[entry * 9 + tap]! * taps[tap]!;
      weights[entry * count + at] = sum;
    }
  });
}

function transformGradient(sums: Float32Array, dFilter: Float32Array, inChannels: number, outChannels: number): void {
  const count = inChannels * outChannels;
  forEachWeight(inChannels, outChannels, (c, o, at) => {
    for (let tap = 0; tap < 9; tap++) {
      let sum = 0;
      for (let entry = 0; entry < 16; entry++) sum += COEFFICIENTS[entry * 9 + tap]! * sums[entry * count + at]!;
      dFilter[tap * count + c * outChannels + o] = sum;
    }
  });
}

/** Calls `visit` for each pair of channels with where its weight is in the panels. */
function forEachWeight(
  inChannels: number,
  outChannels: number,
  visit: (c: number, o: number, at: number) => void,
): void {
  for (const { start, width } of panelsOf(outChannels)) {
    for (let c = 0; c < inChannels; c++) {
      for (let o = 0; o < width; o++) visit(c, start + o, start * inChannels + c * width + o);
    }
  }
}
