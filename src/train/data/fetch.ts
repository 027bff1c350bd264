/** The name of a data set goes in; its files lie in a folder of that name afterwards, each checked against its checksum. */

import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type KnownDataset, knownDataset, type RemoteFile } from "./catalogue.ts";
import { DatasetError } from "./dataset-error.ts";
import { checksumFault } from "./digest.ts";
import { type DownloadOptions, download } from "./download.ts";

export interface FetchProgress {
  readonly file: string;
  readonly received: number;
  /** Where the server or the catalogue says. */
  readonly total: number | undefined;
}

export interface FetchOptions extends Omit<DownloadOptions, "onProgress"> {
  /** The folder that has a folder for each data set. */
  readonly folder: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Also where the files of an archive are there: they have no checksums of their own. */
  readonly again?: boolean;
}

export interface Fetched {
  readonly folder: string;
  /** The files that were downloaded; those with the right checksum that were there already are not among them. */
  readonly downloaded: readonly string[];
}

/** @throws DatasetError; the signal's reason where it was aborted */
export async function fetchDataset(name: string, options: FetchOptions): Promise<Fetched> {
  const known = knownDataset(name);
  if (known === undefined) throw new DatasetError(`there is no data set \`${name}\` to fetch`);
  return fetchKnown(known, options);
}

export async function fetchKnown(known: KnownDataset, options: FetchOptions): Promise<Fetched> {
  const folder = join(options.folder, known.name);
  const downloaded: string[] = [];
  try {
    await mkdir(folder, { recursive: true });
    for (const file of known.remote) {
      if (await isThere(file, folder, options)) continue;
      const target = join(folder, file.name);
      if (!(await isRight(file, target, options.signal))) {
        await download(file, target, downloadOptions(file, options));
        downloaded.push(file.name);
      }
      if (file.unpacks === undefined) continue;
      // What reads archives is loaded where one is to be read.
      const { unpackTarGz } = await import("./unpack.ts");
      await unpackTarGz(target, folder, file.unpacks, options.signal);
      await rm(target, { force: true });
    }
  } catch (error) {
    // A full disk, a folder that may not be written to.
    if (error instanceof Error && "syscall" in error)
      throw new DatasetError(`cannot write into ${folder}: ${error.message}`);
    if (!(error instanceof DatasetError) || error.hint !== undefined) throw error;
    throw new DatasetError(error.message, byHand(known, folder));
  }
  return { folder, downloaded };
}

function downloadOptions(file: RemoteFile, options: FetchOptions): DownloadOptions {
  const { onProgress } = options;
  if (onProgress === undefined) return { ...options, onProgress: () => {} };
  return { ...options, onProgress: (received, total) => onProgress({ file: file.name, received, total }) };
}

/** Unpacked files are there if all are: they appear when the archive was whole. */
async function isThere(file: RemoteFile, folder: string, { signal, again = false }: FetchOptions): Promise<boolean> {
  if (file.unpacks === undefined) return isRight(file, join(folder, file.name), signal);
  if (again) return false;
  return file.unpacks.every((name) => existsSync(join(folder, name))) && !existsSync(join(folder, file.name));
}

async function isRight(file: RemoteFile, path: string, signal?: AbortSignal): Promise<boolean> {
  return existsSync(path) && (await checksumFault(path, file, signal)) === undefined;
}

/** What to do where there is no network. */
export function byHand({ name, remote, package: distributed }: KnownDataset, folder: string): string {
  const lines = [
    `without a network, put what another machine fetches into ${folder}:`,
    ...remote.map(({ url }) => `  ${url}`),
    ...(remote.some(({ unpacks }) => unpacks !== undefined) ? [`then lossc data fetch ${name} unpacks it`] : []),
    ...(distributed === undefined ? [] : [`or, on ${distributed.system}: ${distributed.install}`]),
  ];
  return lines.join("\n");
}
