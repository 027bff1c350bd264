/** The `tfjs` target: golden text, types, options, the checks of arguments, labels, stability, training, leaks and hostile names. */

import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { Project, ts } from "ts-morph";
import { beforeAll, describe, expect, test } from "vitest";
import { emitTfjs, type TfjsOptions } from "../../src/codegen/tfjs/emit.ts";
import type { Features } from "../../src/pipeline/options.ts";
import { prepareTarget } from "../../src/pipeline/targets.ts";
import { BESSEL, CROSS_ENTROPY, deriveText, FOCAL, HUBER, LOGITS } from "../support/derive-text.ts";
import { loadGenerated } from "../support/load-generated.ts";
import { TENSOR_BACKENDS, useBackend } from "../support/tensor-backends.ts";

type Loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;
type Numbers = readonly number[];

await prepareTarget("tfjs", { kernels: true });

/** Whether losses are loaded with kernels. */
let hasKernels = false;

const emit = (text: string, features: Features & TfjsOptions = {}): string =>
  emitTfjs(deriveText(text, features), { origin: "test.loss", ...features });

/** The factories of a module, whatever their loss is called. */
function load(text: string, features: Features & TfjsOptions = {}) {
  const code = emit(text, { kernels: hasKernels, ...features });
  const module = loadGenerated<Record<string, unknown>>(code, { "@tensorflow/tfjs": tf });
  const factory = (ending: RegExp) => {
    const name = Object.keys(module).find((key) => key.startsWith("create") && ending.test(key))!;
    return module[name] as (options?: object) => Loss;
  };
  return { module, create: factory(/(?<!PerExample)$/), createPerExample: factory(/PerExample$/) };
}

/** Value and gradient as plain numbers. */
function evaluate(loss: Loss, yTrue: tf.TensorLike, yPred: tf.TensorLike): { value: number[]; grad: number[] } {
  return tf.tidy(() => {
    const labels = tf.tensor(yTrue);
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(labels, x))(tf.tensor(yPred));
    return { value: [...value.dataSync()], grad: [...grad.dataSync()] };
  });
}

function expectClose(actual: Numbers, expected: Numbers, digits = 5): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i], `[${i}]`).toBeCloseTo(value, digits);
  });
}

const EVERYTHING = { labelSmoothing: true, classWeights: true, exampleWeights: true, ignoreIndex: true } as const;

/** Names of generated identifiers, of JavaScript and of the module itself. */
const HOSTILE = `/// Ends */ here, \`x\`, \${process.exit(1)} and \\u0041.
loss default(yTrue: target, batch: probs, options: weight; reduction = 1, tf = 2, dy = 1, save = 1, fail = 1, __proto__ = 1, ignoreIndex = 3) {
  let classes = sum(yTrue * batch)
  let tensorSin = sin(classes) * sign(tf)
  let constructor = log(classes) * options * reduction
  let losses = tensorSin + constructor^2 * dy
  return losses * save * fail + __proto__ * constructor - ignoreIndex * exp(losses)
}`;

