import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DataFile } from "../../../src/train/data/dataset-error.ts";
import { decodeIdxImages, decodeIdxLabels, decodeIdxShape } from "../../../src/train/data/idx.ts";
import { openDataset } from "../../../src/train/data/index.ts";
import { folderOf, idxImages, idxLabels, messageOf, someLevels } from "./encode.ts";

const file = (bytes: Uint8Array, path = "train-images-idx3-ubyte"): DataFile => ({
  path,
  bytes: Buffer.from(bytes),
  packed: false,
});
const errorOf = (run: () => unknown): Promise<string> => messageOf("nowhere", run);

/** The bytes after one of their 32-bit words is changed. */
const withWord =
  (word: number, offset: number) =>
  (bytes: Buffer): Buffer => {
    bytes.writeUInt32BE(word, offset);
    return bytes;
  };

describe("a file of IDX", () => {
  test("comes back as it was written", () => {
    const shapes = fc.record({
      count: fc.integer({ min: 1, max: 6 }),
      height: fc.integer({ min: 1, max: 9 }),
      width: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(
        shapes.chain((shape) => {
          const size = shape.count * shape.height * shape.width;
          return fc.tuple(
            fc.constant(shape),
            fc.uint8Array({ minLength: size, maxLength: size }),
            fc.uint8Array({ minLength: shape.count, maxLength: shape.count }),
          );
        }),
        ([shape, levels, labels]) => {
          const images = decodeIdxImages(file(idxImages(levels, shape.height, shape.width)));
          expect(images).toEqual({ ...shape, levels });
          expect([...decodeIdxLabels(file(idxLabels(labels)))]).toEqual([...labels]);
        },
      ),
      { seed: 11, numRuns: 100 },
    );
  });

  test("cut anywhere, it is refused with the place of its end", async () => {
    const whole = idxImages(someLevels(24), 3, 4);
    for (let length = 0; length < whole.length; length++) {
      const message = await errorOf(() => decodeIdxImages(file(whole.subarray(0, length))));
      expect(message).toMatch(new RegExp(`is damaged: expected .* at offset ${length}, found the end of the data$`));
    }
  });

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    [
      "another magic",
      withWord(0x0d03, 0),
      "expected the magic 00000803 of a file of images at offset 0, found 00000d03",
    ],
    ["labels", () => idxLabels(someLevels(20)), "at offset 0, found 00000801 of a file of labels"],
    ["no images", withWord(0, 4), "expected at least 1 image at offset 4, found 0"],
    ["no rows", withWord(0, 8), "expected at least 1 row at offset 8, found 0"],
    ["no columns", withWord(0, 12), "expected at least 1 column at offset 12, found 0"],
    ["too many images", withWord(3, 4), "expected 12 more bytes for 3 images of 3x4 at offset 40, found the end"],
    ["a huge count", withWord(0xffffffff, 4), "more bytes for 4294967295 images of 3x4 at offset 40"],
    ["bytes behind", (b) => Buffer.concat([b, b]), "expected the end of the data at offset 40, found 40 more bytes"],
  ])("with %s, it is refused", async (_, damage, message) => {
    const bytes = damage(idxImages(someLevels(24), 3, 4));
    expect(await errorOf(() => decodeIdxImages(file(bytes)))).toContain(message);
  });

  test("of another shape than is known, it is refused", async () => {
    const images = file(idxImages(someLevels(24), 3, 4));
    expect(await errorOf(() => decodeIdxImages(images, { count: 5 }))).toContain(
      "expected 5 images at offset 4, found 2",
    );
    expect(await errorOf(() => decodeIdxImages(images, { height: 4 }))).toContain(
      "expected 4 rows at offset 8, found 3",
    );
    expect(await errorOf(() => decodeIdxImages(images, { width: 5 }))).toContain(
      "expected 5 columns at offset 12, found 4",
    );
    expect(decodeIdxShape(images)).toEqual({ count: 2, height: 3, width: 4 });
  });

  test("of labels, it is refused where they do not fit", async () => {
    const labels = file(idxLabels([0, 1, 5]), "train-labels-idx1-ubyte");
    expect(await errorOf(() => decodeIdxLabels(labels, { classes: 5 }))).toBe(
      "train-labels-idx1-ubyte is damaged: expected a label below 5 at offset 10, found 5",
    );
    expect(await errorOf(() => decodeIdxLabels(labels, { count: 4 }))).toContain(
      "expected 4 labels, as many as there are images at offset 4, found 3",
    );
    expect(await errorOf(() => decodeIdxLabels(file(idxImages(someLevels(4), 2, 2))))).toContain(
      "expected the magic 00000801 of a file of labels at offset 0, found 00000803 of a file of images",
    );
  });
});

describe("packed with gzip", () => {
  const images = idxImages(someLevels(40 * 12), 3, 4);
  const labels = idxLabels(Array.from({ length: 40 }, (_, i) => i % 4));
  const names = { images: "train-images-idx3-ubyte.gz", labels: "train-labels-idx1-ubyte.gz" };

  test("it is unpacked, and offsets are those of the unpacked data", async () => {
    const folder = folderOf({ [names.images]: gzipSync(images.subarray(0, 100)), [names.labels]: gzipSync(labels) });
    const source = await openDataset(folder, { folders: [] });
    expect(source.shape).toEqual({ height: 3, width: 4, channels: 1, classes: 4 });
    expect(await messageOf(folder, () => source.train())).toBe(
      `${names.images} is damaged: expected 396 more bytes for 40 images of 3x4 at offset 100 of the unpacked data, found the end of the data`,
    );
  });

  test("cut short, it says how far it unpacks", async () => {
    const packed = gzipSync(Buffer.concat([images, Buffer.from(someLevels(5000).toSorted())]));
    const folder = folderOf({
      [names.images]: packed.subarray(0, packed.length - 30),
      [names.labels]: gzipSync(labels),
    });
    const source = await openDataset(folder, { folders: [] });
    expect(await messageOf(folder, () => source.train())).toMatch(
      /^train-images-idx3-ubyte\.gz is damaged: expected a whole gzip file, and its \d+ bytes unpack up to offset \d+ only \(unexpected end of file\)$/,
    );
  });

  test("any flipped byte of the packed data is found", async () => {
    const packed = gzipSync(labels);
    const folder = folderOf({ [names.images]: gzipSync(images) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 10, max: packed.length - 1 }), async (at) => {
        const bytes = Uint8Array.from(packed);
        bytes[at]! ^= 0x55;
        writeFileSync(join(folder, names.labels), bytes);
        const run = async () => (await openDataset(folder, { folders: [] })).train();
        expect(await messageOf(folder, run)).toMatch(/^train-labels-idx1-ubyte\.gz is damaged: expected/);
      }),
      { seed: 3, numRuns: 20 },
    );
  });

  test("by name only, what is in it counts; another thing is refused", async () => {
    const plain = folderOf({ [names.images]: images, [names.labels]: labels });
    expect((await openDataset(plain, { folders: [] })).train().labels.length).toBe(32);
    const page = folderOf({ [names.images]: "<html>404</html>", [names.labels]: labels });
    expect(await messageOf(page, () => openDataset(page, { folders: [] }))).toBe(
      `${names.images} is damaged: expected the gzip signature 1f8b at offset 0, found 3c68`,
    );
  });
});
