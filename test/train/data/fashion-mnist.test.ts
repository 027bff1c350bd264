/** Fashion-MNIST as Debian's package installs it; without the package the tests are skipped, and say why. */

import { expect, test } from "vitest";
import { classCounts, fetchDataset, KNOWN_DATASETS, openDataset } from "../../../src/train/data/index.ts";
import { openTestPart } from "../../../src/train/data/test-part.ts";
import { folderOf } from "./encode.ts";
import { orSkip, PARENT, servePublished } from "./fashion-files.ts";

test("has 60,000 and 10,000 images of 10 classes in equal numbers", async (context) => {
  orSkip(context);
  const folders = ["/nowhere", PARENT];
  const source = await openDataset("fashion-mnist", { folders });
  const [train, held] = [source.train(), await openTestPart("fashion-mnist", { folders })];
  expect([classCounts(train), classCounts(held)]).toEqual([new Array(10).fill(6000), new Array(10).fill(1000)]);
  expect([train.height, train.width, train.channels, train.maxLevel]).toEqual([28, 28, 1, 255]);
  // The first training image is an ankle boot, the first test image too.
  expect([train.labels, held.labels].map((labels) => source.classNames?.[labels[0]!])).toEqual([
    "Ankle boot",
    "Ankle boot",
  ]);
  expect(train.levels.reduce((sum, level) => sum + level, 0) / train.levels.length / 255).toBeCloseTo(0.286, 3);
});

test("fetched as its authors publish it, it has their checksums and the same images", async (context) => {
  orSkip(context);
  const known = KNOWN_DATASETS.find(({ name }) => name === "fashion-mnist")!;
  const folder = folderOf({});
  const { downloaded } = await fetchDataset("fashion-mnist", { folder, fetch: await servePublished() });
  expect(downloaded).toEqual(known.remote.map(({ name }) => name));
  const [mine, debian] = await Promise.all(
    [folder, PARENT].map((parent) => openDataset("fashion-mnist", { folders: [parent] })),
  );
  const [myTest, debianTest] = await Promise.all(
    [folder, PARENT].map((parent) => openTestPart("fashion-mnist", { folders: [parent] })),
  );
  expect(myTest!.labels).toEqual(debianTest!.labels);
  expect(Buffer.from(mine!.train().levels).equals(debian!.train().levels)).toBe(true);
});
