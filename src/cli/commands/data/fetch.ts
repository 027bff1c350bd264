/** `lossc data fetch`: the files of a data set into the user's own folder, with a progress bar on a terminal. */

import {
  type FetchProgress,
  fetchDataset,
  KNOWN_DATASETS,
  knownDataset,
  locateDataset,
} from "../../../train/data/index.ts";
import { dataFolders, ownDataFolder } from "../../data-folders.ts";
import { inputFailure } from "../../failure.ts";
import { note, print, printJson } from "../../output.ts";
import { withDataFailures } from "../../problem-options.ts";
import { type ProgressBar, startByteProgress } from "../../progress.ts";

export interface FetchCommandOptions {
  readonly again?: boolean;
  readonly json?: boolean;
}

export async function run(name: string, options: FetchCommandOptions): Promise<void> {
  const known = knownDataset(name);
  if (known === undefined) {
    const names = KNOWN_DATASETS.filter(({ remote }) => remote.length > 0).map((one) => one.name);
    throw inputFailure(`there is no data set \`${name}\` to fetch`, `lossc can fetch ${names.join(", ")}`);
  }
  if (known.remote.length === 0) {
    if (options.json) printJson({ name, downloaded: [] });
    else print(`${name} comes with lossc`);
    return;
  }
  const { folder: there } = options.again ? {} : locateDataset(known, dataFolders());
  if (there !== undefined) {
    if (options.json) printJson({ name, folder: there, downloaded: [] });
    else print(`${name} is in ${there}`);
    return;
  }
  const { folder, downloaded } = await fetchWithBars(name, options.again ?? false);
  if (options.json) printJson({ name, folder, downloaded });
  else print(`${name} is in ${folder}`);
}

/** Ctrl-C ends the transfer and keeps what came of it. */
async function fetchWithBars(name: string, again: boolean) {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once("SIGINT", interrupt);
  const bars = fileBars();
  try {
    return await withDataFailures(() =>
      fetchDataset(name, { folder: ownDataFolder(), onProgress: bars.update, signal: controller.signal, again }),
    );
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    throw inputFailure(`the transfer of ${name} was interrupted`, `lossc data fetch ${name} goes on from there`);
  } finally {
    bars.stop();
    process.removeListener("SIGINT", interrupt);
  }
}

/** A bar for one file after the other. */
function fileBars() {
  let current: { readonly file: string; readonly bar: ProgressBar } | undefined;
  return {
    update({ file, received, total }: FetchProgress): void {
      if (current?.file !== file) {
        current?.bar.stop();
        if (process.stderr.isTTY !== true) note(`fetching ${file}`);
        current = { file, bar: startByteProgress(file, total) };
      }
      current.bar.update(received, "");
    },
    stop: (): void => current?.bar.stop(),
  };
}
