/** What every data set looks like in memory, and how some of its examples are taken out as another data set. */

export interface Dataset {
  readonly name: string;
  /** Brightness: count * height * width * channels numbers in 0..maxLevel, row-major (NHWC). */
  readonly levels: Uint8Array;
  /** The level that means 1.0. */
  readonly maxLevel: number;
  /** The class of each example, 0 <= label < classes. */
  readonly labels: Int32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
  /** What the classes are called, in their order, where they have names. */
  readonly classNames?: readonly string[];
}

export function pixelsPerImage(data: Dataset): number {
  return data.height * data.width * data.channels;
}

/** The examples at `indices`, in that order. */
export function takeExamples(data: Dataset, indices: readonly number[], name: string): Dataset {
  const pixels = pixelsPerImage(data);
  const levels = new Uint8Array(indices.length * pixels);
  const labels = new Int32Array(indices.length);
  indices.forEach((from, to) => {
    if (!Number.isInteger(from) || from < 0 || from >= data.labels.length) {
      throw new RangeError(`${data.name} has ${data.labels.length} examples, and example ${from} was asked for`);
    }
    levels.set(data.levels.subarray(from * pixels, (from + 1) * pixels), to * pixels);
    labels[to] = data.labels[from]!;
  });
  return { ...data, name, levels, labels };
}

/** How many examples each class has. */
export function classCounts(data: Dataset): number[] {
  const counts = new Array<number>(data.classes).fill(0);
  for (const label of data.labels) counts[label]! += 1;
  return counts;
}
