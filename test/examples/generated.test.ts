/** The code that each example is compiled to, run on random batches, against the reference interpreter. */

import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { differences, type Tolerance } from "../support/closeness.ts";
import { loadGenerated } from "../support/load-generated.ts";
import { TENSOR_BACKENDS, useBackend } from "../support/tensor-backends.ts";
import { randomBatch } from "./batches.ts";
import { EXAMPLES } from "./every-example.ts";
import { REFERENCES, type Reference, type Row } from "./references.ts";

type Options = Readonly<Record<string, unknown>>;
type Numbers = ArrayLike<number>;

interface GeneratedModule {
  loss(y: Numbers, p: Numbers, options?: Options): number;
  lossAndGrad(y: Numbers, p: Numbers, grad: Float64Array, options?: Options): number;
  lossFromLabels(labels: Numbers, p: Numbers, options?: Options): number;
  lossAndGradFromLabels(labels: Numbers, p: Numbers, grad: Float64Array, options?: Options): number;
}

type TensorLoss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;
type TensorModule = Readonly<Record<string, TensorLoss & ((options: Options) => TensorLoss)>>;

const FLOAT64: Tolerance = { relative: 1e-11, absolute: 1e-12 };
const FLOAT32: Tolerance = { relative: 1e-4, absolute: 5e-6 };

interface Variant {
  readonly fromLogits: boolean;
  readonly kinds: Pick<Reference, "labels" | "prediction">;
}

/** Losses of probabilities also from logits; those of soft labels also with one class for each example. */
function variantsOf({ labels, prediction }: Reference): readonly (readonly [title: string, variant: Variant])[] {
  return (labels === "soft" ? (["soft", "class"] as const) : [labels]).flatMap((kind) => {
    const plain: Variant = { fromLogits: false, kinds: { labels: kind, prediction } };
    const composed: Variant = { fromLogits: true, kinds: { labels: kind, prediction: "logits" } };
    const both: readonly (readonly [string, Variant])[] = [
      [`${kind} labels`, plain],
      [`${kind} labels, from logits`, composed],
    ];
    return prediction === "probs" ? both : both.slice(0, 1);
  });
}

const classIndices = (rows: readonly Row[]): number[] => rows.map((row) => row.indexOf(1));

const named = EXAMPLES.map((example) => [example.name, example.loss] as const);

describe.each(named)("%s as a module", (name, loss) => {
  const reference = REFERENCES[name];

  test.each(variantsOf(reference))("with %s", (title, { fromLogits, kinds }) => {
    const module = loadGenerated<GeneratedModule>(loss.emit("module", { fromLogits }));
    const rows = randomBatch(kinds, `module/${name}/${title}`);
    const y = rows.y.flat();
    const p = rows.p.flat();
    const shape = kinds.labels === "number" ? {} : { classes: rows.p[0].length };
    for (const setting of [{}, ...reference.settings]) {
      const expected = loss.lossAndGrad(y, p, { ...shape, params: setting, fromLogits });
      const options = { ...shape, ...setting };
      const grad = new Float64Array(p.length);
      const both = module.lossAndGrad(y, p, grad, options);
      expect(differences([both, module.loss(y, p, options)], [expected.loss, expected.loss], FLOAT64)).toEqual([]);
      expect(differences(grad, expected.grad, FLOAT64)).toEqual([]);
      if (kinds.labels !== "class") continue;
      const labels = classIndices(rows.y);
      grad.fill(Number.NaN);
      const fromLabels = module.lossAndGradFromLabels(labels, p, grad, options);
      const value = module.lossFromLabels(labels, p, options);
      expect(differences([fromLabels, value], [expected.loss, expected.loss], FLOAT64)).toEqual([]);
      expect(differences(grad, expected.grad, FLOAT64)).toEqual([]);
    }
  });
});

/** The factory and the loss with default options: `createCrossEntropy` and its like, and the loss's own name. */
function exportsOf(
  module: TensorModule,
  name: string,
): { create: (options: Options) => TensorLoss; plain: TensorLoss } {
  const factory = Object.keys(module).find((key) => key.startsWith("create") && !key.endsWith("PerExample"))!;
  return { create: module[factory], plain: module[name] };
}

describe.each(TENSOR_BACKENDS)("on tfjs's %s backend", (backend) => {
  beforeAll(() => useBackend(backend));

  describe.each(named)("%s", (name, loss) => {
    const reference = REFERENCES[name];

    test.each(variantsOf(reference))("with %s", async (title, { fromLogits, kinds }) => {
      const module = loadGenerated<TensorModule>(loss.emit("tfjs", { fromLogits }), { "@tensorflow/tfjs": tf });
      const { create, plain } = exportsOf(module, name);
      const rows = randomBatch(kinds, `tfjs/${name}/${title}`);
      const classes = kinds.labels === "number" ? 1 : rows.p[0].length;
      const y = tf.tensor2d(rows.y.flat(), [rows.y.length, classes]);
      const p = tf.tensor2d(rows.p.flat(), [rows.p.length, classes]);
      const targets = kinds.labels === "class" ? [y, tf.tensor1d(classIndices(rows.y))] : [y];
      for (const setting of [undefined, ...reference.settings]) {
        const expected = loss.lossAndGrad(await y.data(), await p.data(), {
          ...(kinds.labels === "number" ? {} : { classes }),
          params: setting ?? {},
          fromLogits,
        });
        for (const target of targets) {
          const compute = setting === undefined ? plain : create(setting);
          const { value, grad } = tf.valueAndGrad((predicted: tf.Tensor) => compute(target, predicted))(p);
          expect(differences(await value.data(), [expected.loss], FLOAT32)).toEqual([]);
          expect(grad.shape).toEqual(p.shape);
          expect(differences(await grad.data(), expected.grad, FLOAT32)).toEqual([]);
        }
      }
    });
  });
});
