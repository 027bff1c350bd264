/** The program goes in; it comes out with the commands that search for losses. */

import type { Command } from "commander";
import { PROBLEM_OPTIONS } from "../problem-options.ts";
import { version } from "../version.ts";
import { collect, examples, JSON_OPTION } from "./parts.ts";

export function addEvolve(program: Command): void {
  const evolve = program
    .command("evolve")
    .description("search for losses: programs are bred, tested, trained and selected")
    .option("--space <name>", "nlfs, tree or a file that describes a space (default: nlfs)")
    .option("--preset <name>", "how candidates are trained: default, or nlfs for the paper's schedule")
    .option("--dataset <name>", "a data set that `lossc data list` shows, or a folder of files (default: digits)")
    .option("--model <name>", "mlp, convnet, resnet9v2, efficientnetv2-s or wrn-28-10 (default: the preset's)")
    .option("--batch-size <n>", "examples of a step (default: the preset's)")
    .option("--learning-rate <rate>", "the peak of the warm-up + cosine schedule (default: the preset's)")
    .option("--augment <spec>", "none, shift, randaugment:5,cutout:8, ... (default: the preset's)");
  for (const [flags, doc, preset] of PROBLEM_OPTIONS)
    evolve.option(flags, preset === undefined ? doc : `${doc} (default: ${preset})`);
  evolve
    .option("--noise-kind <kind>", "of --label-noise: symmetric or asymmetric (default: symmetric)")
    .option("--metric <name>", "what fitness is: accuracy, macro-f1, nll or ece (default: accuracy)")
    .option("--epoch <which>", "of a training: its best epoch counts, or its last (default: best)")
    .option("--objective <formula>", 'fitness, or "fitness - 0.001 * complexity" (default: fitness)')
    .option("--population <n>", "losses that live at a time (default: by the number of evaluations)")
    .option("--tournament <n>", "losses of which the best becomes the parent (default: a fifth of the population)")
    .option("--evaluations <n>", "candidates to train in all (default: 200, unless --time is given)")
    .option("--time <span>", "end after this time: 90s, 30m, 2h, 1h30m")
    .option("--seed <s>", "decides everything that is drawn (default: 1)")
    .option("--from <file.loss>", "losses that the population begins with; may be repeated", collect)
    .option("--backend <name>", "auto, tensorflow-gpu, tensorflow, webgpu, wasm or cpu (default: auto)")
    .option("--workers <n>", "processes that train at once (default: one a core; 1 with --trainer)")
    .option("--trainer <command>", "a program that trains; {loss}, {source}, {seed} and {name} are filled in")
    .option("--trainer-target <target>", "the code at {loss}: module or tfjs (default: module)")
    .option("--time-limit <seconds>", "for each training (default: 20 times what they take)")
    .option("-o, --output <folder>", "the run's folder; a new one in runs/ if left out")
    .option("--resume <folder>", "go on with a run that was stopped, or with a larger budget")
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc evolve --evaluations 60",
        "lossc evolve --space tree --evaluations 500 --seed 3 -o runs/tree",
        "lossc evolve --dataset fashion-mnist --label-noise 0.4 --train-size 10000 --time 2h",
        'lossc evolve --trainer "python train.py {loss} {seed}" --time-limit 600 --evaluations 300',
        "lossc evolve --resume runs/tree --evaluations 1000",
      ),
    )
    .action(async (options) => (await import("../commands/evolve.ts")).run(options, version()));
}

export function addRuns(program: Command): void {
  const runs = program
    .command("runs")
    .description("list runs, look at the best losses of a search, and write them as files")
    .addHelpText(
      "after",
      examples("lossc runs list", "lossc runs show runs/evolve-nlfs-1", "lossc runs export runs/evolve-nlfs-1"),
    );
  runs
    .command("list")
    .argument("[folder]", "where the runs are", "runs")
    .description("every run in a folder: its kind, state, evaluations and best")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc runs list", "lossc runs list /data/runs --json"))
    .action(async (folder, options) => (await import("../commands/runs.ts")).list(folder, options));
  runs
    .command("show")
    .argument("<folder>", "the run's folder")
    .description("the best losses of a search, and the front of fitness and complexity")
    .option("--top <n>", "losses of the table", "20")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc runs show runs/evolve-nlfs-1 --top 5"))
    .action(async (folder, options) => (await import("../commands/runs.ts")).show(folder, options));
  runs
    .command("export")
    .argument("<folder>", "the run's folder")
    .description("write the best losses of a search as .loss files that say where they come from")
    .option("-o, --output <folder>", "where the files go", "best")
    .option("--top <n>", "how many", "10")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc runs export runs/evolve-nlfs-1 -o best/ --top 3"))
    .action(async (folder, options) => (await import("../commands/runs.ts")).exportBest(folder, options));
}

export function addSpace(program: Command): void {
  program
    .command("space")
    .argument("<space>", "nlfs, tree or a file that describes a space")
    .description("look at what a search builds losses of, draw losses from it, or check genotypes")
    .option("--sample <n>", "print so many random losses that pass the tests")
    .option("--seed <s>", "decides what is drawn (default: 1)")
    .option("--check <file>", "say what the paper's tests make of each genotype of a JSON file")
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc space nlfs",
        "lossc space nlfs --json > mine.json",
        "lossc space mine.json --sample 5 --seed 3",
        "lossc space nlfs --check genotypes.json --json",
      ),
    )
    .action(async (name, options) => (await import("../commands/space.ts")).run(name, options));
}
