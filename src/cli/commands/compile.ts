/** `lossc compile`: code for a target, to standard output, a file or a folder; once, or whenever the source changes. */

import { extname, join } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { CompiledLoss } from "../../pipeline/compile.ts";
import { prepareTarget, TARGET_NAMES, type TargetName } from "../../pipeline/targets.ts";
import { withOptionNames } from "../argument-errors.ts";
import { inputFailure, usageFailure } from "../failure.ts";
import { parseFeatures } from "../features.ts";
import { isFolder, isSameFile, writeWhole } from "../files.ts";
import { diagnosticsJson, note, print, printJson } from "../output.ts";
import { listed, lossesOf } from "../sources.ts";

export interface CompileCommandOptions {
  readonly target: string;
  readonly output?: string;
  readonly with?: string;
  readonly fromLogits?: boolean;
  readonly fast?: boolean;
  readonly kernels?: boolean;
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

interface Outputs {
  readonly outputs: readonly Output[];
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

type Emitter = (loss: CompiledLoss) => string;

/** What does not depend on the source, checked before it is read. @throws Failure for wrong usage. */
function emitterOf(file: string, options: CompileCommandOptions): { target: TargetName; emit: Emitter } {
  const target = TARGET_NAMES.find((known) => known === options.target);
  if (target === undefined)
    throw usageFailure(
      `unknown target ${options.target}`,
      `--target takes ${TARGET_NAMES.slice(0, -1).join(", ")} or ${TARGET_NAMES.at(-1)}`,
    );
  const features = parseFeatures(options.with, options.fromLogits ?? false);
  const { output, fast = false, kernels = false } = options;
  if (fast && target !== "wasm") throw usageFailure(`--fast is for --target wasm, not for ${target}`);
  if (kernels && target !== "tfjs") throw usageFailure(`--kernels is for --target tfjs, not for ${target}`);
  if (output !== undefined && (extname(output) === ".loss" || isSameFile(file, output)))
    throw usageFailure(`code would take the place of the program ${output}`, "name another file, such as loss.ts");
  const origin = file === "-" ? "standard input" : file;
  const emit = (loss: CompiledLoss): string => {
    if (features.ignoreIndex && !loss.inputs.some(({ kind }) => kind === "target"))
      throw inputFailure(`\`${loss.name}\` cannot have ignore-index: it has no \`target\``);
    return withOptionNames(() => loss.emit(target, { ...features, fast, kernels, origin }));
  };
  return { target, emit };
}

function compileOnce(file: string, options: CompileCommandOptions): Outputs {
  const { target, emit } = emitterOf(file, options);
  const { losses, diagnostics } = lossesOf(file, options);
  const { output } = options;
  const toFolder = output !== undefined && output !== "-" && isFolder(output);
  if (losses.length > 1 && !toFolder) {
    throw inputFailure(
      `${file} has ${losses.length} losses`,
      `choose one with --loss (${listed(losses)}), or give a folder: -o generated/`,
    );
  }
  const outputs = losses.map((loss) => ({
    loss: loss.name,
    target,
    path: toFolder ? join(output, `${loss.name}.ts`) : (output ?? "-"),
    code: emit(loss),
  }));
  return { outputs, diagnostics };
}

function write({ outputs, diagnostics }: Outputs, options: CompileCommandOptions): void {
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
      diagnostics: diagnosticsJson(diagnostics),
    });
}

export async function run(file: string, options: CompileCommandOptions): Promise<void> {
  const { target } = emitterOf(file, options);
  await prepareTarget(target, options);
  const compileAndWrite = (): void => write(compileOnce(file, options), options);
  if (!options.watch) {
    compileAndWrite();
    return;
  }
  if (file === "-") throw usageFailure("standard input cannot be watched", "name a file");
  if (options.output === undefined || options.output === "-")
    throw usageFailure("--watch needs a file to write", "add -o OUT");
  const { watchFile } = await import("../watch.ts");
  await watchFile(file, compileAndWrite, options);
}
