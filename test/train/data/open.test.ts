import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadDigits } from "../../../src/train/data/digits.ts";
import { classCounts, KNOWN_DATASETS, openDataset } from "../../../src/train/data/index.ts";
import { openTestPart } from "../../../src/train/data/test-part.ts";
import { cifar, folderOf, idxImages, idxLabels, messageOf, someLevels } from "./encode.ts";

const IMAGE = 3072;
const open = (name: string, ...folders: string[]) => openDataset(name, { folders });
const openTest = (name: string, ...folders: string[]) => openTestPart(name, { folders });
const labels = (count: number, classes: number): number[] => Array.from({ length: count }, (_, i) => i % classes);

function idxFiles(prefix = "", suffix = ""): Record<string, Uint8Array> {
  return {
    [`${prefix}train-images-idx3-ubyte${suffix}`]: idxImages(someLevels(12 * 6), 2, 3),
    [`${prefix}train-labels-idx1-ubyte${suffix}`]: idxLabels(labels(12, 3)),
    [`${prefix}t10k-images-idx3-ubyte${suffix}`]: idxImages(someLevels(6 * 6).reverse(), 2, 3),
    [`${prefix}t10k-labels-idx1-ubyte${suffix}`]: idxLabels(labels(6, 3)),
  };
}

describe("the digits", () => {
  test("are there without any folder, with a test part of a fifth of each class", async () => {
    const source = await open("digits");
    const [train, held] = [source.train(), await openTest("digits")];
    expect([source.shape, train.labels.length, held.labels.length]).toEqual([
      { height: 8, width: 8, channels: 1, classes: 10 },
      1438,
      359,
    ]);
    const whole = classCounts(loadDigits());
    expect(classCounts(held)).toEqual(whole.map((count) => count - Math.round(0.8 * count)));
    expect(classCounts(train).map((count, label) => count + classCounts(held)[label]!)).toEqual(whole);
    expect([train.name, held.name, train.classNames?.at(-1)]).toEqual(["digits/train", "digits/test", "9"]);
  });

  test("have the same test part each time", async () => {
    const first = await openTest("digits");
    expect(await openTest("digits")).toEqual(first);
    expect([...first.levels.subarray(0, 8)]).toMatchInlineSnapshot(`
      [
        0,
        0,
        0,
        12,
        13,
        0,
        0,
        0,
      ]
    `);
  });
});

describe("a folder of IDX files", () => {
  test.each([
    ["plain", idxFiles()],
    ["with a prefix", idxFiles("kuzushi-")],
    ["with dots", Object.fromEntries(Object.entries(idxFiles()).map(([k, v]) => [k.replace("-idx", ".idx"), v]))],
    ["packed", Object.fromEntries(Object.entries(idxFiles("", ".gz")).map(([k, v]) => [k, gzipSync(v)]))],
    [
      "with test in place of t10k",
      Object.fromEntries(Object.entries(idxFiles()).map(([k, v]) => [k.replace("t10k", "test"), v])),
    ],
  ])("%s: is read", async (_, files) => {
    const folder = folderOf(files);
    const source = await open(folder);
    expect(source.shape).toEqual({ height: 2, width: 3, channels: 1, classes: 3 });
    expect([...source.train().levels]).toEqual([...someLevels(72)]);
    expect([...source.train().labels]).toEqual(labels(12, 3));
    expect([...(await openTest(folder)).levels]).toEqual([...someLevels(36).reverse()]);
    expect(source.train().maxLevel).toBe(255);
  });

  test("without test files gives a fifth of the training examples for them", async () => {
    const { "t10k-images-idx3-ubyte": _, "t10k-labels-idx1-ubyte": __, ...files } = idxFiles();
    const folder = folderOf(files);
    expect([classCounts((await open(folder)).train()), classCounts(await openTest(folder))]).toEqual([
      [3, 3, 3],
      [1, 1, 1],
    ]);
  });

  test("takes the names of its classes from classes.txt", async () => {
    const source = await open(folderOf({ ...idxFiles(), "classes.txt": "ka\n\nki \r\nku\nke\n" }));
    expect(source.classNames).toEqual(["ka", "ki", "ku", "ke"]);
    expect(source.shape.classes).toBe(4);
  });

  test("is found by its name in a data folder", async () => {
    const parent = folderOf(
      Object.fromEntries(Object.entries(idxFiles()).map(([name, bytes]) => [`mine/${name}`, bytes])),
    );
    const source = await open("mine", "/nowhere", parent);
    expect([source.name, source.folder, source.train().name]).toEqual(["mine", join(parent, "mine"), "mine/train"]);
  });

  test("training does not read the test files, nor testing the training images", async () => {
    const folder = folderOf(idxFiles());
    const source = await open(folder);
    rmSync(join(folder, "t10k-images-idx3-ubyte"));
    rmSync(join(folder, "t10k-labels-idx1-ubyte"));
    expect(source.train().labels.length).toBe(12);
    const other = folderOf(idxFiles());
    // The header alone is left.
    writeFileSync(join(other, "train-images-idx3-ubyte"), idxFiles()["train-images-idx3-ubyte"]!.subarray(0, 16));
    expect((await openTest(other)).labels.length).toBe(6);
    expect(await messageOf(other, async () => (await open(other)).train())).toMatch(
      /^train-images-idx3-ubyte is damaged/,
    );
  });

  test("a test label that no training example has is refused", async () => {
    const folder = folderOf({ ...idxFiles(), "t10k-labels-idx1-ubyte": idxLabels([0, 1, 2, 3, 0, 1]) });
    expect(await messageOf(folder, () => openTest(folder))).toBe(
      "t10k-labels-idx1-ubyte is damaged: expected a label below 3 at offset 11, found 3",
    );
  });
});

