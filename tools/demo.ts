/**
 * `npm run demo`: two losses are compiled, one is shown, and a small network is trained on real digits with each; then lossc searches for
 * losses for 45 seconds and writes a report of it.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { startProgress } from "../src/cli/progress.ts";
import { formulaLines } from "../src/codegen/describe.ts";
import { type CompiledLoss, compile, renderAll } from "../src/index.ts";
import { createRandom } from "../src/random/index.ts";
import { lossCurve } from "../src/report/curves.ts";
import { curveFigure, lineFigure, svgToPng } from "../src/report/figure/index.ts";
import {
  createModel,
  type FitResult,
  loadDigits,
  PRESETS,
  splitStratified,
  tfjsLoss,
  trainClassifier,
  useWasmBackend,
  warmUpCosine,
} from "../src/train/index.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = `${ROOT}demo-output`;
const SEED = 1;

const say = (text = ""): void => void process.stdout.write(`${text}\n`);
const heading = (text: string): void => say(`\n== ${text} ==\n`);

function compileExample(name: string): CompiledLoss {
  const fileName = `${ROOT}examples/${name}.loss`;
  const { losses, diagnostics } = compile(readFileSync(fileName, "utf8"), { fileName });
  if (losses.length !== 1) throw new Error(renderAll(diagnostics));
  return losses[0];
}

/** The part of a generated module that computes loss and gradient. */
function lossAndGradText(code: string): string {
  const start = code.indexOf("/** The loss of a batch, reduced; its gradient");
  return code.slice(start, code.indexOf("\n}\n", start) + 2);
}

function show(loss: CompiledLoss): void {
  heading(`${loss.name}: what you write`);
  say(readFileSync(`${ROOT}examples/${loss.name}.loss`, "utf8").trimEnd());
  heading("what lossc makes of it");
  const { root, gradient, names } = loss.derive();
  const subjects = new Map([
    ["loss", root],
    ["d loss / d p", gradient],
  ]);
  for (const line of formulaLines(subjects, names)) say(line);
  const code = loss.emit("module", { origin: `examples/${loss.name}.loss` });
  const file = `${OUT}/${loss.name}.ts`;
  writeFileSync(file, code);
  heading(`the code (whole module: ${relative(process.cwd(), file)})`);
  say(lossAndGradText(code));
}

interface Training {
  readonly loss: CompiledLoss;
  readonly result: FitResult;
  readonly seconds: number;
}

async function train(loss: CompiledLoss): Promise<Training> {
  const digits = loadDigits();
  const { epochs, batchSize, learningRate } = PRESETS.default;
  const data = splitStratified(digits, { train: 0.75, validation: 0.25 }, createRandom(SEED));
  const bar = startProgress(loss.name.padEnd(14), epochs * Math.floor(data.train.labels.length / batchSize));
  const startedAt = performance.now();
  const result = await trainClassifier({
    model: createModel("convnet", digits, createRandom(SEED)),
    data,
    loss: tfjsLoss(loss),
    epochs,
    batchSize,
    learningRate: warmUpCosine(learningRate),
    seed: SEED,
    onProgress: ({ step, loss: value, accuracy }) =>
      bar.update(
        step,
        `loss ${value.toFixed(4)}${accuracy === undefined ? "" : `, accuracy ${(100 * accuracy).toFixed(1)} %`}`,
      ),
  });
  bar.stop();
  return { loss, result, seconds: (performance.now() - startedAt) / 1000 };
}

function table(trainings: readonly Training[]): void {
  say(`${"loss".padEnd(16)}${"best accuracy".padStart(18)}${"seconds".padStart(10)}`);
  for (const { loss, result, seconds } of trainings) {
    say(
      `${loss.name.padEnd(16)}${`${(100 * (result.best?.accuracy ?? 0)).toFixed(2)} %`.padStart(18)}${seconds.toFixed(1).padStart(10)}`,
    );
  }
}

async function savePlots(trainings: readonly Training[]): Promise<void> {
  const curves = await lineFigure({
    title: "Handwritten digits, held-out quarter",
    panels: [
      {
        title: "Accuracy",
        xLabel: "epoch",
        yLabel: "held-out accuracy",
        series: trainings.map(({ loss, result }) => ({
          label: loss.name,
          x: result.history.map((record) => record.epoch),
          y: result.history.map((record) => record.validation!.accuracy),
        })),
      },
    ],
  });
  const losses = await curveFigure(
    trainings.map(({ loss }) => lossCurve(loss, { classes: 10, points: 400, params: {} })),
    { xLabel: "predicted probability of the true class" },
  );
  for (const [name, svg] of [
    ["accuracy", curves],
    ["losses", losses],
  ] as const) {
    writeFileSync(`${OUT}/${name}.svg`, svg);
    writeFileSync(`${OUT}/${name}.png`, await svgToPng(svg, { scale: 2 }));
    say(`saved ${relative(process.cwd(), `${OUT}/${name}.svg`)} and .png`);
  }
}

/** As a user would, by the command line. */
function lossc(...args: string[]): void {
  say(`$ lossc ${args.join(" ")}`);
  const { status } = spawnSync(process.execPath, [`${ROOT}dist/bin/lossc.js`, ...args], { stdio: "inherit" });
  if (status !== 0) throw new Error(`lossc ${args[0]} ended with ${status}`);
}

mkdirSync(OUT, { recursive: true });
const losses = ["cross_entropy", "focal"].map(compileExample);
show(losses[1]);

heading("training a small CNN on 1,797 handwritten digits with each, on one core (tfjs, wasm backend)");
await useWasmBackend();
const trainings: Training[] = [];
for (const loss of losses) trainings.push(await train(loss));
table(trainings);
say();
await savePlots(trainings);

heading("a search for a better loss on the digits, for 45 seconds, and its report");
const [run, page] = ["search", "report.html"].map((name) => relative(process.cwd(), `${OUT}/${name}`));
rmSync(run, { recursive: true, force: true });
lossc("evolve", "--time", "45s", "--seed", "1", "-o", run);
say();
lossc("report", run, "-o", page);
say(`\nOpen ${page} in a browser.`);
