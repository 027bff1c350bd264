/** The `module` target: golden text, types, options, the checks of arguments, and names and comments meant to break out. */

import { Project, ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { emitModule, type ModuleOptions } from "../../src/codegen/module/emit.ts";
import { TargetLimit } from "../../src/codegen/target-limit.ts";
import type { Features } from "../../src/pipeline/options.ts";
import { BESSEL, CROSS_ENTROPY, deriveText, FOCAL, HUBER, LOGITS } from "../support/derive-text.ts";
import { loadGenerated } from "../support/load-generated.ts";

type Numbers = readonly number[];

interface LossModule {
  loss(y: Numbers, p: Numbers, options?: object): number;
  lossAndGrad(y: Numbers, p: Numbers, grad: Float64Array | number[], options?: object): number;
  lossFromLabels(labels: Numbers, p: Numbers, options?: object): number;
  lossAndGradFromLabels(labels: Numbers, p: Numbers, grad: Float64Array | number[], options?: object): number;
}

const emit = (text: string, features: Features & ModuleOptions = {}): string =>
  emitModule(deriveText(text, features), { origin: "test.loss", ...features });
const load = (text: string, features: Features & ModuleOptions = {}): LossModule =>
  loadGenerated<LossModule>(emit(text, features));

describe("the text", () => {
  test.each([
    ["cross_entropy", CROSS_ENTROPY, {}],
    ["focal", FOCAL, {}],
    ["huber", HUBER, {}],
    ["from_logits", LOGITS, {}],
    ["bessel", BESSEL, {}],
    [
      "cross_entropy.options",
      CROSS_ENTROPY,
      { labelSmoothing: true, classWeights: true, exampleWeights: true, ignoreIndex: true },
    ],
  ] as const)("of %s is what it was", async (name, text, features) => {
    await expect(emit(text, features)).toMatchFileSnapshot(`golden/${name}.module.ts`);
  });

  test("type-checks under --strict, with nothing unused", () => {
    const project = new Project({
      useInMemoryFileSystem: true,
      compilerOptions: {
        strict: true,
        noUnusedLocals: true,
        noUnusedParameters: true,
        exactOptionalPropertyTypes: true,
        target: ts.ScriptTarget.ES2022,
        lib: ["lib.es2022.d.ts"],
      },
    });
    const everything = { labelSmoothing: true, classWeights: true, exampleWeights: true, ignoreIndex: true };
    const texts = [CROSS_ENTROPY, FOCAL, LOGITS, BESSEL]
      .flatMap((text) => [emit(text), emit(text, everything)])
      .concat(emit(HUBER), emit(CROSS_ENTROPY, { fromLogits: true }), emit("loss one(y: target, p: probs) = 1"));
    texts.forEach((text, i) => {
      project.createSourceFile(`m${i}.ts`, text);
    });
    expect(
      project.getPreEmitDiagnostics().map((d) => `${d.getSourceFile()?.getBaseName()}: ${String(d.getMessageText())}`),
    ).toEqual([]);
  });

  test("cross-entropy with integer labels reads one probability per example and has no loop over classes", () => {
    const text = emit(CROSS_ENTROPY);
    const body = text.slice(text.indexOf("function lossAndGradFromLabels"), text.indexOf("function batchOf"));
    expect(body.match(/\bp\[/g)).toHaveLength(1);
    expect(body.match(/\bfor \(/g)).toHaveLength(1);
  });
});

const Y = [0, 1, 1, 0, 0, 1];
const P = [0.3, 0.7, 0.9, 0.1, 0.45, 0.55];
const CE = [-Math.log(0.7), -Math.log(0.9), -Math.log(0.55)];
const total = (values: Numbers): number => values.reduce((sum, value) => sum + value, 0);

test("a chain of a hundred softmax is refused at once, as its code would fill megabytes", () => {
  const lets = Array.from({ length: 100 }, (_, i) => `let a${i + 1} = softmax(a${i}) - a${i}`).join("\n");
  const text = `loss chain(y: target, z: logits) { let a0 = z\n${lets}\nreturn sum(y * a100) }`;
  expect(() => emit(text)).toThrow(TargetLimit);
  expect(() => emit(text)).toThrow(/passes over the classes/);
});

describe("options", () => {
  test("mean is the default; sum and none do not divide", () => {
    const module = load(CROSS_ENTROPY);
    const grad = new Float64Array(6);
    expect(module.lossAndGrad(Y, P, grad, { classes: 2 })).toBeCloseTo(total(CE) / 3, 14);
    expect(grad[1]).toBeCloseTo(-1 / 0.7 / 3, 14);
    expect(module.lossAndGrad(Y, P, grad, { classes: 2, reduction: "sum" })).toBeCloseTo(total(CE), 14);
    expect(grad[1]).toBeCloseTo(-1 / 0.7, 14);
    const losses = new Float64Array(3);
    expect(module.lossAndGrad(Y, P, grad, { classes: 2, reduction: "none", losses })).toBeCloseTo(total(CE), 14);
    expect([...losses]).toEqual(CE.map((value) => expect.closeTo(value, 14)));
  });

  test("label smoothing, class weights and example weights change the loss as their formulas say", () => {
    const module = load(CROSS_ENTROPY, { labelSmoothing: true, classWeights: true, exampleWeights: true });
    const [classWeights, exampleWeights, labelSmoothing] = [[2, 0.5], [1, 3, 0.25], 0.1];
    const expected = CE.map((_, i) => {
      const label = Y[2 * i] === 1 ? 0 : 1;
      const smooth = [0, 1].map((c) => (1 - labelSmoothing) * Y[2 * i + c] + labelSmoothing / 2);
      return classWeights[label] * exampleWeights[i] * -total(smooth.map((y, c) => y * Math.log(P[2 * i + c])));
    });
    const options = { classes: 2, classWeights, exampleWeights, labelSmoothing };
    const [dense, sparse] = [new Float64Array(6), new Float64Array(6)];
    expect(module.lossAndGrad(Y, P, dense, options)).toBeCloseTo(total(expected) / 3, 13);
    expect(module.lossAndGradFromLabels([1, 0, 1], P, sparse, options)).toBeCloseTo(total(expected) / 3, 13);
    expect([...sparse]).toEqual([...dense].map((value) => expect.closeTo(value, 13)));
  });

  test("an ignored class counts for nothing, in the mean's count too", () => {
    const module = load(CROSS_ENTROPY, { ignoreIndex: true });
    const [dense, sparse] = [new Float64Array(6).fill(7), new Float64Array(6).fill(7)];
    expect(module.lossAndGrad(Y, P, dense, { classes: 2, ignoreIndex: 0 })).toBeCloseTo((CE[0] + CE[2]) / 2, 14);
    expect(module.lossAndGradFromLabels([1, -100, 1], P, sparse, { classes: 2, ignoreIndex: -100 })).toBeCloseTo(
      (CE[0] + CE[2]) / 2,
      14,
    );
    expect([...dense.slice(2, 4), ...sparse.slice(2, 4)]).toEqual([0, 0, 0, 0]);
    expect(module.lossFromLabels([0, 0, 0], P, { classes: 2, ignoreIndex: 0 })).toBe(0);
  });

  test("absent classes of probability 0 contribute nothing", () => {
    const grad = new Float64Array(2);
    expect(load(CROSS_ENTROPY).lossAndGrad([0, 1], [0, 1], grad)).toBe(0);
    expect([...grad]).toEqual([0, -1]);
  });

  test("from logits, at the far ends of float64", () => {
    const grad = new Float64Array(3);
    expect(load(LOGITS).lossAndGrad([0, 1, 0], [1000, -1000, 0], grad)).toBe(2000);
    expect([...grad]).toEqual([1, -1, 0]);
    const focal = load(FOCAL, { fromLogits: true });
    expect(focal.lossAndGrad([0, 1, 0], [1e4, -1e4, 0], grad)).toBe(5000);
    expect([...grad]).toEqual([0.25, -0.25, 0]);
    expect(focal.lossAndGradFromLabels([1], [1e4, -1e4, 0], grad, { classes: 3 })).toBe(5000);
    expect([...grad]).toEqual([0.25, -0.25, 0]);
    const smoothed = load(CROSS_ENTROPY, { fromLogits: true, labelSmoothing: true });
    expect(smoothed.lossAndGrad([0, 1, 0], [1e4, -1e4, 0], grad, { labelSmoothing: 0.3 })).toBeCloseTo(
      0.8 * 2e4 + 0.1 * 1e4,
      8,
    );
    expect([...grad]).toEqual([0.9, -0.8, -0.1].map((value) => expect.closeTo(value, 12)));
  });
});

test("what loops keep in scratch is each call's own, whatever the width of the one before", () => {
  const module = load(FOCAL, { fromLogits: true });
  const logits = [0.5, -1, 2, 0, 3, 1, -2, 0.25, 1.5, -0.5];
  const run = (on: LossModule, classes: number): number[] => {
    const grad = new Float64Array(10);
    const value = on.lossAndGradFromLabels(
      Array.from({ length: 10 / classes }, () => 1),
      logits,
      grad,
      { classes },
    );
    return [value, ...grad];
  };
  for (const classes of [5, 2, 10, 5])
    expect(run(module, classes)).toEqual(run(load(FOCAL, { fromLogits: true }), classes));
});

describe("arguments", () => {
  const module = load(FOCAL, { ignoreIndex: true, classWeights: true });
  const grad = new Float64Array(6);
  const ok = { classes: 2, classWeights: [1, 1] };
  test.each<[string, RegExp, () => void]>([
    ["a parameter that is not finite", /^gamma is NaN/, () => module.loss(Y, P, { ...ok, gamma: Number.NaN })],
    ["a parameter out of range", /^alpha is 0, outside \(0, 1\]/, () => module.loss(Y, P, { ...ok, alpha: 0 })],
    ["targets of another length", /^y has 4 numbers where 6/, () => module.loss(Y.slice(2), P, ok)],
    ["a gradient of another length", /^grad has 2 numbers where 6/, () => module.lossAndGrad(Y, P, [0, 0], ok)],
    ["an empty batch", /^p is an empty batch/, () => module.loss([], [], ok)],
    ["a ragged batch", /^p has 6 numbers, which is no multiple of 4/, () => module.loss(Y, P, { ...ok, classes: 4 })],
    ["no classes", /^classes is 0/, () => module.loss(Y, P, { ...ok, classes: 0 })],
    ["a label out of range", /^labels has 2 at 1/, () => module.lossAndGradFromLabels([1, 2, 0], P, grad, ok)],
    ["a label between classes", /^labels has 0.5 at 0/, () => module.lossAndGradFromLabels([0.5, 1, 0], P, grad, ok)],
    ["too few labels", /^labels has 2 numbers where 3/, () => module.lossAndGradFromLabels([1, 0], P, grad, ok)],
    ["class weights left out", /^classWeights is missing/, () => module.loss(Y, P, { classes: 2 })],
    [
      "class weights of another length",
      /^classWeights has 1 numbers where 2/,
      () => module.loss(Y, P, { classes: 2, classWeights: [1] }),
    ],
    ["an ignored class out of range", /^ignoreIndex is 2/, () => module.loss(Y, P, { ...ok, ignoreIndex: 2 })],
    ["no place for the losses", /^losses is missing/, () => module.loss(Y, P, { ...ok, reduction: "none" })],
  ])("%s is an error that names it", (_, message, act) => {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  });
});

describe("hostile names and comments", () => {
  test.each([
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "class",
    "await",
    "fail",
    "total",
    "options",
    "classes",
    "scale",
    "besselI0",
    "Math",
    "DEFAULTS",
    "loss_",
  ])("%s as the name of a loss, an input, a parameter and a let", (name) => {
    const other = name === "z" ? "x" : "z";
    const texts = [
      `loss ${name}(y: target, p: probs) = -sum(y * log(p))`,
      `loss f(y: target, ${name}: probs) = -sum(y * log(${name}))`,
      `loss f(y: target, p: probs; ${name} = 1) = -sum(y * log(p)) * ${name}`,
      `loss f(y: target, p: probs) { let ${name} = log(p) let ${other} = ${name} * y return -sum(${other} + 0 * ${name}) }`,
    ];
    for (const text of texts) expect(load(text).loss([0, 1], [0.25, 0.75]), text).toBeCloseTo(-Math.log(0.75), 14);
  });

  test("a documentation comment cannot end the comment it becomes, nor run", () => {
    const marks: string[] = [];
    Object.assign(globalThis, { mark: (text: string) => marks.push(text) });
    const template = ["`$", "{mark('template')}`"].join("");
    const doc = `/// */ mark('comment'); /* ${template} \\u002a/ mark('escape') // \u2028 mark('line')`;
    const text = `${doc}\nloss f(y: target, p: probs) = -sum(y * log(p))`;
    expect(load(text).loss([0, 1], [0.25, 0.75])).toBeCloseTo(-Math.log(0.75), 14);
    expect(marks).toEqual([]);
  });
});
