/** The address of lossc's digits goes in; tensors of images and one-hot targets come out. */

import * as tf from "@tensorflow/tfjs";

const HEADER_BYTES = 52;
const MAX_LEVEL = 16;

/** `data/README.md` of the package describes the format. */
export async function loadDigits(url: string): Promise<{ images: tf.Tensor4D; targets: tf.Tensor2D }> {
  const bytes = await unpack(await (await fetch(url)).blob());
  const count = new DataView(bytes.buffer).getUint32(8, true);
  const labels = bytes.subarray(HEADER_BYTES, HEADER_BYTES + count);
  const levels = Float32Array.from(bytes.subarray(HEADER_BYTES + count), (level) => level / MAX_LEVEL);
  return {
    images: tf.tensor4d(levels, [count, 8, 8, 1]),
    targets: tf.oneHot(tf.tensor1d(Int32Array.from(labels), "int32"), 10).toFloat() as tf.Tensor2D,
  };
}

/** Some servers call a .gz file a packed answer, which the browser then has unpacked already. */
async function unpack(blob: Blob): Promise<Uint8Array> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return new Uint8Array(await new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}
