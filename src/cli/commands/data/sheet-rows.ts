/** Examples of a data set go in, the rows of a contact sheet come out: a row for each class, or for each operation of RandAugment. */

import { createRandom } from "../../../random/index.ts";
import type { SheetRow } from "../../../report/contact-sheet.ts";
import {
  type Augmentation,
  AugmentationError,
  augmentationExamples,
  parseAugmentation,
} from "../../../train/augment/index.ts";
import { type Batch, takeBatch } from "../../../train/batch.ts";
import { classCounts } from "../../../train/data/index.ts";
import { usageFailure } from "../../failure.ts";
import type { Shown } from "./show.ts";

export interface Look {
  /** Images in a row. */
  readonly count: number;
  readonly augment?: Augmentation;
  /** Of RandAugment's operations, in place of the classes. */
  readonly magnitude?: number;
  readonly seed: number;
}

interface Rows {
  readonly rows: readonly SheetRow[];
  /** What was done to the images. */
  readonly note?: string;
}

const WHITE = 255;

const levelsOf = (image: Float32Array): Uint8ClampedArray => Uint8ClampedArray.from(image, (value) => value * WHITE);

function imageOf({ images, count }: Batch, index: number): Float32Array {
  const pixels = images.length / count;
  return images.subarray(index * pixels, (index + 1) * pixels);
}

/** @throws Failure for a specification that means nothing */
export function augmentationOf(spec: string): Augmentation {
  try {
    return parseAugmentation(spec);
  } catch (error) {
    if (error instanceof AugmentationError) throw usageFailure(`--augment: ${error.problem}`, error.hint);
    throw error;
  }
}

/** The first examples of each class. */
export function classRows({ data, wrong }: Shown, { count, augment, seed }: Look): Rows {
  const members: number[][] = Array.from({ length: data.classes }, () => []);
  data.labels.forEach((label, index) => {
    if (members[label].length < count) members[label].push(index);
  });
  const indices = members.flat();
  const batch = takeBatch(data, indices);
  augment?.apply(batch, createRandom(seed).fork("augment"));
  let next = 0;
  const rows = classCounts(data).map((total, label) => ({
    label: data.classNames?.[label] ?? `${label}`,
    note: `${total.toLocaleString("en-GB")} image${total === 1 ? "" : "s"}`,
    images: members[label].map((index) => ({
      levels: levelsOf(imageOf(batch, next++)),
      marked: wrong[index] ?? false,
    })),
  }));
  return augment === undefined ? { rows } : { rows, note: `augmented: ${augment.spec}` };
}

/** One image of each of the first classes, as it is and after each operation. */
export function operationRows({ data }: Shown, { count, magnitude = 0, seed }: Look): Rows {
  const firsts = Array.from({ length: data.classes }, (_, label) => data.labels.indexOf(label));
  const batch = takeBatch(data, firsts.filter((index) => index >= 0).slice(0, count));
  const { height, width, channels } = batch;
  const originals = Array.from({ length: batch.count }, (_, index) => imageOf(batch, index));
  const random = createRandom(seed).fork("operations");
  const columns = originals.map((images, index) =>
    augmentationExamples({ height, width, channels, images }, random.fork(index), magnitude),
  );
  const rows = (columns[0] ?? []).map(({ name }, row) => ({
    label: name,
    images: columns.map((column) => ({ levels: levelsOf(column[row].image) })),
  }));
  const first = { label: "as they are", images: originals.map((image) => ({ levels: levelsOf(image) })) };
  return { rows: [first, ...rows], note: `RandAugment's operations at magnitude ${magnitude}` };
}
