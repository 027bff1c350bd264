import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createProgram } from "../../src/cli/main.ts";
import { cifar, idxImages, idxLabels, someLevels } from "../train/data/encode.ts";
import { orSkip, servePublished } from "../train/data/fashion-files.ts";
import { put } from "./files.ts";
import { lossc, scratchFolder } from "./run.ts";

/** An empty data folder, so that nothing depends on what the machine has fetched. */
function withDataFolder(): string {
  const folder = scratchFolder();
  const before = process.env.LOSSC_DATA;
  process.env.LOSSC_DATA = folder;
  onTestFinished(() => {
    if (before === undefined) delete process.env.LOSSC_DATA;
    else process.env.LOSSC_DATA = before;
  });
  return folder;
}

/** A folder of 40 images of 5x4 in four classes, ten of each; ten more to test on. */
function withImages(): string {
  const folder = scratchFolder();
  const labels = (count: number): number[] => Array.from({ length: count }, (_, i) => i % 4);
  put(folder, "train-images-idx3-ubyte", idxImages(someLevels(40 * 20), 5, 4));
  put(folder, "train-labels-idx1-ubyte", idxLabels(labels(40)));
  put(folder, "t10k-images-idx3-ubyte", idxImages(someLevels(12 * 20), 5, 4));
  put(folder, "t10k-labels-idx1-ubyte", idxLabels(labels(12)));
  put(folder, "classes.txt", "north\neast\nsouth\nwest\n");
  return folder;
}

const json = async (...args: string[]) => JSON.parse((await lossc("data", ...args, "--json")).out);

describe("data list", () => {
  test("says what there is and how to get the rest", async () => {
    const folder = withDataFolder();
    const { code, out, err } = await lossc("data", "list");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^digits +1,438 \+ 359 +8x8x1 +10 +comes with lossc$/m);
    expect(out).toMatch(
      /^cifar-100 +50,000 \+ 10,000 +32x32x3 +100 +not here: lossc data fetch cifar-100 \(169 MB\)$/m,
    );
    expect(out).toContain(`fetched ones go to ${folder};`);
  });

  test("finds what is in the data folder", async () => {
    const folder = withDataFolder();
    for (const name of ["train.bin", "test.bin"]) put(folder, `cifar-100/${name}`, cifar(someLevels(3072), [[0, 1]]));
    const { datasets } = await json("list");
    const found = datasets.map(({ name, available, folder }: Record<string, unknown>) => [name, available, folder]);
    expect(found).toContainEqual(["digits", true, undefined]);
    expect(found).toContainEqual(["cifar-10", false, undefined]);
    expect(found).toContainEqual(["cifar-100", true, join(folder, "cifar-100")]);
    expect(await lossc("data", "fetch", "cifar-100")).toEqual({
      code: 0,
      out: `cifar-100 is in ${join(folder, "cifar-100")}\n`,
      err: "",
    });
  });
});

describe("data fetch", () => {
  test("has nothing to do for the digits", async () => {
    expect(await lossc("data", "fetch", "digits")).toEqual({ code: 0, out: "digits comes with lossc\n", err: "" });
  });

  test("puts the files into the data folder, and names each", async (context) => {
    orSkip(context);
    const folder = withDataFolder();
    const fromServer = await servePublished();
    vi.stubGlobal("fetch", fromServer);
    onTestFinished(() => void vi.unstubAllGlobals());
    const { code, out, err } = await lossc("data", "fetch", "fashion-mnist", "--again");
    expect([code, out]).toEqual([0, `fashion-mnist is in ${join(folder, "fashion-mnist")}\n`]);
    expect(err.match(/^fetching .*ubyte\.gz$/gm)?.length).toBe(4);
    expect(await json("show", "fashion-mnist", "--validation", "0.5")).toMatchObject({ images: 30_000 });
  });

  test("says which names there are", async () => {
    const { code, out, err } = await lossc("data", "fetch", "imagenet");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(
      "error: there is no data set `imagenet` to fetch\nHint: lossc can fetch fashion-mnist, cifar-10, cifar-100\n",
    );
  });
});

