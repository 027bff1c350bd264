/** tfjs's wasm backend goes in; lossc's kernels, running on the same memory, come out, with pointers to its tensors. */

import type * as tf from "@tensorflow/tfjs";
import { KERNELS } from "./kernels.generated.ts";

/** What of the backend is used; its package keeps some of it from its types. */
interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  incRef(dataId: object): void;
}

/** The functions of assembly/index.ts; pointers are byte offsets, and so are all steps and pitches. */
type Functions = Readonly<
  Record<
    | "adam"
    | "addOuterProducts"
    | "addRowSums"
    | "addToMaxima"
    | "averagePixels"
    | "copyRows"
    | "correlate"
    | "depthwiseFilterGradient"
    | "depthwiseInputGradient"
    | "fillZeros"
    | "inputGradient"
    | "moments"
    | "outputGradient"
    | "scaleShift"
    | "spreadPixels"
    | "sumOfSquares"
    | "winogradGradient"
    | "winogradInput"
    | "winogradOutput",
    (...values: number[]) => number
  >
>;

export interface Heap {
  readonly run: Functions;
  pointer(tensor: tf.TensorInfo): number;
  /** A new tensor of floats with undefined values. */
  output(shape: readonly number[]): tf.TensorInfo;
  /** Counts one more tensor that has the same data. */
  share(tensor: tf.TensorInfo): void;
  /** Views are good until the next allocation, at which the memory may grow and move. */
  floats(pointer: number, count: number): Float32Array;
  doubles(pointer: number, count: number): Float64Array;
  integers(pointer: number, count: number): Int32Array;
  /** Memory that is free again after `use`: a pointer for each number of floats asked for. */
  withScratch<Result>(counts: readonly number[], use: (...pointers: number[]) => Result): Result;
}

const heaps = new WeakMap<object, Heap>();
let compiled: WebAssembly.Module | undefined;

export async function prepareKernels(): Promise<void> {
  const bytes = Uint8Array.from(atob(KERNELS), (character) => character.charCodeAt(0));
  compiled ??= await WebAssembly.compile(bytes);
}

/** Whether the backend is one whose memory kernels can share: tfjs's wasm backend without threads. */
export function sharesMemory(backend: unknown): boolean {
  const memory = (backend as Partial<WasmBackend> | null)?.wasm?.asm?.memory;
  return memory instanceof WebAssembly.Memory && memory.buffer instanceof ArrayBuffer;
}

export function heapOf(backend: unknown): Heap {
  const known = heaps.get(backend as object);
  if (known !== undefined) return known;
  const heap = openHeap(backend as WasmBackend);
  heaps.set(backend as object, heap);
  return heap;
}

function openHeap(backend: WasmBackend): Heap {
  if (compiled === undefined) throw new Error("the training kernels are not compiled yet");
  const { memory } = backend.wasm.asm;
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });

  const withScratch = <Result>(counts: readonly number[], use: (...pointers: number[]) => Result): Result => {
    const pointers: number[] = [];
    try {
      for (const count of counts) {
        // Memory of no bytes would have the pointer 0, as has memory that is not to be had.
        const pointer = backend.wasm._malloc(Math.max(1, count) * 4) >>> 0;
        if (pointer === 0) throw new Error("the wasm backend is out of memory");
        pointers.push(pointer);
      }
      return use(...pointers);
    } finally {
      for (const pointer of pointers) backend.wasm._free(pointer);
    }
  };

  return {
    run: exports as unknown as Functions,
    pointer: (tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset,
    output: (shape) => backend.makeOutput([...shape], "float32"),
    share: (tensor) => backend.incRef(tensor.dataId),
    floats: (pointer, count) => new Float32Array(memory.buffer, pointer, count),
    doubles: (pointer, count) => new Float64Array(memory.buffer, pointer, count),
    integers: (pointer, count) => new Int32Array(memory.buffer, pointer, count),
    withScratch,
  };
}
