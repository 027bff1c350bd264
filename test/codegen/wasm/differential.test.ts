/** The `wasm` target against the interpreter: random losses, all examples, every form of labels, option and count of classes. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { classTarget } from "../../../src/codegen/derived.ts";
import { kernelSpecs } from "../../../src/codegen/kernel/spec.ts";
import { compile, prepareTarget } from "../../../src/index.ts";
import type { Environment } from "../../../src/ir/interpret.ts";
import type { CompiledLoss } from "../../../src/pipeline/compile.ts";
import { createRandom } from "../../../src/random/index.ts";
import { arbitraryLoss } from "../../support/arbitrary-loss.ts";
import { interpretFloat32 } from "../../support/float32-error.ts";
import { loadGenerated } from "../../support/load-generated.ts";

type Numbers = ArrayLike<number>;
type Run = (target: Numbers, p: Numbers, grad: Float32Array, options: object) => number;
interface LossModule {
  readonly lossAndGrad: Run;
  readonly lossAndGradFromLabels?: Run;
  readonly loss: (target: Numbers, p: Numbers, options: object) => number;
}

beforeAll(() => prepareTarget("wasm"));

const EXAMPLES = join(import.meta.dirname, "../../../examples");

const losses = (text: string, fileName = "random.loss"): CompiledLoss => compile(text, { fileName }).losses.at(-1)!;

/** What leaves its bound, in words; and how many bounds say something. */
function disagreements(
  actual: Numbers,
  { values, errors }: { readonly values: Numbers; readonly errors: Numbers },
  expectedAt = (i: number): number => (values.length === 1 ? 0 : i),
): { wrong: string[]; meaningful: number } {
  const wrong: string[] = [];
  let meaningful = 0;
  for (let i = 0; i < actual.length; i++) {
    const [value, error] = [values[expectedAt(i)]!, errors[expectedAt(i)]!];
    if (!Number.isFinite(error) || !Number.isFinite(value)) continue;
    if (error <= 1e-3 * Math.abs(value) + 1e-6) meaningful++;
    if (!(Math.abs(actual[i]! - value) <= error)) wrong.push(`[${i}]: ${actual[i]} for ${value} +- ${error}`);
  }
  return { wrong, meaningful };
}

/** Both forms of labels, where the loss has them, against the float64 values of the very nodes that the kernel computes. */
function check(loss: CompiledLoss, environment: Environment, prediction: string, target: string | undefined) {
  const derived = loss.derive();
  const module = loadGenerated<LossModule>(loss.emit("wasm"));
  const { batch, classes, inputs, parameters } = environment;
  const p = Float32Array.from(inputs.get(prediction)!);
  const rounded = new Map([...inputs].map(([name, values]) => [name, Float32Array.from(values)]));
  const labels = environment.labels;
  const forms =
    labels === undefined || classTarget(derived) === undefined ? (["dense"] as const) : (["dense", "labels"] as const);
  let meaningful = 0;
  for (const form of forms) {
    const spec = kernelSpecs(derived, form, { ignores: false })[1]!;
    const scale = 1;
    const inner: Environment = {
      ...environment,
      inputs: rounded,
      parameters: new Map([...parameters, ["#scale", scale]]),
      ...(labels === undefined ? {} : { labels }),
    };
    const roots = [spec.loss, spec.gradient!, ...(spec.gradientAtLabel === undefined ? [] : [spec.gradientAtLabel])];
    const [expectedLoss, expectedGradient, expectedAtLabel] = interpretFloat32(roots, inner);
    const grad = new Float32Array(p.length).fill(Number.NaN);
    const perExample = new Float32Array(batch);
    const isWide = spec.hasClasses;
    const options = {
      ...(isWide ? { classes } : {}),
      ...Object.fromEntries(loss.parameters.map(({ name }) => [name, parameters.get(name)])),
      ...Object.fromEntries([...rounded].filter(([name]) => name !== prediction && name !== target)),
      reduction: "sum",
      losses: perExample,
    };
    const run = form === "labels" ? module.lossAndGradFromLabels! : module.lossAndGrad;
    const first = form === "labels" ? labels! : rounded.get(target ?? prediction)!;
    if (target === undefined)
      (run as unknown as (p: Numbers, grad: Float32Array, options: object) => number)(p, grad, options);
    else run(first, p, grad, options);
    const lossResult = disagreements(perExample, expectedLoss!);
    const width = p.length / batch;
    const at = (i: number): number =>
      spec.gradient!.shape === "constant" ? 0 : spec.gradient!.shape === "per-example" ? Math.floor(i / width) : i;
    const isAtLabel = (i: number): boolean =>
      expectedAtLabel !== undefined && labels![Math.floor(i / width)] === i % width;
    const others = Array.from(grad, (value, i) => (isAtLabel(i) ? expectedGradient!.values[at(i)]! : value));
    const gradientResult = disagreements(others, expectedGradient!, at);
    const atLabels =
      expectedAtLabel === undefined ? [] : Array.from({ length: batch }, (_, i) => grad[i * width + labels![i]!]!);
    const labelResult = disagreements(atLabels, expectedAtLabel ?? { values: [], errors: [] });
    expect({ form, wrong: [...lossResult.wrong, ...gradientResult.wrong, ...labelResult.wrong] }).toEqual({
      form,
      wrong: [],
    });
    meaningful += lossResult.meaningful + gradientResult.meaningful + labelResult.meaningful;
  }
  return meaningful;
}