describe("the text", () => {
  test.each([
    ["cross_entropy", CROSS_ENTROPY, {}],
    ["focal", FOCAL, {}],
    ["huber", HUBER, {}],
    ["from_logits", LOGITS, {}],
    ["bessel", BESSEL, {}],
    ["cross_entropy.options", CROSS_ENTROPY, EVERYTHING],
  ] as const)("of %s is what it was", async (name, text, features) => {
    await expect(emit(text, features)).toMatchFileSnapshot(`golden/${name}.tfjs.ts`);
  });

  test("type-checks under --strict with tfjs's own types, with nothing unused", () => {
    const project = new Project({
      compilerOptions: {
        strict: true,
        noUnusedLocals: true,
        noUnusedParameters: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: true,
        types: [],
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
      },
    });
    const texts = [CROSS_ENTROPY, FOCAL, LOGITS, BESSEL]
      .flatMap((text) => [emit(text), emit(text, EVERYTHING)])
      .concat(
        [HUBER, HOSTILE, PARAMETERS_ONLY, VECTORS, MARGIN, "loss one(y: target, p: probs) = 1"].map((text) =>
          emit(text),
        ),
        emit(CROSS_ENTROPY, { fromLogits: true }),
        [CROSS_ENTROPY, FOCAL, BESSEL, HUBER, HOSTILE, PARAMETERS_ONLY, MARGIN].map((text) =>
          emit(text, { kernels: true }),
        ),
        emit(LOGITS, { kernels: true, ...EVERYTHING }),
      );
    const folder = fileURLToPath(new URL(".", import.meta.url));
    for (const [i, text] of texts.entries()) project.createSourceFile(`${folder}virtual-${i}.ts`, text);
    const use = `import * as tf from "@tensorflow/tfjs"; import { focal, createFocal } from "./virtual-2.ts";
      declare const model: tf.LayersModel;
      model.compile({ optimizer: "sgd", loss: focal });
      model.compile({ optimizer: "sgd", loss: createFocal({ gamma: 1.5, reduction: "sum" }) });`;
    project.createSourceFile(`${folder}virtual-use.ts`, use.replace(".ts", ""));
    expect(
      project.getPreEmitDiagnostics().map((d) => `${d.getSourceFile()?.getBaseName()}: ${String(d.getMessageText())}`),
    ).toEqual([]);
  });

  test("a loss with a required option has no default instance", () => {
    expect(Object.keys(load(CROSS_ENTROPY).module).sort()).toEqual([
      "createCrossEntropy",
      "createCrossEntropyPerExample",
      "cross_entropy",
    ]);
    expect(Object.keys(load(CROSS_ENTROPY, EVERYTHING).module)).not.toContain("cross_entropy");
  });

  test("embeds what it calls and no more", () => {
    expect(emit(FOCAL)).not.toMatch(/function tensor|optionTensor|countedExamples/);
    expect(emit(HUBER)).not.toMatch(/targetRows|classesOf/);
    expect(emit(BESSEL).match(/^function \w+/gm)).toContain("function tensorBesselI0e");
  });
});

const PARAMETERS_ONLY = "loss parameters_only(y: value, x: value; k = 3 in (0, 9]) = lgamma(k) * (x - y)^2";
const VECTORS = "loss vectors(y: value, p: value) = 1 - sum(y * p)";
/** A prediction per example, labels per class. */
const MARGIN = "loss margin(y: target, x: value) = (x - max(y))^2 + sum(y^2)";

const Y = [
  [0, 1],
  [1, 0],
  [0, 1],
];
const P = [
  [0.3, 0.7],
  [0.9, 0.1],
  [0.45, 0.55],
];
const LABELS = [1, 0, 1];
const CE = [-Math.log(0.7), -Math.log(0.9), -Math.log(0.55)];
const CE_GRAD = [0, -1 / 0.7, -1 / 0.9, 0, 0, -1 / 0.55];
const total = (values: Numbers): number => values.reduce((sum, value) => sum + value, 0);