describe("a folder of CIFAR files", () => {
  const ten = {
    "data_batch_2.bin": cifar(someLevels(IMAGE), [[2]]),
    "data_batch_10.bin": cifar(someLevels(IMAGE), [[3]]),
    "data_batch_1.bin": cifar(someLevels(2 * IMAGE), [[0], [1]]),
    "test_batch.bin": cifar(someLevels(IMAGE), [[4]]),
  };

  test("of the binary CIFAR-10 is read, the batches in the order of their numbers", async () => {
    const folder = folderOf(ten);
    const source = await open(folder);
    expect(source.shape).toEqual({ height: 32, width: 32, channels: 3, classes: 10 });
    expect([[...source.train().labels], [...(await openTest(folder)).labels]]).toEqual([[0, 1, 2, 3], [4]]);
    expect(source.classNames?.[9]).toBe("truck");
  });

  test("takes names and number of the classes from batches.meta.txt", async () => {
    const source = await open(folderOf({ ...ten, "batches.meta.txt": "a\nb\nc\nd\ne\n\n" }));
    expect([source.shape.classes, source.train().classNames]).toEqual([5, ["a", "b", "c", "d", "e"]]);
  });

  test("of the binary CIFAR-100 is read", async () => {
    const files = { "train.bin": cifar(someLevels(IMAGE), [[3, 99]]), "test.bin": cifar(someLevels(IMAGE), [[3, 98]]) };
    const folder = folderOf(files);
    const source = await open(folder);
    const held = await openTest(folder);
    expect([source.shape.classes, [...source.train().labels], [...held.labels]]).toEqual([100, [99], [98]]);
    expect(source.classNames?.[99]).toBe("worm");
  });
});

test("an opened data set offers its training part and nothing else", async () => {
  const withFiles = await open(folderOf(idxFiles()));
  for (const source of [await open("digits"), withFiles])
    expect(Object.entries(source).flatMap(([name, value]) => (typeof value === "function" ? [name] : []))).toEqual([
      "train",
    ]);
});