/** Class indices, where every row is one-hot. */
function labelsOf(y: Numbers, classes: number): number[] | undefined {
  const labels: number[] = [];
  for (let row = 0; row < y.length; row += classes) {
    const values = Array.from({ length: classes }, (_, j) => y[row + j]!);
    const label = values.indexOf(1);
    if (label < 0 || values.some((value, j) => j !== label && value !== 0)) return undefined;
    labels.push(label);
  }
  return labels;
}

const FEW = { min: 2, max: 4 };

test.each([
  { batches: { min: 1, max: 2 }, classes: FEW, numRuns: 150 },
  { batches: { min: 4, max: 9 }, classes: FEW, numRuns: 150 }, // four at once, and those that are left
  { batches: { min: 1, max: 3 }, classes: { min: 5, max: 67 }, numRuns: 100 }, // whole vectors, labelled and not, and a rest
])(
  "random losses of $batches.min to $batches.max examples and $classes.min to $classes.max classes, value and gradient, dense and by integer labels",
  ({ batches, classes, numRuns }) => {
    let meaningful = 0;
    fc.assert(
      fc.property(arbitraryLoss({ batches, classes }), ({ text, kind, environment }) => {
        const loss = losses(text);
        const y = environment.inputs.get("y")!;
        const labels = kind === "value" ? undefined : labelsOf(y, environment.classes);
        meaningful += check(loss, labels === undefined ? environment : { ...environment, labels }, "p", "y");
      }),
      { seed: 5, numRuns },
    );
    expect(meaningful).toBeGreaterThan(1_000);
  },
  120_000,
);

/** Rows on the simplex, or numbers of either sign. */
function inputsOf(loss: CompiledLoss, batch: number, classes: number, seed: string) {
  const random = createRandom(seed);
  const labels = Array.from({ length: batch }, () => random.integer(classes));
  const inputs = new Map<string, number[]>();
  const isWide = loss.derive().prediction.shape === "per-class";
  for (const { name, kind } of loss.inputs) {
    const count = kind === "weight" || (kind === "value" && !isWide) ? batch : batch * classes;
    const raw = Array.from({ length: count }, () => (kind === "weight" ? random.next() : 2 * random.normal()));
    if (kind === "target")
      inputs.set(
        name,
        labels.flatMap((at) => Array.from({ length: classes }, (_, j) => (j === at ? 1 : 0))),
      );
    else if (kind !== "probs") inputs.set(name, raw);
    else {
      const rows = Array.from({ length: batch }, (_, i) => raw.slice(i * classes, (i + 1) * classes).map(Math.exp));
      inputs.set(
        name,
        rows.flatMap((row) => row.map((x) => x / row.reduce((sum, other) => sum + other, 0))),
      );
    }
  }
  return { inputs, labels };
}

