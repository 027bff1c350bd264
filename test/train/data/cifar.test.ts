import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCifar } from "../../../src/train/data/cifar.ts";
import type { DataFile } from "../../../src/train/data/dataset-error.ts";
import { cifar, messageOf, someLevels } from "./encode.ts";

const IMAGE = 3072;
const file = (bytes: Uint8Array, path = "data_batch_1.bin"): DataFile => ({
  path,
  bytes: Buffer.from(bytes),
  packed: false,
});
const CIFAR_10 = { labelBytes: 1, classes: 10 } as const;
const CIFAR_100 = { labelBytes: 2, classes: 100 } as const;
const errorOf = (run: () => unknown): Promise<string> => messageOf("nowhere", run);

describe("files of CIFAR", () => {
  test("come back as they were written, one after the other", () => {
    const parts = fc.array(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(parts, fc.nat({ max: 255 }), (labels, shift) => {
        const total = labels.flat().length;
        const levels = someLevels(total * IMAGE).map((level) => (level + shift) % 256);
        let start = 0;
        const files = labels.map((ofFile) => {
          const part = levels.subarray(start * IMAGE, (start + ofFile.length) * IMAGE);
          start += ofFile.length;
          return file(
            cifar(
              part,
              ofFile.map((label) => [label]),
            ),
          );
        });
        const decoded = decodeCifar(files, CIFAR_10);
        expect([...decoded.labels]).toEqual(labels.flat());
        expect(Buffer.from(decoded.levels).equals(Buffer.from(levels))).toBe(true);
      }),
      { seed: 5, numRuns: 30 },
    );
  });

  test("with two labels give the fine one", () => {
    const decoded = decodeCifar(
      [
        file(
          cifar(someLevels(2 * IMAGE), [
            [19, 99],
            [0, 7],
          ]),
        ),
      ],
      CIFAR_100,
    );
    expect([...decoded.labels]).toEqual([99, 7]);
    expect([...decoded.levels.subarray(0, 6)]).toEqual([...someLevels(6)]);
  });

  const three = cifar(someLevels(3 * IMAGE), [[1], [2], [9]]);

  test.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(), "expected records of 3073 bytes at offset 0, found the end of the data"],
    [
      "cut in a record",
      three.subarray(0, 4000),
      "expected a record of 3073 bytes at offset 3073, found 927 bytes and the end of the data",
    ],
    [
      "with a byte too many",
      Buffer.concat([three, three.subarray(0, 1)]),
      "expected a record of 3073 bytes at offset 9219, found 1 byte",
    ],
  ])("%s are refused", async (_, bytes, message) => {
    expect(await errorOf(() => decodeCifar([file(bytes)], CIFAR_10))).toBe(
      `data_batch_1.bin is damaged: ${message}${message.endsWith("data") ? "" : " and the end of the data"}`,
    );
  });

  test("with a label out of range are refused, with the file that has it", async () => {
    const wrong = Buffer.from(three);
    wrong[2 * 3073] = 10;
    const files = [file(three), file(wrong, "data_batch_2.bin")];
    expect(await errorOf(() => decodeCifar(files, CIFAR_10))).toBe(
      "data_batch_2.bin is damaged: expected a label below 10 at offset 6146, found 10",
    );
    const coarse = cifar(someLevels(IMAGE), [[20, 3]]);
    expect(await errorOf(() => decodeCifar([file(coarse, "train.bin")], CIFAR_100))).toBe(
      "train.bin is damaged: expected a coarse label below 20 at offset 0, found 20",
    );
    const fine = cifar(someLevels(IMAGE), [[3, 100]]);
    expect(await errorOf(() => decodeCifar([file(fine, "train.bin")], CIFAR_100))).toContain(
      "expected a label below 100 at offset 1, found 100",
    );
  });

  test("of CIFAR-10 under a name of CIFAR-100 are refused", async () => {
    expect(await errorOf(() => decodeCifar([file(three, "train.bin")], CIFAR_100))).toBe(
      "train.bin is damaged: expected a record of 3074 bytes at offset 6148, found 3071 bytes and the end of the data",
    );
  });

  test("with fewer images than are known are refused", async () => {
    expect(await errorOf(() => decodeCifar([file(three)], { ...CIFAR_10, count: 4 }))).toBe(
      "data_batch_1.bin is damaged: expected the end of the last of 4 images at offset 9219, found the end of image 3",
    );
  });
});
