/** The layers of `src/`: source texts by path go in; every import that runs against the layers comes out, in words. */

import ts from "typescript";

/** From the bottom up; a folder may import from its own and from lower ones, and folders of one row not from each other. */
export const LAYERS: readonly (readonly string[])[] = [
  ["text", "ops", "random"],
  ["diagnostics"],
  ["syntax"],
  ["check"],
  ["ir"],
  ["rewrite"],
  ["autodiff"],
  ["codegen"],
  ["pipeline"],
  ["index.ts"],
  ["search", "train", "report"],
  ["cli"],
  ["bin"],
];

/** Where each package may be imported: folders end in a slash. */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  chevrotain: ["syntax/"],
  "fraction.js": ["ir/", "rewrite/"],
  "jsonc-parser": ["search/space/"],
  "ts-morph": ["codegen/transpile.ts"],
  wabt: ["codegen/kernel/assemble.ts"],
  "@tensorflow/tfjs": ["codegen/tfjs/", "train/"],
  "@tensorflow/tfjs-backend-wasm": ["train/backend/"],
  "tar-stream": ["train/data/"],
  jstat: ["report/"],
  temml: ["report/page/math.ts"],
  vega: ["report/page/chart/"],
  "vega-lite": ["report/page/chart/"],
  pngjs: ["report/"],
  "d3-array": ["report/"],
  "@resvg/resvg-wasm": ["report/"],
  "@expo-google-fonts/inter": ["report/"],
  commander: ["cli/"],
  chokidar: ["cli/"],
  "cli-progress": ["cli/"],
};

/** Node's modules that touch neither files nor arguments nor the clock. */
const PURE_NODE = new Set(["node:path", "node:url", "node:crypto", "node:zlib", "node:timers/promises"]);

/** Others belong to the command line, but for these. */
const NODE_HOMES: Readonly<Record<string, readonly string[]>> = {
  "node:fs": ["train/data/"],
  "node:stream": ["train/data/"],
  "node:stream/promises": ["train/data/"],
  // Fonts and WebAssembly out of installed packages.
  "node:fs/promises": ["report/figure/png.ts", "train/data/"],
  // To find an installed package's own files.
  "node:module": ["codegen/transpile.ts", "train/backend/", "report/"],
};

/**
 * Files that few may import. A data set's test part is read by `lossc transfer` alone: from the files' bytes up to that command, each step of
 * the way to it is imported by the next one and by nothing else.
 */
export const GUARDED: Readonly<Record<string, readonly string[]>> = {
  // What can tell a file of images from any other, and reads it.
  "train/data/idx.ts": ["train/data/parts.ts"],
  "train/data/cifar.ts": ["train/data/parts.ts", "train/data/layout.ts"],
  "train/data/layout.ts": ["train/data/parts.ts"],
  "train/data/digits.ts": ["train/data/parts.ts", "train/index.ts"],
  // What reads any part; `open.ts` gives the training part away.
  "train/data/parts.ts": ["train/data/open.ts", "train/data/test-part.ts"],
  "train/data/test-part.ts": ["train/transfer-job.ts"],
  "train/transfer-job.ts": ["cli/transfer/transfer-worker.ts", "cli/transfer/pool.ts"],
  "cli/transfer/transfer-worker.ts": [],
  "cli/transfer/pool.ts": ["cli/transfer/run.ts"],
  "cli/transfer/run.ts": ["cli/commands/transfer.ts"],
  "cli/commands/transfer.ts": ["cli/program/transfer.ts"],
  // The face of the package to programs of others, with the digits whole.
  "train/index.ts": [],
};

/** The program of the worker processes that judge on the test part is named where they are started. */
const WORKER = { name: "transfer-worker", homes: ["cli/transfer/pool.ts", "cli/transfer/transfer-worker.ts"] } as const;

/** Names that read the clock, chance or the process. */
const IMPURE = /\b(Math\.random|Date\.now|performance\.now|new Date|process\.[a-z]\w*)\b/g;

/** tfjs's wasm package installs process-wide listeners, which its loader takes off again. */
const MAY_READ: Readonly<Record<string, readonly string[]>> = {
  "train/backend/wasm.ts": ["process.on", "process.off"],
  // What the host is, without imports that a browser lacks; the environment names Vulkan drivers.
  "train/backend/host.ts": ["process.versions", "process.platform", "process.env", "process.getBuiltinModule"],
};

/** Folders of `codegen/` that are no target: what the targets have in common. */
export const SHARED_BY_TARGETS: readonly string[] = ["codegen/javascript/", "codegen/kernel/"];

export interface Import {
  readonly from: string;
  /** A path within `src/`, a package or a module of Node. */
  readonly to: string;
}

const isWithin = (path: string, homes: readonly string[]): boolean =>
  homes.some((home) => (home.endsWith("/") ? path.startsWith(home) : path === home));

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

export function importsOf(path: string, text: string): Import[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => ({ from: path, to: resolve(path, fileName) }));
}

const folderOf = (path: string): string => path.split("/")[0];
const targetOf = (path: string): string | undefined => /^codegen\/([^/]+)\//.exec(path)?.[1];

function layerOf(path: string): number {
  return LAYERS.findIndex((row) => row.includes(folderOf(path)));
}

function objection({ from, to }: Import): string | undefined {
  if (to.startsWith("node:")) {
    const homes = ["cli/", "bin/", ...(NODE_HOMES[to] ?? [])];
    return PURE_NODE.has(to) || isWithin(from, homes) ? undefined : `${to} is for ${homes.join(", ")}`;
  }
  if (!/\.(ts|js|json)$/.test(to) || to in HOMES) {
    const name = to
      .split("/")
      .slice(0, to.startsWith("@") ? 2 : 1)
      .join("/");
    const homes = HOMES[name];
    if (homes === undefined) return `${name} has no home among the layers`;
    return isWithin(from, homes) ? undefined : `${name} is for ${homes.join(", ")}`;
  }
  const importers = GUARDED[to];
  if (importers !== undefined && !isWithin(from, importers))
    return importers.length === 0 ? "nothing in src/ may import it" : `it is for ${importers.join(", ")}`;
  const [above, below] = [layerOf(from), layerOf(to)];
  if (above < 0 || below < 0) return `${folderOf(above < 0 ? from : to)} has no layer`;
  if (folderOf(from) !== folderOf(to) && below >= above) return `${folderOf(to)} is not below ${folderOf(from)}`;
  const [target, other] = [targetOf(from), targetOf(to)];
  if (target !== undefined && other !== undefined && target !== other && !isWithin(to, SHARED_BY_TARGETS))
    return `target ${target} reads the internals of target ${other}`;
  return undefined;
}

/** What is wrong with the layers, one line for each import or name. */
export function violations(sources: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [path, text] of sources) {
    for (const imported of importsOf(path, text)) {
      const reason = objection(imported);
      if (reason !== undefined) found.push(`${path} imports ${imported.to}: ${reason}`);
    }
    if (text.includes(WORKER.name) && !isWithin(path, WORKER.homes)) found.push(`${path} names ${WORKER.name}`);
    if (isWithin(path, ["cli/", "bin/"]) || path.endsWith(".generated.ts")) continue;
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    for (const [name] of code.matchAll(IMPURE))
      if (!MAY_READ[path]?.includes(name)) found.push(`${path} reads ${name}: for cli/ alone`);
  }
  return found;
}
