/** The program goes in; it comes out with the command that judges losses on the test part. */

import type { Command } from "commander";
import { PRESETS } from "../../train/presets.ts";
import { PROBLEM_OPTIONS } from "../problem-options.ts";
import { DEFAULTS } from "../transfer/options.ts";
import { version } from "../version.ts";
import { collect, examples, JSON_OPTION, LOSS_OPTION } from "./parts.ts";

/** These may be several here, or have another default. */
const OWN = ["--label-noise", "--validation"];

export function addTransfer(program: Command): void {
  const transfer = program
    .command("transfer")
    .argument("[losses...]", ".loss files, and folders of eliminations, which stand for their survivors")
    .description("train losses with other networks, data and augmentations, and compare them on the test part")
    .option("--models <names>", `networks, separated by commas (default: ${DEFAULTS.models})`)
    .option("--datasets <names>", `data sets, separated by commas (default: ${DEFAULTS.datasets})`)
    .option(
      "--augment <specs>",
      `augmentations, separated by commas, steps of one joined by +: none,shift+randaugment:5 (default: ${DEFAULTS.augment})`,
    )
    .option("--label-noise <rates>", "parts of the training labels that are made wrong: 0,0.4,asymmetric:0.4")
    .option("--epochs <n>", `passes over the training examples (default: ${PRESETS.default.epochs})`)
    .option("--steps <n>", "in place of --epochs")
    .option("--batch-size <n>", `examples of a step (default: ${PRESETS.default.batchSize})`)
    .option(
      "--learning-rate <rate>",
      `the peak of the warm-up + cosine schedule (default: ${PRESETS.default.learningRate})`,
    );
  for (const [flags, doc, preset] of PROBLEM_OPTIONS) {
    if (!OWN.some((flag) => flags.startsWith(flag)))
      transfer.option(flags, preset === undefined ? doc : `${doc} (default: ${preset})`);
  }
  transfer
    .option(
      "--validation <part>",
      `the part of the training examples that is left out, to be as in a search (default: ${DEFAULTS.validation})`,
    )
    .option("--seeds <k>", "trainings of each loss in each setting, each with a seed of its own (default: 5)")
    .option("--seed <s>", "the first seed (default: 1)")
    .option(
      "--baseline <loss>",
      "a loss of the files, a .loss file or the name of an example; may be repeated (default: cross_entropy)",
      collect,
    )
    .option("--metric <name>", "what is compared: accuracy, macro-f1, nll or ece (default: accuracy)")
    .option("--param <name=value>", "value of a parameter, for every loss that has it; may be repeated", collect)
    .option("--backend <name>", "auto, tensorflow-gpu, tensorflow, webgpu, wasm or cpu (default: auto)")
    .option("--workers <n>", "processes that train at once, 0 for this one (default: one a core)")
    .option("-o, --output <folder>", "the run's folder; a new one in runs/ if left out")
    .option("--resume <folder>", "go on with a run that was stopped")
    .option(...LOSS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc transfer found.loss --models convnet,resnet9v2 --datasets digits,fashion-mnist --seeds 10",
        "lossc transfer runs/elimination --augment none,randaugment:5 --label-noise 0,0.4 -o runs/final",
        "lossc transfer found.loss --baseline cross_entropy --baseline gce --label-noise 0.4",
        "lossc transfer --resume runs/final",
      ),
    )
    .action(async (losses, options) => (await import("../commands/transfer.ts")).run(losses, options, version()));
}