describe("every example", () => {
  const files = readdirSync(EXAMPLES).filter((name) => name.endsWith(".loss"));
  test.each(files)("%s, at counts of classes that fill no vector and those that do", (file) => {
    for (const loss of compile(readFileSync(join(EXAMPLES, file), "utf8"), { fileName: file }).losses) {
      const derived = loss.derive();
      const prediction = derived.prediction.leaf!;
      const name = prediction.kind === "input" ? prediction.name : "";
      const target = loss.inputs.find((input) => input.name !== name && input.kind !== "weight")?.name;
      const parameters = new Map(loss.parameters.map((parameter) => [parameter.name, parameter.defaultValue]));
      for (const [batch, classes] of [
        [1, 2],
        [3, 3],
        [2, 4],
        [3, 7],
        [1, 10],
        [2, 33],
        [4, 1],
        [5, 3],
        [10, 10],
        [6, 48],
        [5, 49],
      ] as const) {
        const { inputs, labels } = inputsOf(loss, batch, classes, `${file} ${loss.name} ${batch} ${classes}`);
        check(loss, { batch, classes, inputs, parameters, labels }, name, target);
      }
    }
  });
});

test("from logits as far out as 1e4, every loss of probabilities among the examples is what it is in float64", () => {
  const row = [1e4, -1e4, 0, 12, -3, 1e4, 5, -1e4, 2, -1, 0.5, 3];
  const logits = [...row, ...row];
  const labels = [1, 3, 0, 2, 0, 3];
  const y = labels.flatMap((label) => [0, 1, 2, 3].map((j) => (j === label ? 1 : 0)));
  let count = 0;
  for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith(".loss"))) {
    for (const loss of compile(readFileSync(join(EXAMPLES, file), "utf8"), { fileName: file }).losses) {
      const kinds = loss.inputs.map(({ kind }) => kind);
      if (kinds.length !== 2 || !kinds.includes("probs") || !kinds.includes("target")) continue;
      count++;
      const module = loadGenerated<LossModule>(loss.emit("wasm", { fromLogits: true }));
      const expected = loss.lossAndGrad(y, logits, { classes: 4, fromLogits: true });
      const [grad, byLabel] = [new Float32Array(24), new Float32Array(24)];
      const options = { classes: 4 };
      const results = [
        module.lossAndGrad(y, logits, grad, options),
        module.lossAndGradFromLabels!(labels, logits, byLabel, options),
      ];
      for (const result of results) expect(result / expected.loss, loss.name).toBeCloseTo(1, 5);
      for (const found of [grad, byLabel])
        expect([...found], loss.name).toEqual([...expected.grad].map((x) => expect.closeTo(x, 5)));
    }
  }
  expect(count).toBeGreaterThan(8);
});

