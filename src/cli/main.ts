/** The command line: from arguments to a command's run and the process's exit code. */

import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { PRESETS } from "../train/presets.ts";
import { EXIT, Failure, Reported } from "./failure.ts";
import { note, printJson, reportFailure, wantsColour } from "./output.ts";
import { PROBLEM_OPTIONS } from "./problem-options.ts";

/** The package's version, from its package.json beside `src` or `dist`. */
function version(): string {
  for (const path of ["../../package.json", "../package.json"]) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as {
        name: string;
        version: string;
      };
      if (name === "lossc") return version;
    } catch {
      // Built and unbuilt files lie at different depths.
    }
  }
  return "unknown";
}

const LOSS_OPTION = ["--loss <name>", "the loss, where the file has several"] as const;
const JSON_OPTION = ["--json", "print JSON"] as const;

/** Text after the options of a command's help. */
const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;

/** An option that may be given several times. */
const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function addCompile(program: Command): void {
  program
    .command("compile")
    .argument("<file>", "a .loss file, or - for standard input")
    .description("turn a loss into code with an exact gradient")
    .option("-t, --target <target>", "module (standalone TypeScript) or tfjs", "module")
    .option("-o, --output <path>", "file to write, or a folder for several losses; standard output if left out")
    .option(
      "--with <features>",
      "options that the code offers its callers: label-smoothing, class-weights, example-weights, ignore-index (comma-separated)",
    )
    .option("--from-logits", "the prediction is logits; the loss sees their softmax")
    .option("-w, --watch", "compile again whenever the file or one of its imports changes")
    .option(...LOSS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc compile focal.loss -o focal.ts",
        "lossc compile focal.loss --target tfjs -o focal-tfjs.ts --watch",
        "lossc compile all.loss -o generated/",
        "lossc compile ce.loss --from-logits --with label-smoothing,class-weights",
      ),
    )
    .action(async (file, options) => (await import("./commands/compile.ts")).run(file, options));
}