describe("what cannot be opened", () => {
  test.each<[string, Record<string, Uint8Array | string>, string]>([
    ["empty", {}, "FOLDER holds no data set: it is empty"],
    ["other files", { "a.png": "", "b.png": "" }, "FOLDER holds no data set: it has a.png, b.png"],
    [
      "two formats",
      { ...idxFiles(), "train.bin": "" },
      "FOLDER holds files of several data sets: t10k-images-idx3-ubyte and train.bin",
    ],
    ["two sets", { ...idxFiles("a-"), ...idxFiles("b-") }, "FOLDER holds files of several data sets: a, b"],
    ["no labels", { "train-images-idx3-ubyte": "" }, "FOLDER has train-images-idx3-ubyte and no labels for it"],
    ["no training", { "test.bin": "" }, "FOLDER has no files to train on"],
    ["tests only", { "test_batch.bin": "" }, "FOLDER has no files to train on"],
    [
      "images for labels",
      { ...idxFiles(), "train-labels-idx1-ubyte": idxImages(someLevels(72), 2, 3) },
      "train-labels-idx1-ubyte is damaged: expected the magic 00000801 of a file of labels at offset 0, found 00000803 of a file of images",
    ],
    [
      "fewer labels",
      { ...idxFiles(), "train-labels-idx1-ubyte": idxLabels([0, 1]) },
      "train-labels-idx1-ubyte is damaged: expected 12 labels, as many as there are images at offset 4, found 2",
    ],
  ])("%s", async (_, files, message) => {
    const folder = folderOf(files);
    expect(await messageOf(folder, () => open(folder))).toBe(message);
  });

  test("a name that means nothing", async () => {
    await expect(open("fashion-mnits")).rejects.toMatchObject({
      message: "there is no data set and no folder `fashion-mnits`",
      hint: "did you mean `fashion-mnist`?",
    });
    await expect(open("./nothing-here")).rejects.toThrow("there is no folder ./nothing-here");
    await expect(open("imagenet")).rejects.toMatchObject({ hint: expect.stringContaining("digits, fashion-mnist") });
  });

  test("a known set that is not here, or not whole", async () => {
    const folder = folderOf({ "cifar-10/data_batch_1.bin": "", "cifar-10/test_batch.bin": "" });
    await expect(open("fashion-mnist", folder)).rejects.toMatchObject({
      message: `fashion-mnist is not here; looked in ${join(folder, "fashion-mnist")}`,
      hint: "lossc data fetch fashion-mnist; on Debian and Ubuntu: apt install dataset-fashion-mnist",
    });
    expect(await messageOf(folder, () => open("cifar-10", folder))).toBe(
      "cifar-10 is not whole: cifar-10 has no data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin",
    );
  });
});

describe("a known set", () => {
  const files = KNOWN_DATASETS.find(({ name }) => name === "cifar-100")!.files;

  test.each(["cifar-100", "cifar-100-binary", "cifar-100/cifar-100-binary"])("is found in %s", async (place) => {
    const folder = folderOf(
      Object.fromEntries(files.map((name) => [`${place}/${name}`, cifar(someLevels(IMAGE), [[0, 1]])])),
    );
    expect((await open("cifar-100", folder)).folder).toBe(join(folder, place));
  });

  test("with fewer images than it has is refused", async () => {
    const folder = folderOf(
      Object.fromEntries(files.map((name) => [`cifar-100/${name}`, cifar(someLevels(IMAGE), [[0, 1]])])),
    );
    expect(await messageOf(folder, () => openTest("cifar-100", folder))).toBe(
      "cifar-100/test.bin is damaged: expected the end of the last of 10000 images at offset 3074, found the end of image 1",
    );
  });

  test("wins over a folder of its name; a path means the folder", async () => {
    const folder = folderOf(
      Object.fromEntries(Object.entries(idxFiles()).map(([name, bytes]) => [`digits/${name}`, bytes])),
    );
    expect((await open("digits", folder)).shape.height).toBe(8);
    expect((await open(join(folder, "digits"))).shape.height).toBe(2);
  });

  test("the catalogue's shapes and names agree", () => {
    for (const { name, shape, classNames, remote, files } of KNOWN_DATASETS) {
      expect(classNames.length, name).toBe(shape.classes);
      expect(new Set(classNames).size, name).toBe(shape.classes);
      for (const { md5, url } of remote)
        expect([md5, url]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^https?:/)]);
      const kept = remote.flatMap((file) => file.unpacks ?? [file.name]);
      expect(
        files.filter((file) => !kept.includes(file)),
        name,
      ).toEqual([]);
    }
  });

  test("a file that is replaced after it was read changes nothing", async () => {
    const folder = folderOf(idxFiles());
    const source = await open(folder);
    const before = source.train();
    writeFileSync(join(folder, "train-images-idx3-ubyte"), "");
    expect(source.train()).toBe(before);
  });
});
