/** The program goes in; it comes out with the commands that read, compile and look at losses. */

import type { Command } from "commander";
import { collect, examples, JSON_OPTION, LOSS_OPTION } from "./parts.ts";

export function addCompile(program: Command): void {
  program
    .command("compile")
    .argument("<file>", "a .loss file, or - for standard input")
    .description("turn a loss into code with an exact gradient")
    .option(
      "-t, --target <target>",
      "module (standalone TypeScript), wasm (the same with a SIMD kernel) or tfjs",
      "module",
    )
    .option("-o, --output <path>", "file to write, or a folder for several losses; standard output if left out")
    .option(
      "--with <features>",
      "options that the code offers its callers: label-smoothing, class-weights, example-weights, ignore-index (comma-separated)",
    )
    .option("--from-logits", "the prediction is logits; the loss sees their softmax")
    .option("--kernels", "for tfjs: loss and gradient as one kernel on its wasm and webgpu backends")
    .option("--fast", "for wasm: shorter polynomials, relative error at most 1e-4")
    .option("-w, --watch", "compile again whenever the file or one of its imports changes")
    .option(...LOSS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc compile focal.loss -o focal.ts",
        "lossc compile focal.loss --target wasm --from-logits -o focal.ts",
        "lossc compile focal.loss --target tfjs -o focal-tfjs.ts --watch",
        "lossc compile all.loss -o generated/",
        "lossc compile ce.loss --from-logits --with label-smoothing,class-weights",
      ),
    )
    .action(async (file, options) => (await import("../commands/compile.ts")).run(file, options));
}

export function addCheck(program: Command): void {
  program
    .command("check")
    .argument("<files...>", ".loss files, or - for standard input")
    .description("report every mistake in a file")
    .option(...JSON_OPTION)
    .addHelpText("after", examples("lossc check focal.loss", "lossc check examples/*.loss --json"))
    .action(async (files, options) => (await import("../commands/check.ts")).run(files, options));
}

export function addFmt(program: Command): void {
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
    .action(async (files, options) => (await import("../commands/fmt.ts")).run(files, options));
}

export function addShow(program: Command): void {
  program
    .command("show")
    .argument("<file>", "a .loss file, or - for standard input; a run's folder with --lineage")
    .description("look at a loss: formula and gradient, or what the compiler makes of it")
    .option("-e, --emit <what>", "summary, ast, ir, gradient, latex, dot or schedule", "summary")
    .option("--from-logits", "the prediction is logits; the loss sees their softmax")
    .option("--with <features>", "show it with label-smoothing, class-weights, example-weights (comma-separated)")
    .option("--labels", "of a schedule: the one for integer labels alone")
    .option("--explain", "of a schedule: what it costs in passes, bytes and operations")
    .option("--lineage <id>", "what a candidate of a search descends from")
    .option(...LOSS_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      examples(
        "lossc show focal.loss",
        "lossc show ce.loss --emit ir",
        "lossc show ce.loss --from-logits --emit schedule --explain",
        "lossc show focal.loss --emit dot | dot -Tsvg > focal.svg",
        "lossc show runs/evolve-nlfs-1 --lineage 17",
      ),
    )
    .action(async (file, options) => (await import("../commands/show.ts")).run(file, options));
}

export function addEval(program: Command): void {
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
    .action(async (file, options) => (await import("../commands/eval.ts")).run(file, options));
}

export function addPlot(program: Command): void {
  program
    .command("plot")
    .argument("<files...>", ".loss files, or - for standard input; all their losses go into one figure")
    .description("draw losses and gradients against the prediction")
    .option("-o, --output <file>", ".svg or .png file, - for SVG on standard output; the terminal if left out")
    .option("--classes <n>", "number of classes; the wrong ones share what the true one leaves", "2")
    .option("--points <n>", "points of each curve", "400")
    .option("--param <name=value>", "value of a parameter, for every loss that has it; may be repeated", collect)
    .option("--log", "logarithmic vertical axes")
    .option(
      "--scaled",
      "the form alone: losses from 0 to 1, and gradients by the logit through their largest magnitude",
    )
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
        "lossc plot sce.loss gce.loss cross_entropy.loss --scaled -o forms.svg",
        "lossc plot huber.loss --param delta=0.5 -o huber.png",
      ),
    )
    .action(async (files, options) => (await import("../commands/plot.ts")).run(files, options));
}
