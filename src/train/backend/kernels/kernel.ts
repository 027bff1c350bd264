/** What a kernel of this folder is: tensors and attributes go in, new tensors come out. */

import type * as tf from "@tensorflow/tfjs";
import type { Heap } from "./heap.ts";

export type Kernel = (
  heap: Heap,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attributes: object,
) => tf.TensorInfo | tf.TensorInfo[];
