/** The program goes in; it comes out with the command that chooses among the losses of searches. */

import type { Command } from "commander";
import { PROBLEM_OPTIONS } from "../problem-options.ts";
import { version } from "../version.ts";
import { collect, examples, JSON_OPTION } from "./parts.ts";

export function addEliminate(program: Command): void {
  const eliminate = program
    .command("eliminate")
    .argument("[inputs...]", "folders of searches, whose best take part, and .loss files")
    .description("train losses in phases of growing length, each of which keeps fewer of them")
    .option("--protocol <name>", "default, nlfs for the paper's four phases, or a file (default: default)")
    .option("--print", "print the protocol, to start a file of your own from, and do nothing else")
    .option("--top <n>", "how many of the best losses of the searches take part (default: the protocol's)")
    .option(
      "--baseline <loss>",
      "runs along in every phase beside cross_entropy: a name or file; may be repeated",
      collect,
    )
    .option("--dataset <name>", "a data set, or a folder of files (default: the protocol's, else the searches')")
    .option("--model <name>", "mlp, convnet, resnet9v2, efficientnetv2-s or wrn-28-10 (default: likewise)")
    .option("--epochs <n>", "of every training (default: the protocol's)")
    .option("--batch-size <n>", "examples of a step (default: the protocol's, else the searches')")
    .option("--learning-rate <rate>", "the peak of the warm-up + cosine schedule (default: likewise)")
    .option("--augment <spec>", "none, shift, randaugment:5,cutout:8, ... (default: likewise)");
  for (const [flags, doc] of PROBLEM_OPTIONS) eliminate.option(flags, doc);
  eliminate
    .option("--noise-kind <kind>", "of --label-noise: symmetric or asymmetric (default: symmetric)")
    .option("--metric <name>", "what counts: accuracy, macro-f1, nll or ece (default: likewise)")
    .option("--epoch <which>", "of a training: its best epoch counts, or its last (default: likewise)")
    .option("--seed <s>", "the first seed of the first phase; each phase has seeds of its own (default: 1)")
    .option("--backend <name>", "auto, tensorflow-gpu, tensorflow, webgpu, wasm or cpu (default: auto)")
    .option("--workers <n>", "processes that train at once, 0 for this one (default: one a core)")
    .option("-o, --output <folder>", "the elimination's folder; a new one in runs/ if left out")
    .option("--resume <folder>", "go on with an elimination that was stopped")
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc eliminate runs/evolve-nlfs-1",
        "lossc eliminate runs/seed-1 runs/seed-2 --top 20 --baseline gce -o runs/final",
        "lossc eliminate --protocol nlfs --print > mine.jsonc",
        "lossc eliminate runs/tree mine.loss --protocol mine.jsonc --label-noise 0.4",
        "lossc eliminate --resume runs/final",
      ),
    )
    .action(async (inputs, options) => (await import("../commands/eliminate.ts")).run(inputs, options, version()));
}
