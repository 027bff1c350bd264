/** `lossc data show`: a part of a data set as counts of its classes, and its examples as a picture. */

import { extname } from "node:path";
import {
  checkProblem,
  classCounts,
  type Dataset,
  type DatasetSource,
  openDataset,
  prepareProblem,
} from "../../../train/data/index.ts";
import type { Problem } from "../../../train/job.ts";
import { dataFolders } from "../../data-folders.ts";
import { usageFailure } from "../../failure.ts";
import { writeWhole } from "../../files.ts";
import { note, print, printJson, wantsColour } from "../../output.ts";
import { type ProblemOptions, problemOf, withDataFailures } from "../../problem-options.ts";
import { parseCount, parseNumber } from "../../values.ts";
import { augmentationOf, classRows, type Look, operationRows } from "./sheet-rows.ts";

export interface ShowDataOptions extends ProblemOptions {
  readonly output?: string;
  readonly part: string;
  readonly count: string;
  readonly augment?: string;
  readonly operations?: string;
  readonly theme: string;
  readonly json?: boolean;
}

const PARTS = ["train", "validation"] as const;
type PartName = (typeof PARTS)[number];
const PART_TITLES = { train: "training part", validation: "validation part" } as const;
const THEMES = ["light", "dark"] as const;
const MOST_COLUMNS = 40;
const BAR_COLUMNS = 40;
const MOST_MAGNITUDE = 30;

/** The examples of a part. */
export interface Shown {
  readonly data: Dataset;
  /** For each example, whether its label was made wrong. */
  readonly wrong: readonly boolean[];
}

function oneOf<Name extends string>(names: readonly Name[], text: string, option: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined && text === "test" && option === "--part") {
    throw usageFailure("--part: the test part is not shown", "it is read by `lossc transfer` alone, to judge with");
  }
  if (found === undefined) throw usageFailure(`${option}: unknown ${text}`, `${option} takes ${names.join(", ")}`);
  return found;
}

function shownPart(source: DatasetSource, part: PartName, problem: Problem): Shown {
  const data = prepareProblem(source, problem)[part];
  if (part !== "train" || problem.labelNoise === undefined) return { data, wrong: [] };
  const { labelNoise: _, ...clean } = problem;
  const { labels } = prepareProblem(source, clean).train;
  return { data, wrong: Array.from(data.labels, (label, index) => label !== labels[index]) };
}

function magnitudeOf(text: string): number {
  const magnitude = parseNumber(text, "--operations");
  if (magnitude >= 0 && magnitude <= MOST_MAGNITUDE) return magnitude;
  throw usageFailure(`--operations: ${text} is not from 0 to ${MOST_MAGNITUDE}`, "10 is AutoAugment's strongest");
}

function settingsOf(options: ShowDataOptions) {
  const { output } = options;
  const format = output === undefined ? undefined : extname(output === "-" ? ".svg" : output).toLowerCase() || output;
  if (output !== undefined && output !== "-" && format !== ".png" && format !== ".svg") {
    throw usageFailure(`cannot draw ${output}`, "name a .png or .svg file, or - for SVG on standard output");
  }
  if (options.augment !== undefined && options.operations !== undefined) {
    throw usageFailure("--augment and --operations are two pictures", "give one of them");
  }
  if (output === undefined && (options.augment ?? options.operations) !== undefined) {
    throw usageFailure("--augment and --operations change the picture", "name its file with -o");
  }
  return {
    isPng: format === ".png",
    part: oneOf(PARTS, options.part, "--part"),
    theme: oneOf(THEMES, options.theme, "--theme"),
    look: {
      count: parseCount(options.count, "--count", 1, MOST_COLUMNS),
      ...(options.augment !== undefined && { augment: augmentationOf(options.augment) }),
      ...(options.operations !== undefined && { magnitude: magnitudeOf(options.operations) }),
    },
  };
}

