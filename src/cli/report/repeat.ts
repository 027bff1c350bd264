/** A run's configuration goes in; the command that gives the run again comes out, where the options can be told from it. */

import type { Problem, Setup } from "../../train/job.ts";
import { PRESETS } from "../../train/presets.ts";
import { commandText } from "../command-text.ts";
import type { RunConfig as EvolveConfig } from "../evolve/config.ts";
import { SEARCH_PRESETS, type SearchPresetName } from "../evolve/ladder.ts";
import { planOf } from "../evolve/options.ts";
import { Failure } from "../failure.ts";
import { configDifference, type RunConfig as TrainConfig } from "../training/config.ts";
import { parseSetup } from "../training/options.ts";

type Texts = Readonly<Record<string, string | undefined>>;

/** As it was given; for runs of a lossc that did not keep that, options that are shown to give the same plan. */
export function evolveCommand(config: EvolveConfig): string | null {
  if (config.about.command !== undefined) return config.about.command;
  const { space, budget, seed, metric, epoch, complexityPenalty, search, trainings, founders, trainer } = config;
  const setup = trainings[0]?.setup;
  if (!["nlfs", "tree"].includes(space.name) || founders.length > 0 || trainer !== null || setup == null) return null;
  const texts: Texts = {
    space: space.name === "nlfs" ? undefined : space.name,
    ...problemTexts(setup.problem),
    metric: metric === "accuracy" ? undefined : metric,
    epoch,
    objective: complexityPenalty === 0 ? undefined : `fitness - ${complexityPenalty} * complexity`,
    evaluations: budget.evaluations?.toString(),
    time: budget.seconds === undefined ? undefined : `${budget.seconds}s`,
    seed: String(seed),
    backend: setup.backend === "auto" ? undefined : setup.backend,
  };
  const sizes: Texts = { population: String(search.population), tournament: String(search.tournament) };
  const own: Texts = {
    model: setup.model,
    batchSize: String(setup.batchSize),
    learningRate: String(setup.learningRate),
  };
  const { search: wanted, ...decisive } = planPart(config);
  for (const preset of Object.keys(SEARCH_PRESETS) as SearchPresetName[]) {
    for (const more of [{}, sizes, own, { ...sizes, ...own }]) {
      const options = defined({ ...(preset === "default" ? {} : { preset }), ...texts, ...more });
      const plan = attempt(() => planOf(options));
      if (plan === undefined) continue;
      const { search: planned, ...rest } = plan;
      const same = { lookahead: wanted.lookahead };
      if (configDifference({ ...rest, search: { ...planned, ...same } }, { ...decisive, search: wanted }) === undefined)
        return commandText("evolve", [], options);
    }
  }
  return null;
}

function planPart(config: EvolveConfig) {
  const {
    format: _format,
    kind: _kind,
    space: _space,
    founders: _founders,
    workers: _workers,
    about: _about,
    ...plan
  } = config;
  return plan;
}

export function trainCommand({ about, setup, seeds, losses, baseline, metric }: TrainConfig): string | null {
  if (about.command !== undefined) return about.command;
  if (setup === null) return null;
  const base = losses.find(({ id }) => id === baseline);
  const files = [...new Set(losses.filter((loss) => loss !== base || losses.length === 1).map(({ file }) => file))];
  const first = seeds[0];
  if (first === undefined || seeds.some((seed, i) => seed !== first + i)) return null;
  const { augment, batchSize, epochs, learningRate, model, stepsPerEpoch } = setup;
  const defaults = PRESETS.default;
  const options = defined({
    ...problemTexts(setup.problem),
    model: model === defaults.model ? undefined : model,
    epochs: epochs === defaults.epochs ? undefined : String(epochs),
    batchSize: batchSize === defaults.batchSize ? undefined : String(batchSize),
    learningRate: learningRate === defaults.learningRate ? undefined : String(learningRate),
    augment: augment === defaults.augment ? undefined : augment,
    backend: setup.backend === "auto" ? undefined : setup.backend,
    metric: metric === "accuracy" ? undefined : metric,
  });
  const again = attempt((): Setup => parseSetup(options));
  if (again === undefined || stepsPerEpoch !== undefined || configDifference(again, setup) !== undefined) return null;
  const run = {
    ...options,
    seeds: String(seeds.length),
    ...(first === 1 ? {} : { seed: String(first) }),
    ...(base === undefined ? { baseline: "none" } : base.name === "cross_entropy" ? {} : { baseline: base.name }),
  };
  return commandText("train", files, run);
}

function problemTexts({ dataset, trainSize, labelNoise, imbalance, validation, splitSeed }: Problem): Texts {
  return {
    dataset: dataset === "digits" ? undefined : dataset,
    trainSize: trainSize?.toString(),
    labelNoise: labelNoise === undefined ? undefined : String(labelNoise.rate),
    noiseKind: labelNoise?.kind === "asymmetric" ? "asymmetric" : undefined,
    imbalance: imbalance?.toString(),
    validation: validation === 0.2 ? undefined : String(validation),
    splitSeed: splitSeed === 0 ? undefined : String(splitSeed),
  };
}

const defined = (texts: Texts): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** Nothing where the options are refused. */
function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
