/** The `wasm` target as its users see it: options, kinds of arrays, workspaces, the fall-back without SIMD, and the text's types. */

import { createContext, runInContext } from "node:vm";
import { transformSync } from "esbuild";
import { Project, ts } from "ts-morph";
import { beforeAll, describe, expect, test } from "vitest";
import { emitModule } from "../../../src/codegen/module/emit.ts";
import { emitWasm, type WasmOptions } from "../../../src/codegen/wasm/emit.ts";
import { prepareTarget } from "../../../src/index.ts";
import type { Features } from "../../../src/pipeline/options.ts";
import { BESSEL, CROSS_ENTROPY, deriveText, FOCAL, HUBER, LOGITS } from "../../support/derive-text.ts";
import { loadGenerated } from "../../support/load-generated.ts";

type Numbers = ArrayLike<number>;
type Floats = Float32Array | Float64Array | number[];

interface LossModule {
  loss(y: Numbers, p: Numbers, options?: object): number;
  lossAndGrad(y: Numbers, p: Numbers, grad: Floats, options?: object): number;
  lossFromLabels(labels: Numbers, p: Numbers, options?: object): number;
  lossAndGradFromLabels(labels: Numbers, p: Numbers, grad: Floats, options?: object): number;
  allocate(
    batch: number,
    classes: number,
  ): Record<"y" | "p" | "grad" | "losses", Float32Array> & { labels: Int32Array };
}

beforeAll(() => prepareTarget("wasm"));

const emit = (text: string, features: Features & WasmOptions = {}): string =>
  emitWasm(deriveText(text, features), { origin: "test.loss", ...features });
const load = (text: string, features: Features & WasmOptions = {}): LossModule => loadGenerated(emit(text, features));

const Y = [0, 1, 1, 0, 0, 1];
const P = [0.3, 0.7, 0.9, 0.1, 0.45, 0.55];
const CE = [-Math.log(0.7), -Math.log(0.9), -Math.log(0.55)];
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

test("the text type-checks under --strict, with nothing unused", () => {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      strict: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      exactOptionalPropertyTypes: true,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    },
  });
  const everything = { labelSmoothing: true, classWeights: true, exampleWeights: true, ignoreIndex: true };
  const texts = [CROSS_ENTROPY, FOCAL, LOGITS, BESSEL]
    .flatMap((text) => [emit(text), emit(text, everything), emit(text, { fast: true })])
    .concat(emit(HUBER), emit(CROSS_ENTROPY, { fromLogits: true }), emit("loss one(y: target, p: probs) = 1"));
  texts.forEach((text, i) => {
    project.createSourceFile(`m${i}.ts`, text);
  });
  expect(
    project
      .getPreEmitDiagnostics()
      .map((d) => `${d.getSourceFile()?.getBaseName()}: ${JSON.stringify(d.getMessageText())}`),
  ).toEqual([]);
}, 60_000);

