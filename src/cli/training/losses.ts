/** Files named on the command line go in; their losses come out, each as a program of its own that can be kept and compiled again. */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inRange, rangeText } from "../../check/parameters.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { type CompiledLoss, compile } from "../../pipeline/compile.ts";
import type { Declaration, LossDeclaration, ParameterDeclaration } from "../../syntax/ast.ts";
import { print } from "../../syntax/print.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { inputFailure, Reported, usageFailure } from "../failure.ts";
import { loadImport, readSource } from "../files.ts";
import { listed, reportDiagnostics } from "../sources.ts";
import { selfContained } from "./self-contained.ts";

/** A loss as the run's configuration keeps it. */
export interface LossEntry {
  /** Unlike any other of the run, and fit for the name of a file. */
  readonly id: string;
  readonly name: string;
  /** What it is called in tables: its name, and its file where two losses have that name. */
  readonly label: string;
  readonly file: string;
  /** The loss with the functions that it uses, the values of parameters as their defaults. */
  readonly text: string;
  /** SHA-256 of the text. */
  readonly hash: string;
}

interface Named extends Omit<LossEntry, "id" | "label"> {
  readonly loss: CompiledLoss;
}

interface ReadOptions {
  readonly loss?: string;
  readonly json?: boolean;
  readonly params: Readonly<Record<string, number>>;
}

/** The losses of all files, with the baseline first if it is none of them; `baseline` is its id. */
export function readLosses(
  files: readonly string[],
  baseline: string,
  options: ReadOptions,
): { readonly losses: readonly LossEntry[]; readonly baseline: string | null } {
  const { losses, baselines } = readWithBaselines(files, baseline === "none" ? [] : [baseline], options);
  return { losses, baseline: baselines[0] ?? null };
}

/**
 * The baselines that are none of the files' losses, in their order, then the losses of all files; `baselines` are ids. `further` gives
 * more sources, once it knows these losses.
 */
export function readWithBaselines(
  files: readonly (string | SourceFile)[],
  baselines: readonly string[],
  options: ReadOptions,
  further: (known: readonly CompiledLoss[]) => readonly SourceFile[] = () => [],
): { readonly losses: readonly LossEntry[]; readonly baselines: readonly string[] } {
  const all = files.flatMap((file) => lossesIn(typeof file === "string" ? readSource(file) : file, options));
  const wanted = options.loss;
  if (wanted !== undefined && all.length === 0) throw inputFailure(`no file has a loss \`${wanted}\``);
  for (const name of Object.keys(options.params)) {
    if (!all.some(({ loss }) => loss.parameters.some((parameter) => parameter.name === name)))
      throw inputFailure(`no loss has a parameter \`${name}\``);
  }
  const found: Named[] = [];
  for (const baseline of baselines) found.push(findBaseline(baseline, [...all, ...found], options));
  const others = found.filter((one) => !all.includes(one));
  const more = further([...others, ...all].map(({ loss }) => loss)).flatMap((source) => lossesIn(source, options));
  const ordered = [...new Set([...others, ...all, ...more])];
  const losses = withIds(ordered);
  return { losses, baselines: [...new Set(found.map((one) => losses[ordered.indexOf(one)]!.id))] };
}

function lossesIn(file: SourceFile, { loss: wanted, json = false, params }: ReadOptions): Named[] {
  // Read once: a file that changes meanwhile is one file all the same.
  const loaded = new Map<string, SourceFile | undefined>();
  const load = (name: string): SourceFile | undefined => {
    if (!loaded.has(name)) loaded.set(name, loadImport(name));
    return loaded.get(name);
  };
  const { losses, diagnostics } = compile(file.text, { fileName: file.name, load });
  reportDiagnostics(diagnostics, { json });
  if (losses.length === 0) {
    throw inputFailure(
      `${file.name} declares no loss`,
      "write one as: loss name(y: target, p: probs) = -sum(y * log(p))",
    );
  }
  const chosen = wanted === undefined ? losses : losses.filter(({ name }) => name === wanted);
  return chosen.map((loss) => {
    refuseOthers(loss, file.name);
    const { declarations, span } = selfContained(file, loss.name, load);
    const text = print({ declarations: declarations.map((one) => withParameters(one, loss, params)), span });
    const hash = createHash("sha256").update(text).digest("hex");
    return { name: loss.name, file: file.name, text, hash, loss };
  });
}