describe("data show", () => {
  test("counts the classes of a part", async () => {
    const folder = withImages();
    const { code, out } = await lossc("data", "show", folder, "--part", "validation");
    expect(code).toBe(0);
    const bar = "█".repeat(40);
    const counts = ["north", "east ", "south", "west "].map((name) => `  ${name}  2  ${bar}`);
    expect(out.split("\n").slice(1, 5)).toEqual(counts);
    expect(out.split(", validation part: ")[1]?.split("\n")[0]).toBe("8 images of 5x4, 4 classes");
  });

  test("the variants change the training part and no other", async () => {
    const folder = withImages();
    const variants = ["--train-size", "24", "--imbalance", "0.5", "--label-noise", "asymmetric:0.25"];
    const counts = async (...more: string[]) => {
      const { counts, images, wrongLabels } = await json("show", folder, ...more);
      return [counts.map(({ count }: { count: number }) => count), images, wrongLabels];
    };
    expect(await counts("--train-size", "24", "--imbalance", "0.5")).toEqual([[6, 5, 4, 3], 18, undefined]);
    expect((await counts(...variants)).slice(1)).toEqual([18, 5]);
    expect(await counts("--part", "validation", ...variants)).toEqual([[2, 2, 2, 2], 8, undefined]);
  });

  test("draws a contact sheet, the same each time", async () => {
    const folder = withImages();
    const file = join(folder, "sheet.png");
    const { code, out, err } = await lossc("data", "show", folder, "-o", file, "--count", "3", "--label-noise", "0.5");
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(/, training part: 32 images of 5x4, 4 classes; 16 labels are wrong -> .*sheet\.png\n$/);
    const first = readFileSync(file);
    const { width, height } = PNG.sync.read(first);
    expect([width > 400, height > 400]).toEqual([true, true]);
    await lossc("data", "show", folder, "-o", file, "--count", "3", "--label-noise", "0.5");
    expect(readFileSync(file).equals(first)).toBe(true);
    await lossc("data", "show", folder, "-o", file, "--count", "3", "--label-noise", "0.5", "--split-seed", "1");
    expect(readFileSync(file).equals(first)).toBe(false);
  });

  test("draws augmented images and RandAugment's operations", async () => {
    const plain = (await lossc("data", "show", "digits", "-o", "-")).out;
    const images = (svg: string): number => svg.match(/<image /g)?.length ?? 0;
    expect([plain.startsWith("<svg "), images(plain)]).toEqual([true, 80]);
    const augmented = (await lossc("data", "show", "digits", "-o", "-", "--augment", "shift-flip,cutout:3")).out;
    expect([images(augmented), augmented.includes("augmented: shift-flip,cutout:3")]).toEqual([80, true]);
    expect(augmented).not.toBe(plain);
    const operations = (await lossc("data", "show", "digits", "-o", "-", "--operations", "5", "--count", "4")).out;
    expect(images(operations)).toBe(15 * 4);
    expect(operations).toContain(">solarize</text>");
  });

  test("frames the images whose labels are wrong", async () => {
    const framed = async (...more: string[]) => {
      const { out } = await lossc("data", "show", "digits", "-o", "-", ...more);
      return out.match(/stroke-width="2.5"/g)?.length ?? 0;
    };
    // Each frame is drawn under the image and above it.
    expect([await framed(), await framed("--label-noise", "1")]).toEqual([0, 160]);
  });

  test.each<[string[], number, string]>([
    [["show", "digitz"], 1, "there is no data set and no folder `digitz`"],
    [["show", "digits", "--label-noise", "2"], 1, "--label-noise must be from 0 to 1, not 2"],
    [["show", "digits", "--imbalance", "0"], 1, "--imbalance must be above 0 and at most 1, not 0"],
    [
      ["show", "digits", "--train-size", "1e6"],
      1,
      "--train-size must be at most 1151, all there are to train on, not 1000000",
    ],
    [["show", "digits", "--validation", "1"], 1, "--validation must be above 0 and below 1, not 1"],
    [["show", "digits", "--split-seed", "-1"], 2, "--split-seed: -1 is not a whole number of at least 0"],
    [["show", "digits", "--train-size", "few"], 2, '--train-size: "few" is not a number'],
    [["show", "digits", "--label-noise", "some:0.1"], 2, "--label-noise: unknown kind some"],
    [["show", "digits", "--part", "all"], 2, "--part: unknown all"],
    [["show", "digits", "--count", "0"], 2, "--count: 0 is not a whole number from 1 to 40"],
    [["show", "digits", "-o", "a.gif"], 2, "cannot draw a.gif"],
    [["show", "digits", "--augment", "flip"], 2, "--augment and --operations change the picture"],
    [["show", "digits", "-o", "-", "--augment", "spin"], 2, '--augment: there is no augmentation "spin"'],
    [["show", "digits", "-o", "-", "--operations", "31"], 2, "--operations: 31 is not from 0 to 30"],
    [["show", "digits", "-o", "a.png", "--augment", "flip", "--operations", "3"], 2, "are two pictures"],
    [["frob"], 2, "unknown command 'frob'"],
  ])("%j is refused", async (args, code, message) => {
    const ended = await lossc("data", ...args);
    expect([ended.code, ended.out]).toEqual([code, ""]);
    expect(ended.err).toContain(message);
    const inJson = await lossc("data", ...args, "--json");
    expect([inJson.code, inJson.err]).toEqual([code, ""]);
    expect(JSON.parse(inJson.out).error.message).toContain(message);
    expect(existsSync("a.png")).toBe(false);
  });

  test("of a damaged file, the file, the place and what is there are told", async () => {
    const folder = withImages();
    put(folder, "train-labels-idx1-ubyte", idxLabels([0, 1]));
    const { code, err } = await lossc("data", "show", folder);
    expect([code, err]).toEqual([
      1,
      `error: ${folder}/train-labels-idx1-ubyte is damaged: expected 40 labels, as many as there are images at offset 4, found 2\n`,
    ]);
  });
});

describe("the help of its commands", () => {
  const data = createProgram().commands.find((command) => command.name() === "data")!;

  test.each(data.commands.map((command) => command.name()))(
    "%s: every option, and examples of itself that it takes",
    async (name) => {
      const command = data.commands.find((known) => known.name() === name)!;
      const { code, out } = await lossc("data", name, "--help");
      expect(code).toBe(0);
      for (const { flags, description } of command.options) {
        expect(out).toContain(flags);
        expect(description).not.toBe("");
      }
      const known = command.options.flatMap(({ short, long }) => [short, long]);
      const examples = out.slice(out.indexOf("Examples:"));
      expect(examples).toMatch(new RegExp(`^Examples:\n(  .*lossc data ${name}.*\n)+`));
      for (const [, option] of examples.matchAll(/ (--?[a-z][a-z-]*)/g)) expect(known).toContain(option);
    },
  );
});