describe.each([...TENSOR_BACKENDS, "wasm, with kernels"] as const)("on the %s backend", (form) => {
  beforeAll(async () => {
    hasKernels = form === "wasm, with kernels";
    await useBackend(form === "cpu" ? "cpu" : "wasm");
  });

  test("mean is the default; sum does not divide; per example nothing is reduced", () => {
    const { create, createPerExample } = load(CROSS_ENTROPY);
    const mean = evaluate(create(), Y, P);
    expectClose(mean.value, [total(CE) / 3]);
    expectClose(
      mean.grad,
      CE_GRAD.map((slope) => slope / 3),
    );
    const sum = evaluate(create({ reduction: "sum" }), Y, P);
    expectClose(sum.value, [total(CE)]);
    expectClose(sum.grad, CE_GRAD);
    const each = evaluate(createPerExample(), Y, P);
    expectClose(each.value, CE);
    expectClose(each.grad, CE_GRAD);
  });

  test("the gradient scales with the one that comes in, example by example", () => {
    const perExample = load(CROSS_ENTROPY).createPerExample();
    const { grad } = evaluate((y, p) => tf.mul(perExample(y, p), tf.tensor1d([1, -2, 0.5])), Y, P);
    expectClose(
      grad,
      CE_GRAD.map((slope, i) => slope * [1, -2, 0.5][Math.floor(i / 2)]),
    );
  });

  test("class indices stand for one-hot rows, in any shape and dtype", () => {
    const loss = load(CROSS_ENTROPY).createPerExample();
    for (const labels of [tf.tensor1d(LABELS), tf.tensor1d(LABELS, "int32"), tf.tensor2d(LABELS, [3, 1], "int32")]) {
      expectClose([...loss(labels, tf.tensor(P)).dataSync()], CE);
    }
    expectClose([...loss(tf.tensor(Y, undefined, "bool"), tf.tensor(P)).dataSync()], CE);
    const invalid = evaluate(loss, [0, 2, -1], P);
    expect(invalid.value.slice(1), "no class index").toEqual([NaN, NaN]);
    expectClose(invalid.grad.slice(0, 2), [-1 / 0.3, 0]);
    for (const label of [0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(evaluate(loss, [label], [[0.3, 0.7]]).value, `${label}`).toEqual([NaN]);
  });

  test("all axes but the last are the batch", () => {
    const loss = load(CROSS_ENTROPY).create();
    const flat = evaluate(loss, Y, P);
    const deep = tf.tidy(() => {
      const yPred = tf.tensor(P.flat(), [1, 3, 2]);
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(tf.tensor(Y.flat(), [1, 3, 2]), x))(yPred);
      expect(grad.shape).toEqual([1, 3, 2]);
      expectClose([...loss(tf.tensor2d(LABELS, [1, 3]), yPred).dataSync()], [...value.dataSync()]);
      return { value: [...value.dataSync()], grad: [...grad.dataSync()] };
    });
    expect(deep).toEqual(flat);
    const row = evaluate(loss, Y[0], P[0]);
    expectClose(row.value, [CE[0]]);
  });

  test("every element of a regression's prediction is an example", () => {
    const { create, createPerExample } = load(HUBER);
    const y = [
      [0, 1],
      [2, 3],
    ];
    const p = [
      [0.5, 4],
      [2, 1],
    ];
    const each = evaluate(createPerExample(), y, p);
    expectClose(each.value, [0.125, 2.5, 0, 1.5]);
    expectClose(each.grad, [0.5, 1, 0, -1]);
    expectClose(evaluate(create({ delta: 2 }), y, p).value, [(0.125 + 4 + 0 + 2) / 4]);
  });

  test("shapes that do not fit are refused by name", () => {
    const loss = load(CROSS_ENTROPY).create();
    const refused = (f: Loss, y: tf.Tensor, p: tf.Tensor, message: RegExp) =>
      expect(() => f(y, p)).toThrow(
        expect.objectContaining({ name: "RangeError", message: expect.stringMatching(message) }),
      );
    refused(loss, tf.zeros([3, 3]), tf.zeros([3, 2]), /^yTrue has shape \[3,3\], which does not fit yPred's \[3,2\]$/);
    refused(loss, tf.zeros([2]), tf.zeros([3, 2]), /^yTrue has shape \[2\]/);
    refused(loss, tf.zeros([0, 2]), tf.zeros([0, 2]), /^yPred has shape \[0,2\]/);
    refused(loss, tf.scalar(1), tf.scalar(1), /^yPred has shape \[\]/);
    refused(load(HUBER).create(), tf.zeros([2]), tf.zeros([2, 1]), /^yTrue has shape \[2\].*yPred's \[2,1\]$/);
    refused(load(HUBER).create(), tf.zeros([0]), tf.zeros([0]), /^yPred has shape \[0\]/);
    refused(load(VECTORS).create(), tf.zeros([2]), tf.zeros([2, 3]), /^yTrue has shape \[2\]/);
    refused(load(MARGIN).create(), tf.zeros([2, 3]), tf.zeros([3]), /^yTrue has shape \[2,3\].*yPred's \[3\]$/);
  });

  test("parameters reach value and gradient, and are checked", () => {
    const { create } = load(FOCAL);
    const value = (gamma: number, alpha: number) => total(CE.map((ce) => alpha * (1 - Math.exp(-ce)) ** gamma * ce));
    expectClose(evaluate(create({ reduction: "sum" }), Y, P).value, [value(2, 0.25)]);
    expectClose(evaluate(create({ reduction: "sum", gamma: 0.5, alpha: 1 }), Y, P).value, [value(0.5, 1)]);
    const refused = (options: object, message: RegExp) =>
      expect(() => create(options)).toThrow(
        expect.objectContaining({ name: "RangeError", message: expect.stringMatching(message) }),
      );
    refused({ gamma: 11 }, /^gamma is 11, outside \[0, 10\]$/);
    refused({ alpha: 0 }, /^alpha is 0, outside \(0, 1\]$/);
    refused({ alpha: Number.NaN }, /^alpha is NaN/);
    refused({ reduction: "none" }, /^reduction is none/);
    const { create: unbounded } = load("loss shifted(y: value, x: value; by = 1) = (x - y + by)^2");
    expect(() => unbounded({ by: Number.POSITIVE_INFINITY })).toThrow("by is Infinity, not a finite number");
  });

  test("smoothing, class weights, example weights and an ignored class, together", () => {
    const { create, createPerExample } = load(CROSS_ENTROPY, EVERYTHING);
    const [s, classWeights, exampleWeights] = [0.1, [2, 0.5], [1, 3, 0.25]];
    const options = { labelSmoothing: s, classWeights, exampleWeights };
    const smooth = (label: number, j: number) => (1 - s) * Number(label === j) + s / 2;
    const factor = (i: number) => exampleWeights[i] * total(classWeights.map((weight, j) => weight * Y[i][j]));
    const losses = P.map((row, i) => -factor(i) * total(row.map((p, j) => smooth(LABELS[i], j) * Math.log(p))));
    const slopes = P.flatMap((row, i) => row.map((p, j) => (-factor(i) * smooth(LABELS[i], j)) / p));
    const all = evaluate(createPerExample(options), Y, P);
    expectClose(all.value, losses);
    expectClose(all.grad, slopes, 4);

    const expectedGrad = slopes.map((slope, i) => (i === 2 || i === 3 ? 0 : slope / 2));
    for (const labels of [Y, LABELS]) {
      const some = evaluate(create({ ...options, ignoreIndex: 0 }), labels, P);
      expectClose(some.value, [(losses[0] + losses[2]) / 2]);
      expectClose(some.grad, expectedGrad, 4);
    }
    const tensors = {
      ...options,
      classWeights: tf.tensor1d(classWeights),
      exampleWeights: tf.tensor1d(exampleWeights),
    };
    expectClose(evaluate(createPerExample(tensors), Y, P).value, losses);
    expect(() => create({ classWeights })).toThrow("exampleWeights is missing from the options");
    expect(() => evaluate(create({ ...options, exampleWeights: [1] }), Y, P)).toThrow(
      "exampleWeights has 1 numbers where 3",
    );
    expect(() => evaluate(create({ ...options, ignoreIndex: 2 }), Y, P)).toThrow(
      "ignoreIndex is 2, not a class index below 2",
    );
    expect(() => create({ ...options, ignoreIndex: 0.5 })).toThrow("ignoreIndex is 0.5, not a whole number");
  });

  test("an ignored label may lie outside the classes, and may be the only one", () => {
    const { create } = load(CROSS_ENTROPY, { ignoreIndex: true });
    const some = evaluate(create({ ignoreIndex: 255 }), [255, 0, 255], P);
    expectClose(some.value, [CE[1]]);
    expectClose(some.grad, [0, 0, -1 / 0.9, 0, 0, 0]);
    const none = evaluate(create({ ignoreIndex: -1 }), [-1, -1, -1], P);
    expect(none).toEqual({ value: [0], grad: [0, 0, 0, 0, 0, 0] });
  });

  test("nothing overflows that need not", () => {
    const far = evaluate(load(LOGITS).create(), [0, 1, 0], [1000, -1000, 0]);
    expect(far).toEqual({ value: [2000], grad: [1, -1, 0] });
    for (const scale of [1e4, -1e4]) {
      const logits = [scale, -scale, 0];
      for (const [text, features] of [
        [FOCAL, { fromLogits: true }],
        [CROSS_ENTROPY, { fromLogits: true, labelSmoothing: true }],
      ] as const) {
        const options = text === FOCAL ? {} : { labelSmoothing: 0.1 };
        const { value, grad } = evaluate(load(text, features).create(options), [0, 1, 0], logits);
        for (const number of [...value, ...grad]) expect(number, text).toSatisfy(Number.isFinite);
      }
    }
  });

  test("a class that is absent costs nothing, even at probability 0", () => {
    const { value, grad } = evaluate(load(CROSS_ENTROPY).create(), Y, [
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    expectClose(value, [0]);
    expectClose(
      grad,
      CE_GRAD.map((slope) => (slope === 0 ? 0 : -1 / 3)),
    );
  });

  test("soft labels of 0 meet infinite terms, whichever way these are kept out", () => {
    const soft = [[0.5, 0.5, 0]];
    const at = [[0.25, 0.75, 0]];
    const ce = evaluate(load(CROSS_ENTROPY).create(), soft, at);
    expectClose(ce.value, [-0.5 * Math.log(0.25 * 0.75)]);
    expectClose(ce.grad, [-2, -2 / 3, 0]);
    // Both poles are in one product, so no stand-in at 1.
    const poles = evaluate(load("loss l(y: target, p: probs) = sum(y * log(p) * log(1 - p))").create(), soft, at);
    expectClose(poles.value, [Math.log(0.25) * Math.log(0.75)]);
    expectClose(poles.grad, [0.25, 0.75].map((p) => 0.5 * (Math.log(1 - p) / p - Math.log(p) / (1 - p))).concat(0));
    // The true class has probability 0: an infinite factor for the whole example.
    const focal = evaluate(load(FOCAL).create(), [[1, 0]], [[0, 1]]);
    expect(focal.value).toEqual([Number.POSITIVE_INFINITY]);
    expect(focal.grad[0]).toBeLessThan(-1e38);
    expect(focal.grad[1]).toBeCloseTo(0);
    const unknown = evaluate(load(FOCAL).create(), [[1, 0]], [[Number.NaN, 1]]);
    expect(unknown.grad[0]).toBeNaN();
  });

  test("predictions and labels of different shapes, and losses without a slope", () => {
    const margin = evaluate(load(MARGIN).createPerExample(), Y, [0.5, 1, 3]);
    expectClose(margin.value, [1.25, 1, 5]);
    expectClose(margin.grad, [-1, 0, 4]);
    const one = evaluate(load("loss one(y: target, p: probs) = 1").createPerExample(), Y, P);
    expect(one).toEqual({ value: [1, 1, 1], grad: [0, 0, 0, 0, 0, 0] });
    const identity = evaluate(load("loss identity(y: value, x: value) = x").createPerExample(), [0, 0], [4, 5]);
    expect(identity).toEqual({ value: [4, 5], grad: [1, 1] });
    const summed = evaluate(load("loss summed(y: target, p: probs; k = 3) = k * sum(p)").createPerExample(), Y, P);
    expectClose(summed.value, [3, 3, 3]);
    expectClose(summed.grad, [3, 3, 3, 3, 3, 3]);
    const parameters = evaluate(load(PARAMETERS_ONLY).createPerExample({ k: 4 }), [1], [3]);
    expectClose(parameters.value, [4 * Math.log(6)]);
  });

  test("labels get no gradient", () => {
    const loss = load(CROSS_ENTROPY).create();
    const grads = tf.grads((y: tf.Tensor, p: tf.Tensor) => tf.add(loss(y, p), tf.mul(0, tf.sum(y))));
    const [forLabels] = grads([tf.tensor(Y), tf.tensor(P)]);
    expect(new Set(forLabels.dataSync())).toEqual(new Set([0]));
  });

  test("a model compiled with the loss learns, and no step leaves a tensor behind", async () => {
    for (const [text, features, activation] of [
      [FOCAL, {}, "softmax"],
      [LOGITS, {}, "linear"],
      [FOCAL, { fromLogits: true, labelSmoothing: true, ignoreIndex: true }, "linear"],
    ] as const) {
      const model = tf.sequential({
        layers: [
          tf.layers.dense({
            units: 2,
            inputShape: [3],
            activation,
            kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
          }),
        ],
      });
      model.compile({ optimizer: tf.train.sgd(0.5), loss: load(text, features).create() });
      const x = tf.tensor([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]);
      const y = tf.tensor(Y);
      const losses: number[] = [];
      const trainEpoch = async () => {
        const { history } = await model.fit(x, y, { epochs: 1, batchSize: 2, shuffle: false, verbose: 0 });
        losses.push(Number(history.loss[0]));
      };
      await trainEpoch();
      const before = tf.memory().numTensors;
      for (let i = 0; i < 3; i++) await trainEpoch();
      expect(tf.memory().numTensors).toBe(before);
      expect(losses[3]).toBeLessThan(losses[0]);
      tf.dispose([x, y]);
      model.dispose();
    }
  });

  test("evaluating and differentiating leave no tensor behind", () => {
    const y = tf.tensor(Y);
    const labels = tf.tensor1d(LABELS, "int32");
    const logits = tf.variable(tf.tensor(P));
    const losses = [
      load(FOCAL).create(),
      load(LOGITS).create(),
      load(CROSS_ENTROPY, EVERYTHING).create({ classWeights: [1, 2], exampleWeights: [1, 2, 3], ignoreIndex: 0 }),
      load(BESSEL).createPerExample(),
    ];
    for (const loss of losses) {
      for (const target of [y, labels]) {
        const before = tf.memory().numTensors;
        const data = tf.backend().numDataIds();
        for (let i = 0; i < 3; i++) {
          loss(target, logits).dispose();
          const { value, grads } = tf.variableGrads(() => tf.sum(loss(target, logits)), [logits]);
          tf.dispose([value, grads]);
        }
        expect(tf.memory().numTensors).toBe(before);
        expect(tf.backend().numDataIds()).toBe(data);
      }
    }
    tf.dispose([y, labels, logits]);
  });

  test.each([
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "class",
    "await",
    "fail",
    "tf",
    "options",
    "classes",
    "save",
    "yPred",
    "targetRows",
    "tensorSin",
    "withGradient",
  ])("%s as the name of a loss, an input, a parameter and a let", (name) => {
    const texts = [
      `loss ${name}(y: target, p: probs) = -sum(y * log(p)) + sum(sin(0 * p))`,
      `loss f(y: target, ${name}: probs) = -sum(y * log(${name})) + sum(sin(0 * ${name}))`,
      `loss f(y: target, p: probs; ${name} = 1) = -sum(y * log(p)) * ${name} + sum(sin(0 * p))`,
      `loss f(y: target, p: probs) { let ${name} = log(p) return -sum(y * ${name} + sin(0 * ${name})) }`,
    ];
    for (const text of texts) {
      const { value, grad } = evaluate(load(text).createPerExample(), Y, P);
      expectClose(value, CE);
      expectClose(grad, CE_GRAD);
    }
  });

  test("names and comments meant to break out do not", () => {
    const { module, createPerExample } = load(HOSTILE);
    expect(Object.keys(module).sort()).toEqual(["createDefault", "createDefaultPerExample"]);
    const options = { options: [2, 2, 2] };
    const values = (extra: object) => evaluate(createPerExample({ ...options, ...extra }), Y, P).value;
    const expected = (proto: number, reduction: number) =>
      CE.map((ce) => {
        const pt = Math.exp(-ce);
        const named = Math.log(pt) * 2 * reduction;
        const losses = Math.sin(pt) + named ** 2;
        return losses + proto * named - 3 * Math.exp(losses);
      });
    expectClose(values({}), expected(1, 1), 4);
    expectClose(values({ __proto___: 2, reduction_: 0.5 }), expected(2, 0.5), 4);
  });
});
