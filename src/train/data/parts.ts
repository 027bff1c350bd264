/**
 * The name of a data set, or a folder with one, goes in; its shape comes out, and what reads the examples of each part.
 *
 * For `open.ts` and `test-part.ts` alone: whoever has a `Parts` can read the test part.
 */

import { statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { nearest } from "../../diagnostics/suggest.ts";
import { createRandom } from "../../random/index.ts";
import { type DatasetShape, DIGITS, KNOWN_DATASETS, type KnownDataset, knownDataset } from "./catalogue.ts";
import { CIFAR_SHAPE, decodeCifar } from "./cifar.ts";
import type { Dataset } from "./dataset.ts";
import { DatasetError } from "./dataset-error.ts";
import { loadDigits } from "./digits.ts";
import { readDataFile, readHead } from "./gzip.ts";
import { decodeIdxImages, decodeIdxLabels, decodeIdxShape, IDX_HEADER_BYTES } from "./idx.ts";
import { detectLayout, type Layout, type Part } from "./layout.ts";
import { locateDataset } from "./locate.ts";
import { splitStratified } from "./split.ts";

/** What can be told of a data set without its examples. */
export interface DatasetAbout {
  readonly name: string;
  readonly shape: DatasetShape;
  readonly classNames?: readonly string[];
  /** Where its files are, if they are not the package's own. */
  readonly folder?: string;
}

export interface Parts {
  readonly about: DatasetAbout;
  /** Reads a part's files. Without files to test on, a part of the training examples is kept for that, and left out of them. */
  read(part: Part): Dataset;
}

/** Without a test part of its own, a set gives this part of each class for it: always the same examples. */
const TEST_FRACTION = 0.2;
const TEST_SEED = "the test part";
const MAX_LEVEL = 255;
const CIFAR_CLASSES = { 1: 10, 2: 100 } as const;

/** `folders` are searched in their order for a folder of the name. @throws DatasetError */
export async function findParts(
  nameOrFolder: string,
  { folders }: { readonly folders: readonly string[] },
): Promise<Parts> {
  const known = knownDataset(nameOrFolder);
  if (known !== undefined) return openKnown(known, folders);
  const folder = [nameOrFolder, ...folders.map((parent) => join(parent, nameOrFolder))].find(isFolder);
  if (folder === undefined) throw unknownName(nameOrFolder);
  return openLayout(detectLayout(folder), { name: basename(resolve(folder)), folder });
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function unknownName(name: string): DatasetError {
  if (/[\\/]/.test(name)) return new DatasetError(`there is no folder ${name}`);
  const names = KNOWN_DATASETS.map((known) => known.name);
  const meant = nearest(name, names);
  return new DatasetError(
    `there is no data set and no folder \`${name}\``,
    meant === undefined ? `the data sets are ${names.join(", ")}` : `did you mean \`${meant}\`?`,
  );
}

function openKnown(known: KnownDataset, folders: readonly string[]): Parts {
  const { name, shape, classNames, counts } = known;
  if (name === DIGITS) return withTestSplit({ name, shape, classNames }, () => ({ ...loadDigits(), classNames }));
  const { folder, incomplete } = locateDataset(known, folders);
  if (folder === undefined) throw missing(known, incomplete, folders);
  return openLayout(detectLayout(folder), { name, folder, shape, classNames, counts });
}

function missing(
  { name, package: distributed }: KnownDataset,
  incomplete: ReturnType<typeof locateDataset>["incomplete"],
  folders: readonly string[],
): DatasetError {
  const places = folders.map((folder) => join(folder, name)).join(", ");
  const message =
    incomplete === undefined
      ? `${name} is not here; looked in ${places || "no folder"}`
      : `${name} is not whole: ${incomplete.folder} has no ${incomplete.missing.join(", ")}`;
  const installed = distributed === undefined ? "" : `; on ${distributed.system}: ${distributed.install}`;
  return new DatasetError(message, `lossc data fetch ${name}${installed}`);
}

interface Expectation {
  readonly name: string;
  readonly folder: string;
  readonly shape?: DatasetShape;
  readonly classNames?: readonly string[];
  readonly counts?: Readonly<Record<Part, number>>;
}

function openLayout(layout: Layout, expected: Expectation): Parts {
  const shape = expected.shape ?? shapeOf(layout);
  const classNames = expected.classNames ?? layout.classNames ?? defaultNames(layout, shape);
  const about = { name: expected.name, folder: expected.folder, shape, ...(classNames && { classNames }) };
  const load = (part: Part): Dataset => loadPart(layout, part, { ...expected, ...about });
  if (layout.test === undefined) return withTestSplit(about, () => load("train"));
  return { about, read: load };
}

/** From headers and labels alone. */
function shapeOf(layout: Layout): DatasetShape {
  if (layout.format === "cifar") {
    return { ...CIFAR_SHAPE, classes: layout.classNames?.length ?? CIFAR_CLASSES[layout.labelBytes] };
  }
  const { count, height, width } = decodeIdxShape(readHead(layout.train.images, IDX_HEADER_BYTES));
  const classes =
    layout.classNames?.length ?? 1 + decodeIdxLabels(readDataFile(layout.train.labels), { count }).reduce(larger, 0);
  return { height, width, channels: 1, classes };
}

const larger = (a: number, b: number): number => Math.max(a, b);

/** CIFAR's own classes, where a folder of such files has no file that names them. */
function defaultNames(layout: Layout, { classes }: DatasetShape): readonly string[] | undefined {
  if (layout.format !== "cifar") return undefined;
  return KNOWN_DATASETS.find(({ name, shape }) => name.startsWith("cifar") && shape.classes === classes)?.classNames;
}

function loadPart(layout: Layout, part: Part, expected: Expectation & { readonly shape: DatasetShape }): Dataset {
  const { shape, classNames } = expected;
  const about = { name: `${expected.name}/${part}`, maxLevel: MAX_LEVEL, ...shape, ...(classNames && { classNames }) };
  const { classes } = shape;
  const count = expected.counts?.[part];
  if (layout.format === "cifar") {
    const files = (layout[part] ?? []).map(readDataFile);
    const wanted = { labelBytes: layout.labelBytes, classes, ...(count !== undefined && { count }) };
    return { ...about, ...decodeCifar(files, wanted) };
  }
  const pair = layout[part] ?? layout.train;
  const { height, width } = shape;
  const images = decodeIdxImages(readDataFile(pair.images), { height, width, ...(count !== undefined && { count }) });
  const labels = decodeIdxLabels(readDataFile(pair.labels), { classes, count: images.count });
  return { ...about, levels: images.levels, labels };
}

function withTestSplit(about: DatasetAbout, load: () => Dataset): Parts {
  const read = (part: Part): Dataset => {
    const whole = { ...load(), name: about.name };
    const fractions = { train: 1 - TEST_FRACTION, test: TEST_FRACTION };
    return splitStratified(whole, fractions, createRandom(TEST_SEED))[part];
  };
  return { about, read };
}