describe("options", () => {
  test("mean is the default; sum and none do not divide", () => {
    const module = load(CROSS_ENTROPY);
    const grad = new Float64Array(6);
    expect(module.lossAndGrad(Y, P, grad, { classes: 2 })).toBeCloseTo(total(CE) / 3, 6);
    expect(grad[1]).toBeCloseTo(-1 / 0.7 / 3, 6);
    expect(module.loss(Y, P, { classes: 2, reduction: "sum" })).toBeCloseTo(total(CE), 6);
    const losses = new Float64Array(3);
    expect(module.lossAndGrad(Y, P, grad, { classes: 2, reduction: "none", losses })).toBeCloseTo(total(CE), 6);
    expect(grad[1]).toBeCloseTo(-1 / 0.7, 6);
    expect([...losses]).toEqual(CE.map((value) => expect.closeTo(value, 6)));
  });

  test("label smoothing, class weights and example weights change the loss as their formulas say", () => {
    const module = load(CROSS_ENTROPY, { labelSmoothing: true, classWeights: true, exampleWeights: true });
    const [classWeights, exampleWeights, labelSmoothing] = [[2, 0.5], [1, 3, 0.25], 0.1];
    const expected = CE.map((_, i) => {
      const label = Y[2 * i] === 1 ? 0 : 1;
      const smooth = [0, 1].map((c) => (1 - labelSmoothing) * Y[2 * i + c]! + labelSmoothing / 2);
      return classWeights[label]! * exampleWeights[i]! * -total(smooth.map((y, c) => y * Math.log(P[2 * i + c]!)));
    });
    const options = { classes: 2, classWeights, exampleWeights, labelSmoothing };
    const [dense, sparse] = [new Float32Array(6), new Float32Array(6)];
    expect(module.lossAndGrad(Y, P, dense, options)).toBeCloseTo(total(expected) / 3, 6);
    expect(module.lossAndGradFromLabels([1, 0, 1], P, sparse, options)).toBeCloseTo(total(expected) / 3, 6);
    expect([...sparse]).toEqual([...dense].map((value) => expect.closeTo(value, 5)));
  });

  test.each([CROSS_ENTROPY, FOCAL])("an ignored class counts for nothing, in the mean's count too", (text) => {
    const module = load(text, { ignoreIndex: true });
    const kept = [...Y.slice(0, 2), ...Y.slice(4)];
    const keptP = [...P.slice(0, 2), ...P.slice(4)];
    const expected = load(text).loss(kept, keptP, { classes: 2 });
    const [dense, sparse] = [new Float32Array(6).fill(7), new Float32Array(6).fill(7)];
    const losses = new Float32Array(3).fill(7);
    expect(module.lossAndGrad(Y, P, dense, { classes: 2, ignoreIndex: 0, losses })).toBeCloseTo(expected, 6);
    const options = { classes: 2, ignoreIndex: -100 };
    expect(module.lossAndGradFromLabels([1, -100, 1], P, sparse, options)).toBeCloseTo(expected, 6);
    expect([...dense.slice(2, 4), ...sparse.slice(2, 4), losses[1]]).toEqual([0, 0, 0, 0, 0]);
    expect(module.lossFromLabels([0, 0, 0], P, { classes: 2, ignoreIndex: 0 })).toBe(0);
    expect(module.loss(Y, P, { classes: 2 })).toBeCloseTo(load(text).loss(Y, P, { classes: 2 }), 6);
  });

  test("absent classes of probability 0 contribute nothing", () => {
    const grad = new Float32Array(2);
    expect(load(CROSS_ENTROPY).lossAndGrad([0, 1], [0, 1], grad)).toBe(0);
    expect([...grad]).toEqual([0, -1]);
  });

  test("from logits, as far out as 1e4", () => {
    const grad = new Float32Array(3);
    expect(load(LOGITS).lossAndGrad([0, 1, 0], [1e4, -1e4, 0], grad)).toBe(20_000);
    expect([...grad]).toEqual([1, -1, 0]);
    const focal = load(FOCAL, { fromLogits: true });
    expect(focal.lossAndGrad([0, 1, 0], [1e4, -1e4, 0], grad)).toBe(5000);
    expect([...grad]).toEqual([0.25, -0.25, 0]);
    expect(focal.lossAndGradFromLabels([1], [1e4, -1e4, 0], grad, { classes: 3 })).toBe(5000);
    expect([...grad]).toEqual([0.25, -0.25, 0]);
  });
});

describe("logits that are infinite or no number", () => {
  const INF = Number.POSITIVE_INFINITY;
  const rows = [
    [INF, 0, 1, 2, 3],
    [0, 1, INF, 2, 100],
    [0, 200, INF, 300, INF],
    [-INF, 0, 1, 2, 5],
    [0, -INF, -INF, -INF, -INF],
    [-INF, -INF, -INF, -INF, -INF],
    [Number.NaN, 0, 1, 2, 3],
    [INF, Number.NaN, 0, 0, 0],
  ];
  // Of few classes four examples are computed at once, of many one.
  const padded = (row: readonly number[], classes: number): number[] =>
    Array.from({ length: classes }, (_, i) => row[i] ?? -i / 8);
  const brier = "loss f(y: target, p: probs) = sum((y - p)^2)";

  test.each([CROSS_ENTROPY, FOCAL, brier].flatMap((text) => [5, 61].map((classes) => [text, classes] as const)))(
    "%s of %d classes: as in plain loops",
    (text, classes) => {
      const kernel = load(text, { fromLogits: true });
      const loops: LossModule = loadGenerated(emitModule(deriveText(text, { fromLogits: true })));
      const logits = [...rows, ...rows].flatMap((row) => padded(row, classes));
      const labels = rows.map(() => 1).concat(rows.map(() => 2));
      const y = labels.flatMap((label) => Array.from({ length: classes }, (_, i) => (i === label ? 1 : 0)));
      const results = [kernel, loops].flatMap((module) => {
        const [dense, sparse] = [new Float32Array(logits.length), new Float32Array(logits.length)];
        const losses = [new Float32Array(labels.length), new Float32Array(labels.length)];
        module.lossAndGrad(y, logits, dense, { classes, losses: losses[0] });
        module.lossAndGradFromLabels(labels, logits, sparse, { classes, losses: losses[1] });
        return [[...losses[0]!, ...losses[1]!, ...dense, ...sparse]];
      });
      const close = results[1]!.map((value) => (Number.isFinite(value) ? expect.closeTo(value, 5) : value));
      expect(results[0]).toEqual(close);
    },
  );
});

