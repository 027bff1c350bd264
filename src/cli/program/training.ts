/** The program goes in; it comes out with the commands that train, and tell what there is to train on and with. */

import type { Command } from "commander";
import { PRESETS } from "../../train/presets.ts";
import { PROBLEM_OPTIONS } from "../problem-options.ts";
import { version } from "../version.ts";
import { collect, examples, JSON_OPTION, LOSS_OPTION } from "./parts.ts";

export function addTrain(program: Command): void {
  const train = program
    .command("train")
    .argument("[files...]", ".loss files, or - for standard input; all their losses are trained")
    .description("train networks with losses, and compare the losses with a baseline")
    .option("--dataset <name>", "a data set that `lossc data list` shows, or a folder of files (default: digits)")
    .option(
      "--model <name>",
      `mlp, convnet, resnet9v2, efficientnetv2-s or wrn-28-10 (default: ${PRESETS.default.model})`,
    )
    .option("--preset <name>", `what the options below do not say: ${Object.keys(PRESETS).join(", ")}`)
    .option("--epochs <n>", `passes over the training examples (default: ${PRESETS.default.epochs})`)
    .option("--steps <n>", "in place of --epochs; judged about every 100")
    .option("--batch-size <n>", `examples of a step (default: ${PRESETS.default.batchSize})`)
    .option(
      "--learning-rate <rate>",
      `the peak of the warm-up + cosine schedule (default: ${PRESETS.default.learningRate})`,
    )
    .option("--augment <spec>", "none, shift, randaugment:5,cutout:8, ... (default: none)");
  for (const [flags, doc, preset] of PROBLEM_OPTIONS)
    train.option(flags, preset === undefined ? doc : `${doc} (default: ${preset})`);
  train
    .option("--noise-kind <kind>", "of --label-noise: symmetric or asymmetric (default: symmetric)")
    .option("--seeds <k>", "trainings of each loss, each with a seed of its own (default: 5)")
    .option("--seed <s>", "the first seed (default: 1)")
    .option(
      "--baseline <loss>",
      "a loss of the files, a .loss file, the name of an example, or none (default: cross_entropy)",
    )
    .option("--metric <name>", "what is compared: accuracy, macro-f1, nll or ece (default: accuracy)")
    .option("--param <name=value>", "value of a parameter, for every loss that has it; may be repeated", collect)
    .option("--backend <name>", "auto, tensorflow-gpu, tensorflow, webgpu, wasm or cpu (default: auto)")
    .option("--workers <n>", "processes that train at once, 0 for this one (default: one a core; 1 with --trainer)")
    .option("--trainer <command>", "a program that trains; {loss}, {source}, {seed} and {name} are filled in")
    .option("--trainer-target <target>", "the code at {loss}: module or tfjs (default: module)")
    .option("--time-limit <seconds>", "for each run of the trainer")
    .option("-o, --output <folder>", "the run's folder; a new one in runs/ if left out")
    .option("--resume <folder>", "go on with a run that was stopped")
    .option(...LOSS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc train focal.loss",
        "lossc train focal.loss gce.loss --label-noise 0.4 --seeds 10 -o runs/noisy",
        "lossc train focal.loss --dataset fashion-mnist --model resnet9v2 --epochs 3 --train-size 10000",
        'lossc train focal.loss --trainer "python train.py --loss {loss} --seed {seed}" --time-limit 600',
        "lossc train --resume runs/noisy",
      ),
    )
    .action(async (files, options) => (await import("../commands/train.ts")).run(files, options, version()));
}

export function addData(program: Command): void {
  const data = program
    .command("data")
    .description("list, fetch and look at data sets")
    .addHelpText("after", examples("lossc data list", "lossc data fetch fashion-mnist", "lossc data show digits"));
  data
    .command("list")
    .description("the data sets that have a name, where they are and how to get them")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc data list", "lossc data list --json"))
    .action(async (options) => (await import("../commands/data/list.ts")).run(options));
  data
    .command("fetch")
    .argument("<name>", "a data set that `lossc data list` shows")
    .description("download a data set, check it and unpack it; an interrupted download is resumed")
    .option("--again", "also if it is here already, to mend what is damaged")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc data fetch fashion-mnist", "LOSSC_DATA=/data lossc data fetch cifar-10"))
    .action(async (name, options) => (await import("../commands/data/fetch.ts")).run(name, options));
  const show = data
    .command("show")
    .argument("<name>", "a data set that `lossc data list` shows, or a folder of IDX or CIFAR files")
    .description("count the examples of each class, or draw them")
    .option("-o, --output <file>", ".png or .svg file, - for SVG on standard output; counts if left out")
    .option("--part <part>", "train or validation", "train")
    .option("--count <n>", "images in a row", "8");
  for (const option of PROBLEM_OPTIONS) show.option(...option);
  show
    .option("--augment <spec>", "change the images as a training does: shift,cutout:8, ...")
    .option("--operations <magnitude>", "a row for each operation of RandAugment in place of the classes")
    .option("--theme <theme>", "light or dark", "light")
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc data show digits",
        "lossc data show fashion-mnist -o clothes.png",
        "lossc data show digits --label-noise 0.4 --imbalance 0.1 -o noisy.png",
        "lossc data show cifar-10 --augment randaugment:5 -o augmented.png",
        "lossc data show ./my-images --part validation --json",
      ),
    )
    .action(async (name, options) => (await import("../commands/data/show.ts")).run(name, options));
}

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("say what lossc can use on this machine, what is missing and how to get it")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc doctor --json", "lossc doctor | less"))
    .action(async (options) => (await import("../commands/doctor.ts")).run(options));
}
