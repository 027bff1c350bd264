/** `lossc data list`: the data sets that have a name, where they are and how to get those that are not here. */

import { KNOWN_DATASETS, type KnownDataset, locateDataset } from "../../../train/data/index.ts";
import { dataFolders, ownDataFolder } from "../../data-folders.ts";
import { type OutputOptions, print, printJson } from "../../output.ts";

const IN_PACKAGE = "comes with lossc";

const grouped = (count: number): string => count.toLocaleString("en-GB");

function whereabouts({ name, remote, megabytes }: KnownDataset, folder: string | undefined): string {
  if (remote.length === 0) return IN_PACKAGE;
  return folder ?? `not here: lossc data fetch ${name} (${megabytes} MB)`;
}

export async function run(options: OutputOptions): Promise<void> {
  const rows = KNOWN_DATASETS.map((known) => ({ known, ...locateDataset(known, dataFolders()) }));
  if (options.json) {
    printJson({
      folder: ownDataFolder(),
      datasets: rows.map(({ known, folder }) => ({
        name: known.name,
        description: known.doc,
        source: known.source,
        images: known.counts,
        ...known.shape,
        classNames: known.classNames,
        available: folder !== undefined || known.remote.length === 0,
        ...(folder === undefined || known.remote.length === 0 ? {} : { folder }),
        ...(known.remote.length === 0 ? {} : { megabytes: known.megabytes }),
      })),
    });
    return;
  }
  const cells = rows.map(({ known, folder }) => {
    const { height, width, channels, classes } = known.shape;
    const counts = `${grouped(known.counts.train)} + ${grouped(known.counts.test)}`;
    return [known.name, counts, `${height}x${width}x${channels}`, `${classes}`, whereabouts(known, folder)];
  });
  print(table([["name", "train + test", "size", "classes", "where"], ...cells]));
  print(`\nfetched ones go to ${ownDataFolder()}; a folder of IDX or CIFAR files is a data set too`);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