describe("arrays", () => {
  const module = () => load(CROSS_ENTROPY);
  const expected = total(CE) / 3;

  test("of any kind, and views at any offset", () => {
    const { lossAndGrad } = module();
    const gradients = [
      new Float32Array(6),
      new Float64Array(6),
      new Array<number>(6).fill(0),
      new Float32Array(9).subarray(1, 7),
    ];
    const predictions = [P, Float64Array.from(P), Float32Array.from(P), Float32Array.from([9, 9, 9, ...P]).subarray(3)];
    for (const grad of gradients) {
      for (const p of predictions) {
        grad.fill(0);
        expect(lossAndGrad(Y, p, grad, { classes: 2 })).toBeCloseTo(expected, 6);
        expect([...grad]).toEqual(
          [0, -1 / 0.7 / 3, -1 / 0.9 / 3, 0, 0, -1 / 0.55 / 3].map((x) => expect.closeTo(x, 5)),
        );
      }
    }
  });

  test("in a workspace, whole and as views within it, together with others outside", () => {
    const { allocate, lossAndGrad, lossAndGradFromLabels } = module();
    const space = allocate(3, 2);
    space.y.set(Y);
    space.p.set(P);
    space.labels.set([1, 0, 1]);
    const outside = new Float32Array(6);
    expect(lossAndGrad(space.y, space.p, space.grad, { classes: 2, losses: space.losses })).toBeCloseTo(expected, 6);
    expect(lossAndGrad(Y, space.p, outside, { classes: 2 })).toBeCloseTo(expected, 6);
    expect([...outside]).toEqual([...space.grad]);
    expect([...space.losses]).toEqual(CE.map((value) => expect.closeTo(value, 6)));
    space.grad.fill(9);
    expect(lossAndGradFromLabels(space.labels, space.p, space.grad, { classes: 2 })).toBeCloseTo(expected, 6);
    expect([...space.grad]).toEqual([...outside]);
    // A part of the workspace, of another size: its own batch of one.
    const part = lossAndGrad(space.y.subarray(2, 4), space.p.subarray(2, 4), outside.subarray(0, 2), { classes: 2 });
    expect(part).toBeCloseTo(CE[1]!, 6);
  });

  test("two workspaces do not disturb each other, nor do calls of other sizes between", () => {
    const { allocate, lossAndGrad } = module();
    const [one, other] = [allocate(3, 2), allocate(3, 2)];
    for (const space of [one, other]) space.y.set(Y);
    one.p.set(P);
    other.p.fill(0.5);
    lossAndGrad(one.y, one.p, one.grad, { classes: 2 });
    const before = [...one.grad];
    expect(lossAndGrad(other.y, other.p, other.grad, { classes: 2 })).toBeCloseTo(Math.LN2, 6);
    expect(lossAndGrad([0, 1], [0.5, 0.5], [0, 0])).toBeCloseTo(Math.LN2, 6);
    expect([...one.grad]).toEqual(before);
    expect([...one.p]).toEqual([...Float32Array.from(P)]);
  });

  describe("results may take the place of arguments, whole or in part", () => {
    const LOSS = "loss l(y: target, z: logits) = -sum(y * log(1 + exp(z)))";
    type Space = Record<"y" | "z" | "grad" | "losses", Float32Array>;
    const all = (space: Space): Float32Array => new Float32Array(space.y.buffer);
    const view = (space: Space, of: Float32Array, by: number): Float32Array =>
      all(space).subarray(of.byteOffset / 4 + by, of.byteOffset / 4 + by + of.length);

    test.each<[string, (space: Space) => [y: Float32Array, z: Float32Array, grad: Float32Array]]>([
      ["the prediction's", (space) => [space.y, space.z, space.z]],
      [
        "the prediction's, in ordinary memory",
        ({ y, z }) => {
          const own = z.slice();
          return [y, own, own];
        },
      ],
      ["the target's", (space) => [space.y, space.z, space.y]],
      ["that of a view of the prediction", (space) => [space.y, space.z, space.z.subarray(0)]],
      ["a part of the prediction's", (space) => [space.y, space.z, view(space, space.z, 1)]],
      ["the prediction's, which lies where gradients do", (space) => [space.y, space.grad, space.grad]],
      [
        "none: the prediction lies where gradients do",
        (space) => [space.y, space.grad, new Float32Array(space.z.length)],
      ],
      ["none: the target lies across the gradient", (space) => [view(space, space.grad, -2), space.z, space.grad]],
    ])("%s", (_, arraysOf) => {
      const { allocate, lossAndGrad } = load(LOSS);
      for (const [batch, classes] of [
        [4, 3],
        [1, 64],
        [5, 60],
      ] as const) {
        const y = Float32Array.from({ length: batch * classes }, (_, at) => (at % classes === at % 2 ? 1 : 0));
        const z = y.map((_, at) => Math.sin(at));
        const expected = new Float32Array(y.length);
        const loss = lossAndGrad(y, z, expected, { classes });
        const arrays = arraysOf(allocate(batch, classes) as unknown as Space);
        arrays[0].set(y);
        arrays[1].set(z);
        expect(lossAndGrad(...arrays, { classes })).toBe(loss);
        expect([...arrays[2]]).toEqual([...expected]);
      }
    });
  });

  test("calls of one size make no new memory", () => {
    let memories = 0;
    const Memory = WebAssembly.Memory;
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        memories++;
      }
    };
    try {
      const { lossAndGrad } = module();
      const grad = new Float32Array(6);
      for (let i = 0; i < 10; i++) lossAndGrad(Y, P, grad, { classes: 2 });
    } finally {
      WebAssembly.Memory = Memory;
    }
    expect(memories).toBe(1);
  });

  test("rows of a thousand classes, and a batch that needs more memory than the first", () => {
    const { lossAndGrad } = module();
    for (const [batch, classes] of [
      [1, 1000],
      [64, 1001],
      [300, 999],
    ] as const) {
      const p = Float32Array.from({ length: batch * classes }, (_, i) => ((i % 97) + 1) / 100);
      const y = Float32Array.from(p, (_, i) => (i % classes === 5 ? 1 : 0));
      const grad = new Float32Array(p.length).fill(Number.NaN);
      let sum = 0;
      for (let i = 5; i < p.length; i += classes) sum -= Math.log(p[i]!);
      expect(lossAndGrad(y, p, grad, { classes }) / (sum / batch)).toBeCloseTo(1, 6);
      expect(grad.findIndex((g, i) => !(Math.abs(g - (y[i]! === 1 ? -1 / p[i]! / batch : 0)) <= 1e-6))).toBe(-1);
    }
  });
});

