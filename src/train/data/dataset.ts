/** What every data set looks like in memory, and how some of its examples are taken out as another data set. */

export interface Dataset {
  readonly name: string;
  /** count * height * width * channels numbers in [0, 1], row-major. */
  readonly images: Float32Array;
  /** The class of each example, 0 <= label < classes. */
  readonly labels: Int32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

export function pixelsPerImage(data: Dataset): number {
  return data.height * data.width * data.channels;
}

/** The examples at `indices`, in that order. */
export function takeExamples(data: Dataset, indices: readonly number[], name: string): Dataset {
  const pixels = pixelsPerImage(data);
  const images = new Float32Array(indices.length * pixels);
  const labels = new Int32Array(indices.length);
  indices.forEach((from, to) => {
    if (!Number.isInteger(from) || from < 0 || from >= data.labels.length) {
      throw new RangeError(`${data.name} has ${data.labels.length} examples, and example ${from} was asked for`);
    }
    images.set(data.images.subarray(from * pixels, (from + 1) * pixels), to * pixels);
    labels[to] = data.labels[from]!;
  });
  return { ...data, name, images, labels };
}

/** How many examples each class has. */
export function classCounts(data: Dataset): number[] {
  const counts = new Array<number>(data.classes).fill(0);
  for (const label of data.labels) counts[label]! += 1;
  return counts;
}
