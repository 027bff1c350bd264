/** `lossc space`: what a space holds, losses drawn from it, and what its tests say of given genotypes. */

import { createRandom } from "../../random/index.ts";
import { createJudge } from "../../search/constraints/index.ts";
import { activeExpression, astOf, type Genotype, programOf, randomGenotype } from "../../search/genotype/index.ts";
import type { Candidate, Reason } from "../../search/individual.ts";
import type { Space } from "../../search/space/index.ts";
import type { Declaration, Program } from "../../syntax/ast.ts";
import { print as printProgram } from "../../syntax/print.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { readSpace } from "../evolve/space-option.ts";
import { Failure, inputFailure, usageFailure } from "../failure.ts";
import { readSource } from "../files.ts";
import { plural, print, printJson } from "../output.ts";
import { reportDiagnostics } from "../sources.ts";
import { spaceJson, spaceText } from "../space/describe.ts";
import { readGenotypes } from "../space/genotypes-file.ts";
import { parseCount } from "../values.ts";

interface SpaceOptions {
  readonly check?: string;
  readonly sample?: string;
  readonly seed?: string;
  readonly json?: boolean;
}

const VERDICTS = ["cycle", "missing-input", "integrity", "valid"] as const;

interface Verdict {
  readonly verdict: (typeof VERDICTS)[number];
  /** Whether the loss is minus the sum; `null` for what is no valid loss. */
  readonly flip: boolean | null;
  readonly phenotype: readonly (number | null)[] | null;
  readonly loss: string | null;
}

/** Digits that float32 has. */
const DIGITS = 8;

function verdictOn(space: Space, judge: ReturnType<typeof createJudge>, genotype: Genotype): Verdict {
  const active = activeExpression(space, genotype);
  if ("problem" in active) return { verdict: active.problem, flip: null, phenotype: null, loss: null };
  const judgement = judge.judge(genotype);
  const decided = "accepted" in judgement ? judgement.genotype : genotype;
  const phenotype = Array.from(judge.phenotype(genotype) ?? [], (value) =>
    Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null,
  );
  return {
    verdict: "accepted" in judgement ? "valid" : "integrity",
    flip: "accepted" in judgement ? decided.flip : null,
    phenotype,
    loss: programOf(space, decided),
  };
}

/** @throws Failure where the file cannot be read. */
function readJsonSource(name: string): SourceFile {
  try {
    return readSource(name);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw inputFailure(error.message, "name a JSON file of genotypes, or - for standard input");
  }
}

function check(space: Space, fileName: string, json: boolean): void {
  if (space.kind !== "graph") throw usageFailure(`--check: \`${space.name}\` is no graph space`);
  const { genotypes, verdicts, diagnostics } = readGenotypes(readJsonSource(fileName), space);
  reportDiagnostics(diagnostics, { json });
  const judge = createJudge(space, { mode: "nlfs" });
  const counts = new Map<string, number>(VERDICTS.map((verdict) => [verdict, 0]));
  let [stated, alike] = [0, 0];
  genotypes.forEach((genotype, i) => {
    const found = verdictOn(space, judge, genotype);
    if (json) print(JSON.stringify(found));
    counts.set(found.verdict, counts.get(found.verdict)! + 1);
    if (verdicts[i] === undefined) return;
    stated++;
    if (verdicts[i] === found.verdict) alike++;
  });
  if (json) return;
  print(`${plural(genotypes.length, "genotype")} of ${space.name}`);
  for (const [verdict, count] of counts) print(`  ${verdict.padEnd(13)} ${count}`);
  if (stated > 0) print(`the file states a verdict for ${stated}, and ${alike} agree`);
}

/** Genotypes drawn for each loss that is wanted; a space that gives fewer losses than that is not worth searching. */
const MOST_TRIES = 20_000;

function draw(space: Space, count: number, seed: number) {
  const judge = createJudge(space);
  const random = createRandom(seed);
  const known = new Set<string>();
  const found: { readonly genotype: Genotype; readonly candidate: Candidate }[] = [];
  const rejected = new Map<Reason, number>();
  let tried = 0;
  while (found.length < count && tried < MOST_TRIES * count) {
    tried++;
    const judgement = judge.judge(randomGenotype(space, random), (fingerprint) => known.has(fingerprint));
    if ("accepted" in judgement) {
      known.add(judgement.accepted.fingerprint);
      found.push({ genotype: judgement.genotype, candidate: judgement.accepted });
    } else {
      const { reason } = judgement.rejected;
      rejected.set(reason, (rejected.get(reason) ?? 0) + 1);
    }
  }
  return { tried, rejected, found };
}

/** All losses as one file, each function once. */
function fileOf(programs: readonly Program[]): string {
  const functions = new Map<string, Declaration>();
  const losses: Declaration[] = [];
  for (const declaration of programs.flatMap(({ declarations }) => declarations)) {
    if (declaration.kind === "fn") functions.set(declaration.name.name, declaration);
    else losses.push(declaration);
  }
  const sorted = [...functions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, declaration]) => declaration);
  return printProgram({ declarations: [...sorted, ...losses], span: programs[0].span });
}

function sample(space: Space, count: number, seed: number, json: boolean): void {
  const { tried, rejected, found } = draw(space, count, seed);
  if (found.length < count) {
    throw inputFailure(
      `only ${found.length} of ${count} losses were found among ${tried} that were drawn from \`${space.name}\``,
      "a space needs operators that join labels and predictions",
    );
  }
  if (json) {
    const losses = found.map(({ candidate }) => candidate);
    printJson({ space: space.name, seed, tried, rejected: Object.fromEntries(rejected), losses });
    return;
  }
  const counts = [...rejected].sort(([, a], [, b]) => b - a).map(([reason, times]) => `${reason} ${times}`);
  print(`// ${plural(count, "loss")} of ${plural(tried, "draw")} from ${space.name}, seed ${seed}.`);
  if (counts.length > 0) print(`// Rejected: ${counts.join(", ")}.`);
  print("");
  print(fileOf(found.map(({ genotype }, i) => astOf(space, genotype, `sample${i + 1}`))));
}

/** More at once are a search. */
const MOST_SAMPLES = 10_000;

export function run(name: string, options: SpaceOptions): void {
  const json = options.json ?? false;
  if (options.check !== undefined && options.sample !== undefined) {
    throw usageFailure("--check and --sample cannot be had together");
  }
  if (options.seed !== undefined && options.sample === undefined) {
    throw usageFailure("--seed decides what --sample draws, which is not given");
  }
  const count = options.sample === undefined ? undefined : parseCount(options.sample, "--sample", 1, MOST_SAMPLES);
  const seed = parseCount(options.seed ?? "1", "--seed", 0);
  const space = readSpace(name, json);
  if (options.check !== undefined) check(space, options.check, json);
  else if (count !== undefined) sample(space, count, seed, json);
  else if (json) printJson(spaceJson(space));
  else print(spaceText(space));
}