export async function run(name: string, options: ShowDataOptions): Promise<void> {
  const { isPng, part, theme, look } = settingsOf(options);
  const problem = problemOf(name, options);
  const { output } = options;
  const { source, shown } = await withDataFailures(async () => {
    checkProblem(problem);
    const source = await openDataset(name, { folders: dataFolders() });
    return { source, shown: shownPart(source, part, problem) };
  });
  const title = `${source.name}, ${PART_TITLES[part]}`;
  const lines = describe(shown, title);
  if (output !== undefined && !(options.json && output === "-")) {
    const svg = await drawSheet(shown, lines, { ...look, seed: problem.splitSeed }, theme);
    const { svgToPng } = await import("../../../report/figure/index.ts");
    const { SHEET_SCALE } = await import("../../../report/contact-sheet.ts");
    writeWhole(output, isPng ? await svgToPng(svg, { scale: SHEET_SCALE }) : svg);
    if (!options.json && output !== "-") note(`${lines.join("; ")} -> ${output}`);
  }
  if (options.json) printJson(jsonOf(source, part, shown));
  else if (output === undefined) await printSummary(shown, lines);
}

function describe({ data, wrong }: Shown, title: string): string[] {
  const { height, width, channels, labels, classes } = data;
  const size = `${height}x${width}${channels === 1 ? "" : " in colour"}`;
  const lines = [`${title}: ${grouped(labels.length)} images of ${size}, ${classes} classes`];
  const changed = wrong.filter(Boolean).length;
  return wrong.length === 0 ? lines : [...lines, `${grouped(changed)} labels are wrong`];
}

const grouped = (count: number): string => count.toLocaleString("en-GB");

const nameOf = ({ classNames }: Dataset, label: number): string => classNames?.[label] ?? `${label}`;

function jsonOf(source: DatasetSource, part: PartName, { data, wrong }: Shown): object {
  return {
    name: source.name,
    part,
    images: data.labels.length,
    ...source.shape,
    counts: classCounts(data).map((count, label) => ({ class: nameOf(data, label), count })),
    ...(wrong.length > 0 && { wrongLabels: wrong.filter(Boolean).length }),
  };
}

async function drawSheet(shown: Shown, lines: readonly string[], look: Look, theme: "light" | "dark"): Promise<string> {
  const { contactSheetSvg } = await import("../../../report/contact-sheet.ts");
  const { height, width, channels } = shown.data;
  const { rows, note: what } =
    look.magnitude === undefined ? await classRows(shown, look) : await operationRows(shown, look);
  const [first = "", ...others] = lines;
  const [title = "", counts = ""] = first.split(": ");
  const framed =
    shown.wrong.length > 0 && look.magnitude === undefined ? others.map((line) => `${line}, framed here`) : [];
  const notes = [counts, ...framed, ...(what === undefined ? [] : [what])];
  return contactSheetSvg({ title, notes, height, width, channels, rows, theme });
}

async function printSummary(shown: Shown, lines: readonly string[]): Promise<void> {
  const { data } = shown;
  const counts = classCounts(data);
  const most = Math.max(...counts, 1);
  const names = counts.map((_, label) => nameOf(data, label));
  const width = Math.max(...names.map((name) => name.length));
  const digits = `${most}`.length;
  const bars = counts.map((count, label) => {
    const bar = "█".repeat(Math.round((count / most) * BAR_COLUMNS));
    return `  ${names[label].padEnd(width)}  ${`${count}`.padStart(digits)}  ${bar}`.trimEnd();
  });
  print([...lines, ...bars].join("\n"));
  if (process.stdout.isTTY !== true || !wantsColour(process.stdout)) return;
  const { terminalImages } = await import("../../../report/terminal-images.ts");
  const { rows } = await classRows(shown, { count: 1, seed: 0 });
  const images = rows.flatMap((row) => row.images.map(({ levels }) => levels));
  print(terminalImages(images, data, process.stdout.columns ?? 80));
}