/** Examples by themselves are computed four classes at a time, those of a batch of few classes four examples at a time. */
test("a batch, of which some examples may be ignored, is its examples one by one", () => {
  const text = readFileSync(join(EXAMPLES, "focal.loss"), "utf8");
  const module = loadGenerated<LossModule>(losses(text).emit("wasm", { fromLogits: true, ignoreIndex: true }));
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 50 }),
      fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 14 }),
      fc.constantFrom(undefined, 0, 1, -1, -100),
      (classes, raw, ignoreIndex) => {
        const batch = raw.length;
        const labels = raw.map((n) => (n === 6 ? (ignoreIndex ?? 0) : n % classes));
        const random = createRandom(`${classes} ${raw}`);
        const logits = Float32Array.from({ length: batch * classes }, () => 3 * random.normal());
        const y = Float32Array.from({ length: batch * classes }, (_, i) =>
          labels[Math.floor(i / classes)] === i % classes ? 1 : 0,
        );
        const isDense = ignoreIndex === undefined || ignoreIndex >= 0;
        for (const form of isDense ? (["labels", "dense"] as const) : (["labels"] as const)) {
          const run = (from: number, to: number) => {
            const grad = new Float32Array((to - from) * classes).fill(Number.NaN);
            const perExample = new Float32Array(to - from).fill(Number.NaN);
            const options = {
              classes,
              reduction: "sum",
              losses: perExample,
              ...(isDense && ignoreIndex === undefined ? {} : { ignoreIndex }),
            };
            const p = logits.slice(from * classes, to * classes);
            const total =
              form === "labels"
                ? module.lossAndGradFromLabels!(labels.slice(from, to), p, grad, options)
                : module.lossAndGrad(y.slice(from * classes, to * classes), p, grad, options);
            return { grad: [...grad], perExample: [...perExample], total };
          };
          const whole = run(0, batch);
          const single = labels.map((_, i) => run(i, i + 1));
          const near = (x: number) => expect.closeTo(x, 5);
          expect(whole.grad).toEqual(single.flatMap(({ grad }) => grad.map(near)));
          expect(whole.perExample).toEqual(single.flatMap(({ perExample }) => perExample.map(near)));
          expect(whole.total).toBeCloseTo(
            single.reduce((sum, { total }) => sum + total, 0),
            4,
          );
        }
      },
    ),
    { seed: 3, numRuns: 150 },
  );
});

/** Where sums of large terms cancel, and where a prediction is no number. */
describe("an example's loss and gradient do not depend on its place in the batch", () => {
  const CLASSES = 40;
  const files = readdirSync(EXAMPLES).filter((name) => name.endsWith(".loss"));
  const rowsOf = (kind: string, seed: string): { y: number[]; p: number[] }[] => {
    const random = createRandom(seed);
    return [1, 15, 30, 1e4, 1e6].flatMap((size) =>
      [1, CLASSES / 2].map((count) => {
        const y = Array.from({ length: CLASSES }, (_, j) =>
          j % (CLASSES / count) === 0 ? 1 / (kind === "probs" ? count : 1) : 0,
        );
        const raw = y.map((label) => (label > 0 ? 1 : -1) * size * (0.7 + 0.3 * random.next()));
        if (kind !== "probs") return { y, p: raw };
        const exps = raw.map((x) => Math.exp(x - size));
        const sum = exps.reduce((total, x) => total + x, 0);
        return { y, p: exps.map((x) => Math.max(x / sum, 1e-30)) };
      }),
    );
  };

  test.each(files)("%s", (file) => {
    for (const loss of compile(readFileSync(join(EXAMPLES, file), "utf8"), { fileName: file }).losses) {
      const kinds = loss.inputs.map(({ kind }) => kind);
      if (kinds.length !== 2 || kinds[0] !== "target") continue;
      const module = loadGenerated<LossModule>(loss.emit("wasm"));
      const rows = rowsOf(kinds[1]!, file);
      const broken = rows
        .slice(0, 2)
        .flatMap(({ y, p }) =>
          [Number.NaN, Number.POSITIVE_INFINITY].map((x) => ({ y, p: p.map((one, j) => (j === 1 ? x : one)) })),
        );
      for (const { y, p } of [...rows, ...broken]) {
        const five = (row: readonly number[]) => Float32Array.from([row, row, row, row, row].flat());
        const [grad, losses] = [new Float32Array(5 * CLASSES), new Float32Array(5)];
        module.lossAndGrad(five(y), five(p), grad, { classes: CLASSES, reduction: "sum", losses });
        // The first four are computed at once, the fifth by itself.
        const near = (x: number) =>
          Number.isFinite(x) ? expect.closeTo(x, 5 - Math.ceil(Math.log10(1 + Math.abs(x)))) : x;
        expect(losses[4], `${loss.name}, ${p[0]}`).toEqual(near(losses[0]!));
        expect([...grad.slice(-CLASSES)], loss.name).toEqual([...grad.slice(0, CLASSES)].map(near));
      }
    }
  });
});