function addCheck(program: Command): void {
  program
    .command("check")
    .argument("<files...>", ".loss files, or - for standard input")
    .description("report every mistake in a file")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc check focal.loss", "lossc check examples/*.loss --json"))
    .action(async (files, options) => (await import("./commands/check.ts")).run(files, options));
}

function addFmt(program: Command): void {
  program
    .command("fmt")
    .argument("<files...>", ".loss files to rewrite in place; - formats standard input to standard output")
    .description("format source text")
    .option("--check", "change nothing; exit with 1 if a file is not formatted")
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples("lossc fmt focal.loss", "lossc fmt --check examples/*.loss", "cat focal.loss | lossc fmt -"),
    )
    .action(async (files, options) => (await import("./commands/fmt.ts")).run(files, options));
}

function addShow(program: Command): void {
  program
    .command("show")
    .argument("<file>", "a .loss file, or - for standard input; a run's folder with --lineage")
    .description("look at a loss: formula and gradient, or what the compiler makes of it")
    .option("-e, --emit <what>", "summary, ast, ir, gradient, latex or dot", "summary")
    .option("--from-logits", "the prediction is logits; the loss sees their softmax")
    .option("--lineage <id>", "what a candidate of a search descends from")
    .option(...LOSS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc show focal.loss",
        "lossc show ce.loss --emit ir",
        "lossc show focal.loss --emit dot | dot -Tsvg > focal.svg",
        "lossc show runs/evolve-nlfs-1 --lineage 17",
      ),
    )
    .action(async (file, options) => (await import("./commands/show.ts")).run(file, options));
}

function addEval(program: Command): void {
  program
    .command("eval")
    .argument("<file>", "a .loss file, or - for standard input")
    .description("evaluate a loss and its gradient")
    .option("--y <numbers>", "targets, comma-separated, row by row")
    .option("--labels <integers>", "class indices in place of --y")
    .requiredOption("--p <numbers>", "predictions, comma-separated, row by row")
    .option("--classes <n>", "number of classes; one example if left out")
    .option("--param <name=value>", "value of a parameter; may be repeated", collect)
    .option("--input <name=numbers>", "values of a further input; may be repeated", collect)
    .option("--reduction <kind>", "mean, sum or none", "mean")
    .option("--from-logits", "--p holds logits; the loss sees their softmax")
    .option("--label-smoothing <s>", "in [0, 1]")
    .option("--class-weights <numbers>", "one weight per class")
    .option("--example-weights <numbers>", "one weight per example")
    .option("--ignore-index <class>", "a class whose examples count for nothing")
    .option(...LOSS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc eval focal.loss --y 0,1 --p 0.3,0.7",
        "lossc eval focal.loss --labels 1,0 --p 0.3,0.7,0.9,0.1 --param gamma=3 --json",
        "lossc eval huber.loss --y 1,2 --p 1.5,5",
      ),
    )
    .action(async (file, options) => (await import("./commands/eval.ts")).run(file, options));
}

function addPlot(program: Command): void {
  program
    .command("plot")
    .argument("<files...>", ".loss files, or - for standard input; all their losses go into one figure")
    .description("draw losses and gradients against the prediction")
    .option("-o, --output <file>", ".svg or .png file, - for SVG on standard output; the terminal if left out")
    .option("--classes <n>", "number of classes; the wrong ones share what the true one leaves", "2")
    .option("--points <n>", "points of each curve", "400")
    .option("--param <name=value>", "value of a parameter, for every loss that has it; may be repeated", collect)
    .option("--log", "logarithmic vertical axes")
    .option("--theme <theme>", "light, dark or auto (SVG only)", "auto")
    .option("--width <pixels>", "of the picture")
    .option("--height <pixels>", "of the picture")
    .option("--loss <name>", "only this loss; may be repeated", collect)
    .option("--json", "print the curves as JSON")
    .addHelpText(
      "after",
      examples(
        "lossc plot focal.loss",
        "lossc plot cross_entropy.loss focal.loss gce.loss -o losses.svg",
        "lossc plot huber.loss --param delta=0.5 -o huber.png",
      ),
    )
    .action(async (files, options) => (await import("./commands/plot.ts")).run(files, options));
}

function addData(program: Command): void {
  const data = program
    .command("data")
    .description("list, fetch and look at data sets")
    .addHelpText("after", examples("lossc data list", "lossc data fetch fashion-mnist", "lossc data show digits"));
  data
    .command("list")
    .description("the data sets that have a name, where they are and how to get them")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc data list", "lossc data list --json"))
    .action(async (options) => (await import("./commands/data/list.ts")).run(options));
  data
    .command("fetch")
    .argument("<name>", "a data set that `lossc data list` shows")
    .description("download a data set, check it and unpack it; an interrupted download is resumed")
    .option("--again", "also if it is here already, to mend what is damaged")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc data fetch fashion-mnist", "LOSSC_DATA=/data lossc data fetch cifar-10"))
    .action(async (name, options) => (await import("./commands/data/fetch.ts")).run(name, options));
  const show = data
    .command("show")
    .argument("<name>", "a data set that `lossc data list` shows, or a folder of IDX or CIFAR files")
    .description("count the examples of each class, or draw them")
    .option("-o, --output <file>", ".png or .svg file, - for SVG on standard output; counts if left out")
    .option("--part <part>", "train, validation or test", "train")
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
        "lossc data show ./my-images --part test --json",
      ),
    )
    .action(async (name, options) => (await import("./commands/data/show.ts")).run(name, options));
}

function addTrain(program: Command): void {
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
    .option("--test", "compare the last weights on the test part, in place of the best epoch on the validation part")
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
    .action(async (files, options) => (await import("./commands/train.ts")).run(files, options, version()));
}

function addEvolve(program: Command): void {
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
    .action(async (options) => (await import("./commands/evolve.ts")).run(options, version()));
}

function addRuns(program: Command): void {
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
    .action(async (folder, options) => (await import("./commands/runs.ts")).list(folder, options));
  runs
    .command("show")
    .argument("<folder>", "the run's folder")
    .description("the best losses of a search, and the front of fitness and complexity")
    .option("--top <n>", "losses of the table", "20")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc runs show runs/evolve-nlfs-1 --top 5"))
    .action(async (folder, options) => (await import("./commands/runs.ts")).show(folder, options));
  runs
    .command("export")
    .argument("<folder>", "the run's folder")
    .description("write the best losses of a search as .loss files that say where they come from")
    .option("-o, --output <folder>", "where the files go", "best")
    .option("--top <n>", "how many", "10")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc runs export runs/evolve-nlfs-1 -o best/ --top 3"))
    .action(async (folder, options) => (await import("./commands/runs.ts")).exportBest(folder, options));
}

function addSpace(program: Command): void {
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
    .action(async (name, options) => (await import("./commands/space.ts")).run(name, options));
}

function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("say what lossc can use on this machine, what is missing and how to get it")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc doctor --json", "lossc doctor | less"))
    .action(async (options) => (await import("./commands/doctor.ts")).run(options));
}

/** With `quiet`, what is wrong with the arguments is left to the error that is thrown. */
export function createProgram(quiet = false): Command {
  const program = new Command("lossc")
    .description("A language, a compiler and an evolutionary search for loss functions.")
    .version(version(), "-V, --version")
    .showHelpAfterError("(lossc --help lists the commands)")
    .configureOutput({
      getOutHasColors: () => wantsColour(process.stdout),
      getErrHasColors: () => wantsColour(process.stderr),
      ...(quiet ? { writeErr: () => {} } : {}),
    })
    .exitOverride();
  for (const add of [
    addCompile,
    addCheck,
    addFmt,
    addShow,
    addEval,
    addPlot,
    addTrain,
    addEvolve,
    addRuns,
    addSpace,
    addData,
    addDoctor,
  ])
    add(program);
  for (const command of program.commands) command.exitOverride();
  program.addHelpText(
    "after",
    examples("lossc compile focal.loss -o focal.ts", "lossc show focal.loss", "lossc plot focal.loss"),
  );
  return program;
}

/** Every way a command can end, as an exit code; what is left to say is said. */
function exitCodeOf(error: unknown, json: boolean): number {
  if (error instanceof Reported) return EXIT.input;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    if (json) printJson({ error: { message: error.message.replace(/^error: /, "") } });
    return EXIT.usage;
  }
  if (error instanceof Failure) {
    const failure = reportFailure(error, { json });
    if (json) printJson(failure);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (json) printJson({ error: { message: `lossc has failed: ${message}` } });
  note(
    `lossc has failed; this is a bug in lossc, please report it.\n${error instanceof Error ? (error.stack ?? message) : message}`,
  );
  return EXIT.bug;
}

/** Runs lossc with the arguments after its name; gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const json = args.includes("--json");
  try {
    await createProgram(json).parseAsync(args, { from: "user" });
    return EXIT.ok;
  } catch (error) {
    return exitCodeOf(error, json);
  }
}
