/** A function goes in; it runs with every block of wasm memory filled with NaN and fenced, and its result comes out. */

import * as tf from "@tensorflow/tfjs";

interface WasmModule {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

const FENCE = 64;
/** As a 32-bit float it is not a number. */
const UNWRITTEN = 0xff;
const FENCE_BYTE = 0xa5;

/** All tensors that `run` makes have to be gone at its end. Throws if a fence was written to. */
export function withGuardedMemory<Result>(run: () => Result): Result {
  const { wasm } = tf.backend() as unknown as { wasm: WasmModule };
  const { _malloc: malloc, _free: free } = wasm;
  const sizes = new Map<number, number>();
  let broken = 0;
  wasm._malloc = (bytes) => {
    const pointer = malloc(bytes + 2 * FENCE) + FENCE;
    wasm.HEAPU8.fill(FENCE_BYTE, pointer - FENCE, pointer + bytes + FENCE);
    wasm.HEAPU8.fill(UNWRITTEN, pointer, pointer + bytes);
    sizes.set(pointer, bytes);
    return pointer;
  };
  wasm._free = (pointer) => {
    const bytes = sizes.get(pointer);
    if (bytes === undefined) return free(pointer);
    const fences = [
      wasm.HEAPU8.subarray(pointer - FENCE, pointer),
      wasm.HEAPU8.subarray(pointer + bytes, pointer + bytes + FENCE),
    ];
    if (!fences.every((fence) => fence.every((byte) => byte === FENCE_BYTE))) broken++;
    sizes.delete(pointer);
    free(pointer - FENCE);
  };
  try {
    const result = run();
    if (broken > 0) throw new Error(`${broken} blocks of memory were written beyond their ends`);
    if (sizes.size > 0) throw new Error(`${sizes.size} blocks of memory were not given back`);
    return result;
  } finally {
    wasm._malloc = malloc;
    wasm._free = free;
  }
}
