/** `lossc doctor`: what lossc can use on this machine, what is missing and how to get it. */

import { accessSync, constants, existsSync } from "node:fs";
import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import { type BackendReport, bestBackend, probeBackends } from "../../train/backend/index.ts";
import { KNOWN_DATASETS, type KnownDataset, locateDataset } from "../../train/data/index.ts";
import { dataFolders, ownDataFolder } from "../data-folders.ts";
import { inputFailure, Reported, reasonOf } from "../failure.ts";
import { print, printJson, wantsColour } from "../output.ts";

export interface DoctorOptions {
  readonly json?: boolean;
}

interface DatasetReport {
  readonly name: string;
  readonly present: boolean;
  /** Where it is, if it does not come with lossc. */
  readonly folder?: string;
  readonly reason?: string;
  readonly remedy?: string;
}

interface FolderReport {
  readonly path: string;
  readonly writable: boolean;
  readonly reason?: string;
}

export interface Diagnosis {
  /** Whether there is a backend to train on. */
  readonly ok: boolean;
  readonly machine: {
    readonly node: string;
    readonly platform: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly freeBytes: number;
  };
  readonly backends: readonly BackendReport[];
  /** What `--backend auto` takes. */
  readonly auto: string;
  readonly datasets: readonly DatasetReport[];
  readonly dataFolder: FolderReport;
}

export async function diagnose(): Promise<Diagnosis> {
  const backends = await probeBackends();
  const folders = dataFolders();
  return {
    ok: backends.some(({ name, present }) => name === "wasm" && present),
    machine: {
      node: process.versions.node,
      platform: `${platform()} ${release()} ${arch()}`,
      processor: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      freeBytes: freemem(),
    },
    backends,
    auto: bestBackend(backends),
    datasets: KNOWN_DATASETS.map((known) => reportOnDataset(known, folders)),
    dataFolder: reportOnFolder(ownDataFolder()),
  };
}

function reportOnDataset(known: KnownDataset, folders: readonly string[]): DatasetReport {
  const { name } = known;
  if (known.files.length === 0) return { name, present: true };
  const { folder, incomplete } = locateDataset(known, folders);
  if (folder !== undefined) return { name, present: true, folder };
  const installed = known.package === undefined ? "" : `, or on ${known.package.system} ${known.package.install}`;
  return {
    name,
    present: false,
    reason: incomplete === undefined ? "not here" : `${incomplete.folder} has no ${incomplete.missing.join(", ")}`,
    remedy: `lossc data fetch ${name}${installed}`,
  };
}

/** A folder that is not there yet can be made if the nearest one above it can be written. */
function reportOnFolder(path: string): FolderReport {
  let existing = resolve(path);
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    return { path, writable: true };
  } catch (error) {
    return { path, writable: false, reason: `${existing}: ${reasonOf(error)}` };
  }
}

interface Line {
  readonly good: boolean;
  readonly name: string;
  readonly text: string;
  readonly remedy?: string;
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function backendLine(report: BackendReport): Line {
  const { name } = report;
  if (!report.present) return { good: false, name, text: report.reason, remedy: report.remedy };
  const software = report.software ? " (software on the CPU: for tests, never chosen by itself)" : "";
  return { good: true, name, text: `${report.device}${software}` };
}

function datasetLine({ name, present, folder, reason, remedy }: DatasetReport): Line {
  const text = present ? (folder ?? "comes with lossc") : (reason ?? "");
  return { good: present, name, text, ...(remedy === undefined ? {} : { remedy }) };
}

/** Ticks are for a terminal; elsewhere the words say it. */
function render(title: string, lines: readonly Line[], terminal: boolean): string {
  const width = Math.max(...lines.map(({ name }) => name.length));
  const mark = (good: boolean): string => {
    if (terminal) return good ? "\u001b[32m✓\u001b[0m" : "\u001b[33m✗\u001b[0m";
    return good ? "yes" : "no ";
  };
  const indent = " ".repeat(width + (terminal ? 6 : 8));
  const rows = lines.flatMap(({ good, name, text, remedy }) => [
    `  ${mark(good)}  ${name.padEnd(width)} ${text}`,
    ...(remedy === undefined ? [] : [`${indent}to get it: ${remedy}`]),
  ]);
  return [title, ...rows].join("\n");
}

function report({ machine, backends, auto, datasets, dataFolder }: Diagnosis, terminal: boolean): string {
  const { node, platform, processor, cores, memoryBytes, freeBytes } = machine;
  const folder: Line = {
    good: dataFolder.writable,
    name: "data folder",
    text: dataFolder.writable ? dataFolder.path : `${dataFolder.path} cannot be written (${dataFolder.reason})`,
    ...(dataFolder.writable ? {} : { remedy: "name another folder in LOSSC_DATA" }),
  };
  return [
    `Node ${node} on ${platform}`,
    `${processor}, ${cores} cores, ${gigabytes(memoryBytes)} of memory (${gigabytes(freeBytes)} free)`,
    "",
    render("Backends, the best first", backends.map(backendLine), terminal),
    `  --backend auto takes ${auto}`,
    "",
    render("Data", [...datasets.map(datasetLine), folder], terminal),
  ].join("\n");
}

export async function run(options: DoctorOptions): Promise<void> {
  const diagnosis = await diagnose();
  if (options.json) printJson(diagnosis);
  else print(report(diagnosis, wantsColour(process.stdout)));
  if (diagnosis.ok) return;
  if (options.json) throw new Reported();
  throw inputFailure("lossc cannot train here: it has no WebAssembly", "run it with Node 20.19 or newer");
}
