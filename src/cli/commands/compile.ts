/** `lossc compile`: code for a target, to standard output, a file or a folder; once, or whenever the source changes. */

import { join } from "node:path";
import { type CompiledLoss, UnsupportedFeature } from "../../pipeline/compile.ts";
import { TARGET_NAMES, type TargetName } from "../../pipeline/targets.ts";
import { Failure, inputFailure, Reported, usageFailure } from "../failure.ts";
import { parseFeatures } from "../features.ts";
import { isFolder, writeWhole } from "../files.ts";
import { note, print, printJson } from "../output.ts";
import { lossesOf } from "../sources.ts";

export interface CompileCommandOptions {
  readonly target: string;
  readonly output?: string;
  readonly with?: string;
  readonly fromLogits?: boolean;
  readonly watch?: boolean;
  readonly loss?: string;
  readonly json?: boolean;
}

interface Output {
  readonly loss: string;
  readonly target: TargetName;
  readonly path: string;
  readonly code: string;
}

function targetOf(name: string): TargetName {
  const target = TARGET_NAMES.find((known) => known === name);
  if (target === undefined) throw usageFailure(`unknown target ${name}`, `--target takes ${TARGET_NAMES.join(" or ")}`);
  return target;
}

function emit(loss: CompiledLoss, target: TargetName, file: string, options: CompileCommandOptions): string {
  try {
    return loss.emit(target, {
      ...parseFeatures(options.with, options.fromLogits ?? false),
      origin: file === "-" ? "standard input" : file,
    });
  } catch (error) {
    if (error instanceof UnsupportedFeature) throw inputFailure(error.message);
    throw error;
  }
}

function compileOnce(file: string, options: CompileCommandOptions): readonly Output[] {
  const target = targetOf(options.target);
  const losses = lossesOf(file, options);
  const { output } = options;
  const toFolder = output !== undefined && output !== "-" && isFolder(output);
  if (losses.length > 1 && !toFolder) {
    const names = losses.map((loss) => `\`${loss.name}\``).join(", ");
    throw inputFailure(
      `${file} has ${losses.length} losses`,
      `choose one with --loss (${names}), or give a folder: -o generated/`,
    );
  }
  return losses.map((loss) => ({
    loss: loss.name,
    target,
    path: toFolder ? join(output, `${loss.name}.ts`) : (output ?? "-"),
    code: emit(loss, target, file, options),
  }));
}

function write(outputs: readonly Output[], options: CompileCommandOptions): void {
  for (const { loss, path, code } of outputs) {
    if (path === "-") {
      if (!options.json) print(code);
      continue;
    }
    writeWhole(path, code);
    if (!options.json) note(`${loss} -> ${path}`);
  }
  if (options.json)
    printJson({
      outputs: outputs.map((output) =>
        output.path === "-" ? output : { ...output, code: undefined, bytes: Buffer.byteLength(output.code) },
      ),
      diagnostics: [],
    });
}

export async function run(file: string, options: CompileCommandOptions): Promise<void> {
  if (!options.watch) {
    write(compileOnce(file, options), options);
    return;
  }
  if (file === "-") throw usageFailure("standard input cannot be watched", "name a file");
  if (options.output === undefined) throw usageFailure("--watch needs a file to write", "add -o OUT");
  await watchAndCompile(file, options);
}

/** Compiles now and after every change, until interrupted; mistakes are shown and the last good output stays. */
async function watchAndCompile(file: string, options: CompileCommandOptions): Promise<void> {
  const [{ watch }, { importsOf }] = await Promise.all([import("chokidar"), import("../imports.ts")]);
  const compileAndReport = (): void => {
    try {
      write(compileOnce(file, options), options);
    } catch (error) {
      if (error instanceof Failure)
        note(`error: ${error.message}${error.hint === undefined ? "" : `\nHint: ${error.hint}`}`);
      else if (!(error instanceof Reported)) throw error;
    }
  };
  targetOf(options.target);
  compileAndReport();
  const watcher = watch([file, ...importsOf(file)], {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 },
  });
  watcher.on("all", () => {
    compileAndReport();
    watcher.add([...importsOf(file)]);
  });
  note(`watching ${file}; Ctrl-C ends`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  await watcher.close();
}