/** A classifier's training hands over targets and probabilities, and nothing else. */
function refuseOthers({ name, inputs }: CompiledLoss, file: string): void {
  const kinds = inputs.map(({ kind }) => kind);
  if (kinds.length === 2 && kinds.includes("target") && kinds.includes("probs")) return;
  const takes = inputs.map((input) => `${input.name}: ${input.kind}`).join(", ");
  const why = kinds.includes("value")
    ? "it is a loss for regression, and classifiers are trained here"
    : kinds.includes("logits")
      ? "the networks give probabilities, and it wants logits"
      : "the training has a target and probabilities for it";
  throw inputFailure(
    `\`${name}\` of ${file} takes (${takes}): ${why}`,
    "train a loss of (y: target, p: probs), in this order or the other",
  );
}

function withParameters(one: Declaration, loss: CompiledLoss, params: Readonly<Record<string, number>>): Declaration {
  if (one.kind !== "loss") return one;
  const parameters = one.parameters.map((parameter): ParameterDeclaration => {
    const value = params[parameter.name.name];
    if (value === undefined || !Object.hasOwn(params, parameter.name.name)) return parameter;
    const { name, span } = parameter.name;
    const range = loss.parameters.find((known) => known.name === name)?.range;
    if (!Number.isFinite(value)) throw usageFailure(`--param ${name} is ${value}, which no parameter may be`);
    if (range !== undefined && !inRange(value, range))
      throw inputFailure(`--param ${name} is ${value}, outside ${rangeText(range)} of \`${loss.name}\``);
    const size = { kind: "number", value: Math.abs(value), text: String(Math.abs(value)), span } as const;
    return { ...parameter, defaultValue: value < 0 ? { kind: "negation", operand: size, span } : size };
  });
  return { ...one, parameters } satisfies LossDeclaration;
}

/** A loss of the run, a file, or the name of one of the package's examples. */
function findBaseline(baseline: string, all: readonly Named[], { json = false }: ReadOptions): Named {
  const among = all.find(({ name }) => name === baseline);
  if (among !== undefined) return among;
  if (!/^[A-Za-z]\w*$/.test(baseline)) return onlyLoss(baseline, all, json);
  const examples = examplesFolder();
  const file = examples === undefined ? undefined : join(examples, `${baseline}.loss`);
  if (file !== undefined && existsSync(file)) {
    const [loss] = lossesIn({ ...readSource(file), name: `${baseline}.loss` }, { json, params: {} });
    return loss!;
  }
  const hint = didYouMean(baseline, [...all.map(({ name }) => name), "cross_entropy", "none"]);
  throw usageFailure(
    `there is no loss ${baseline} to compare with`,
    hint ?? "--baseline takes a loss of the files, a .loss file, the name of an example or none",
  );
}

function onlyLoss(file: string, all: readonly Named[], json: boolean): Named {
  const losses = lossesIn(readSource(file), { json, params: {} });
  if (losses.length > 1)
    throw inputFailure(`${file} has ${losses.length} losses`, `a baseline is one of them: ${listed(losses)}`);
  const [loss] = losses;
  return all.find(({ hash }) => hash === loss!.hash) ?? loss!;
}

/** The package's root is a few folders up, how many depends on whether this runs from src/, from dist/ or bundled. */
export function examplesFolder(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "examples");
    if (existsSync(join(candidate, "cross_entropy.loss"))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Names of files must differ by more than their case on every system. */
function withIds(losses: readonly Named[]): LossEntry[] {
  const taken = new Set<string>();
  const isAlone = (name: string): boolean => losses.filter((other) => other.name === name).length === 1;
  const labels = new Set<string>();
  const unique = (text: string, used: Set<string>, fold: (text: string) => string, suffix: (n: number) => string) => {
    let candidate = text;
    for (let n = 2; used.has(fold(candidate)); n++) candidate = `${text}${suffix(n)}`;
    used.add(fold(candidate));
    return candidate;
  };
  return losses.map(({ name, file, text, hash }) => {
    const id = unique(
      name,
      taken,
      (one) => one.toLowerCase(),
      (n) => `-${n}`,
    );
    const called = isAlone(name) ? name : `${name} (${file})`;
    const label = unique(
      called,
      labels,
      (one) => one,
      (n) => ` #${n}`,
    );
    return { id, name, label, file, text, hash };
  });
}

/** Compiles what a configuration holds. @throws Reported after showing why a loss no longer compiles. */
export function compileEntry({ name, file, text }: LossEntry, json: boolean): CompiledLoss {
  const { losses, diagnostics } = compile(text, { fileName: file });
  reportDiagnostics(
    diagnostics.filter(({ severity }) => severity === "error"),
    { json },
  );
  const loss = losses.find((one) => one.name === name);
  if (loss === undefined) throw new Reported();
  return loss;
}
