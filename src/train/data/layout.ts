/** A folder goes in; which of its files are which part of a data set comes out, by their names. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CifarLabelBytes } from "./cifar.ts";
import { DatasetError } from "./dataset-error.ts";

export type Part = "train" | "test";

export interface IdxPair {
  readonly images: string;
  readonly labels: string;
}

export type Layout =
  | {
      readonly format: "idx";
      readonly train: IdxPair;
      readonly test?: IdxPair;
      readonly classNames?: readonly string[];
    }
  | {
      readonly format: "cifar";
      readonly labelBytes: CifarLabelBytes;
      readonly train: readonly string[];
      readonly test?: readonly string[];
      readonly classNames?: readonly string[];
    };

/** What MNIST and the sets after it are called; `emnist-letters-train-images-idx3-ubyte.gz` too. */
const IDX_NAME = /^(?:(.+)[-_.])?(train|t10k|test)[-_.](images|labels)[-_.]idx[13][-_.]ubyte(\.gz)?$/i;

const EXPECTED = [
  "name files of IDX train-images-idx3-ubyte, train-labels-idx1-ubyte and t10k-... or test-... (.gz or not),",
  "of CIFAR-10 data_batch_1.bin ... and test_batch.bin, of CIFAR-100 train.bin and test.bin",
].join(" ");

export function detectLayout(folder: string): Layout {
  const names = listFolder(folder);
  const idx = names.filter((name) => IDX_NAME.test(name));
  const cifar10 = names.filter((name) => /^(data_batch_\d+|test_batch)\.bin$/.test(name));
  const cifar100 = names.filter((name) => /^(train|test)\.bin$/.test(name));
  const formats = [idx, cifar10, cifar100].filter((found) => found.length > 0);
  if (formats.length === 0) {
    const there =
      names.length === 0 ? "it is empty" : `it has ${names.slice(0, 3).join(", ")}${names.length > 3 ? ", ..." : ""}`;
    throw new DatasetError(`${folder} holds no data set: ${there}`, EXPECTED);
  }
  if (formats.length > 1) {
    const [one, other] = formats.map((found) => found[0]);
    throw new DatasetError(
      `${folder} holds files of several data sets: ${one} and ${other}`,
      "give each its own folder",
    );
  }
  if (idx.length > 0) return idxLayout(folder, idx);
  return cifar10.length > 0 ? cifar10Layout(folder, cifar10) : cifar100Layout(folder, cifar100);
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new DatasetError(`cannot read ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function idxLayout(folder: string, names: readonly string[]): Layout {
  const files = names.map((name) => {
    const [, prefix = "", part, kind] = IDX_NAME.exec(name)!;
    return { name, prefix, part: part!.toLowerCase() === "train" ? "train" : "test", kind: kind!.toLowerCase() };
  });
  const prefixes = [...new Set(files.map(({ prefix }) => prefix))];
  if (prefixes.length > 1) {
    throw new DatasetError(
      `${folder} holds files of several data sets: ${prefixes.map((prefix) => `${prefix || "(no prefix)"}`).join(", ")}`,
      "give each its own folder",
    );
  }
  const pairOf = (part: Part): IdxPair | undefined => {
    const one = (kind: string): string | undefined => {
      const found = files.filter((file) => file.part === part && file.kind === kind).map(({ name }) => name);
      // Unpacked before packed.
      const [first, second] = found.toSorted((a, b) => a.length - b.length);
      if (second !== undefined && first !== undefined && second.toLowerCase() !== `${first.toLowerCase()}.gz`) {
        throw new DatasetError(`${folder} has two files of ${part} ${kind}: ${first} and ${second}`);
      }
      return first;
    };
    const [images, labels] = [one("images"), one("labels")];
    if (images === undefined && labels === undefined) return undefined;
    if (images === undefined || labels === undefined) {
      throw new DatasetError(
        `${folder} has ${images ?? labels} and no ${images === undefined ? "images" : "labels"} for it`,
      );
    }
    return { images: join(folder, images), labels: join(folder, labels) };
  };
  const [train, test] = [pairOf("train"), pairOf("test")];
  if (train === undefined) throw noTraining(folder, "train-images-idx3-ubyte and train-labels-idx1-ubyte");
  return { format: "idx", train, ...(test && { test }), ...named(folder, "classes.txt") };
}

function cifar10Layout(folder: string, names: readonly string[]): Layout {
  const numberOf = (name: string): number => Number(/\d+/.exec(name)![0]);
  const batches = names.filter((name) => name.startsWith("data")).sort((a, b) => numberOf(a) - numberOf(b));
  if (batches.length === 0) throw noTraining(folder, "data_batch_1.bin");
  const test = names.includes("test_batch.bin") ? { test: [join(folder, "test_batch.bin")] } : {};
  const train = batches.map((name) => join(folder, name));
  return { format: "cifar", labelBytes: 1, train, ...test, ...named(folder, "batches.meta.txt") };
}

function cifar100Layout(folder: string, names: readonly string[]): Layout {
  if (!names.includes("train.bin")) throw noTraining(folder, "train.bin");
  const test = names.includes("test.bin") ? { test: [join(folder, "test.bin")] } : {};
  const train = [join(folder, "train.bin")];
  return { format: "cifar", labelBytes: 2, train, ...test, ...named(folder, "fine_label_names.txt") };
}

const noTraining = (folder: string, names: string): DatasetError =>
  new DatasetError(`${folder} has no files to train on`, `they are named ${names}`);

/** One class a line; empty lines count for nothing. */
function named(folder: string, file: string): { readonly classNames?: readonly string[] } {
  const path = join(folder, file);
  if (!existsSync(path)) return {};
  const classNames = readFileSync(path, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return classNames.length === 0 ? {} : { classNames };
}
