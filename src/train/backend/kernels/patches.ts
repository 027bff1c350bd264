/** A convolution's shapes go in; each image of the batch with zeros around it, as the kernels read it, comes out. */

import type * as tf from "@tensorflow/tfjs";
import type { Heap } from "./heap.ts";

export type Convolution = tf.backend_util.Conv2DInfo;

/** Copies or the image itself, as `correlate` and `addOuterProducts` read it. */
export interface PatchSource {
  /** Floats of scratch for one padded image. */
  readonly scratch: number;
  /** Bytes from one row of pixels to the next. */
  readonly pitch: number;
  /** Makes the image with this number ready and gives the pointer to its first patch. */
  open(x: number, image: number, scratch: number): number;
}

/** Zeros stay where they are from image to image, so only the first needs them written. */
export function patchSource(heap: Heap, conv: Convolution): PatchSource {
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

/** Some of the output channels, whose weights the kernels have together: [depth][width] floats from `start * depth` on. */
export interface Panel {
  readonly start: number;
  readonly width: number;
}

/** 8 channels in each panel, and 12 or 4 in the last one if a multiple of 4 is none of 8; the tiles of assembly/. */
export function panelsOf(channels: number): Panel[] {
  const padded = Math.ceil(channels / 4) * 4;
  const panels: Panel[] = [];
  for (let start = 0; start < padded; ) {
    const left = padded - start;
    const width = left === 12 ? 12 : Math.min(8, left);
    panels.push({ start, width });
    start += width;
  }
  return panels;
}