describe("arguments", () => {
  test.each<[string, RegExp, (module: LossModule) => void]>([
    ["an empty batch", /^p is an empty batch/, (module) => module.loss([], [], { classes: 2 })],
    ["a ragged batch", /^p has 6 numbers/, (module) => module.loss(Y, P, { classes: 4 })],
    ["a label out of range", /^labels has 2 at 1/, (module) => module.lossFromLabels([1, 2, 0], P)],
    ["a label between classes", /^labels has 0.5 at 0/, (module) => module.lossFromLabels([0.5, 1, 0], P)],
    ["a parameter out of range", /^alpha is 0/, (module) => module.loss(Y, P, { classes: 2, alpha: 0 })],
    ["a gradient of another length", /^grad has 2/, (module) => module.lossAndGrad(Y, P, [0, 0], { classes: 2 })],
  ])("%s is an error that names it", (_, message, act) => {
    const module = load(FOCAL);
    expect(() => act(module)).toThrow(RangeError);
    expect(() => act(module)).toThrow(message);
  });
});

test("without SIMD the same module computes in plain loops", () => {
  const { code } = transformSync(emit(FOCAL), { loader: "ts", format: "cjs", target: "es2022" });
  const noSimd = { validate: () => false };
  for (const WebAssembly of [undefined, noSimd]) {
    const module = { exports: {} as LossModule };
    runInContext(code, createContext({ module, exports: module.exports, atob, WebAssembly }));
    const [grad, other] = [new Float64Array(6), new Float32Array(6)];
    const loss = module.exports.lossAndGrad(Y, P, grad, { classes: 2 });
    expect(loss).toBeCloseTo(load(FOCAL).lossAndGrad(Y, P, other, { classes: 2 }), 6);
    expect([...grad]).toEqual([...other].map((x) => expect.closeTo(x, 5)));
    expect(module.exports.allocate(2, 3).p).toHaveLength(6);
  }
});
