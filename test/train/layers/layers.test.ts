import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { useWasmBackend } from "../../../src/train/backend/index.ts";
import {
  BatchNormalization,
  Convolution,
  Dense,
  DepthwiseConvolution,
  Dropout,
  GlobalAveragePool,
  SqueezeExcite,
  StochasticDepth,
} from "../../../src/train/layers/index.ts";

beforeAll(useWasmBackend);

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
  return () => expect(tf.memory().numTensors).toBe(before);
});

const normals = (shape: number[], seed: number | string) => {
  const random = createRandom(seed);
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal());
};

/** What a layer makes of plain numbers, and frees. */
function applied(layer: tf.layers.Layer, values: Float32Array, shape: number[], training = false) {
  return tf.tidy(() => {
    const y = layer.apply(tf.tensor(values, shape), { training }) as tf.Tensor;
    return { values: y.dataSync<"float32">().slice(), shape: y.shape };
  });
}

/** Has the layer's weights made. */
const build = (layer: tf.layers.Layer, shape: number[]) => {
  applied(layer, new Float32Array(tf.util.sizeFromShape(shape)), shape);
};

const weightsOf = (layer: tf.layers.Layer) => layer.getWeights().map((weight) => [...weight.dataSync()]);
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-4) {
  expect(actual.length).toBe(expected.length);
  for (let index = 0; index < actual.length; index++) {
    expect(Math.abs(actual[index]! - expected[index]!)).toBeLessThan(tolerance * (1 + Math.abs(expected[index]!)));
  }
}

const LAYERS = {
  convolution: (seed: number) => new Convolution({ filters: 5, kernelSize: 3, stride: 2, seed }),
  depthwise: (seed: number) => new DepthwiseConvolution({ kernelSize: 3, stride: 2, seed }),
  dense: (seed: number) => new Dense({ units: 7, activation: "relu", seed }),
  norm: () => new BatchNormalization({ activation: "swish", momentum: 0.9, epsilon: 0.01 }),
  pool: () => new GlobalAveragePool({}),
  "squeeze-excite": (seed: number) => new SqueezeExcite({ squeezed: 2, seed }),
  dropout: (seed: number) => new Dropout({ rate: 0.25, seed }),
  "stochastic depth": (seed: number) => new StochasticDepth({ rate: 0.25, seed }),
} satisfies Record<string, (seed: number) => tf.layers.Layer>;

describe.each(Object.entries(LAYERS))("%s", (name, create) => {
  test("the shape that it promises is the shape of its output", () => {
    const sizes = fc.record({ batch: fc.integer({ min: 1, max: 3 }), side: fc.integer({ min: 1, max: 7 }) });
    fc.assert(
      fc.property(sizes, fc.boolean(), ({ batch, side }, training) => {
        const shape = name === "dense" ? [batch, side] : [batch, side, side + 1, 4];
        const layer = create(1);
        const { shape: actual } = applied(layer, normals(shape, 1), shape, training);
        expect(layer.computeOutputShape(shape)).toEqual(actual);
        layer.dispose();
      }),
      { seed: 31, numRuns: 12 },
    );
  });

  test("its configuration, as JSON, makes it again with the same first weights", () => {
    const shape = name === "dense" ? [3, 4] : [2, 5, 5, 4];
    const layer = create(5);
    const again = tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()]![1](
      layer.constructor as tf.serialization.SerializableConstructor<tf.serialization.Serializable>,
      JSON.parse(JSON.stringify(layer.getConfig())) as tf.serialization.ConfigDict,
    ) as tf.layers.Layer;
    const x = normals(shape, 2);
    expect(applied(again, x, shape, true)).toEqual(applied(layer, x, shape, true));
    expect(weightsOf(again)).toEqual(weightsOf(layer));
    expect(again.getConfig()).toEqual(layer.getConfig());
    layer.dispose();
    again.dispose();
  });
});

describe("first weights", () => {
  const drawn = (layer: tf.layers.Layer, shape: number[]) => {
    build(layer, shape);
    const values = weightsOf(layer)[0]!;
    layer.dispose();
    return values;
  };
  const variance = (values: readonly number[]) => mean(values.map((x) => x * x));

  test("of a convolution have mean 0 and the variance 2 / fan-in", () => {
    const values = drawn(new Convolution({ filters: 128, kernelSize: 3, seed: 1 }), [1, 8, 8, 32]);
    expect(values).toHaveLength(9 * 32 * 128);
    expect(Math.abs(mean(values))).toBeLessThan(0.002);
    expect(variance(values) * 9 * 32).toBeCloseTo(2, 1);
  });

  test("of a depthwise convolution know that each filter sees one channel", () => {
    const values = drawn(new DepthwiseConvolution({ kernelSize: 3, seed: 1 }), [1, 8, 8, 4001]);
    expect(values).toHaveLength(9 * 4001);
    expect(variance(values) * 9).toBeCloseTo(2, 1);
  });

  test("of a dense layer are uniform within sqrt(6 / (fan-in + fan-out))", () => {
    const values = drawn(new Dense({ units: 100, seed: 1 }), [1, 300]);
    const limit = Math.sqrt(6 / 400);
    expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(limit));
    expect(Math.max(...values)).toBeGreaterThan(0.999 * limit);
    expect(Math.min(...values)).toBeLessThan(-0.999 * limit);
    expect(variance(values) * 400).toBeCloseTo(2, 1);
  });

  test("differ with the seed", () => {
    const create = (seed: number) => new Convolution({ filters: 4, kernelSize: 3, seed });
    expect(drawn(create(1), [1, 4, 4, 2])).toEqual(drawn(create(1), [1, 4, 4, 2]));
    expect(drawn(create(1), [1, 4, 4, 2])).not.toEqual(drawn(create(2), [1, 4, 4, 2]));
  });
});

describe("batch normalization", () => {
  const SHAPE = [4, 3, 5, 6];
  const CHANNELS = 6;
  const EPSILON = 0.001;
  const x = normals(SHAPE, "x").map((value, index) => value * (1 + (index % CHANNELS)) + 2);
  const channel = (index: number) => x.filter((_, at) => at % CHANNELS === index);
  const moments = Array.from({ length: CHANNELS }, (_, index) => {
    const values = channel(index);
    const average = mean(values);
    return { average, variance: mean(values.map((value) => (value - average) ** 2)) };
  });
  const normalized = x.map((value, at) => {
    const { average, variance } = moments[at % CHANNELS]!;
    return (value - average) / Math.sqrt(variance + EPSILON);
  });

  test("in training is the formula with the batch's own mean and variance", () => {
    const layer = new BatchNormalization();
    expectClose(applied(layer, x, SHAPE, true).values, normalized);
    const scaled = tf.tidy(() => {
      const [, , movingMean, movingVariance] = layer.getWeights();
      layer.setWeights([tf.fill([CHANNELS], 3), tf.fill([CHANNELS], -1), movingMean!, movingVariance!]);
      return applied(layer, x, SHAPE, true).values;
    });
    expectClose(
      scaled,
      normalized.map((value) => 3 * value - 1),
    );
    layer.dispose();
  });

  test("activates what it has normalized", () => {
    const swish = new BatchNormalization({ activation: "swish" });
    const relu = new BatchNormalization({ activation: "relu" });
    // Inference first: then the averages are still 0 and 1.
    for (const training of [false, true]) {
      const plain = training ? normalized : x.map((value) => value / Math.sqrt(1 + EPSILON));
      expectClose(
        applied(swish, x, SHAPE, training).values,
        plain.map((value) => value * sigmoid(value)),
      );
      expectClose(
        applied(relu, x, SHAPE, training).values,
        plain.map((value) => Math.max(value, 0)),
      );
    }
    swish.dispose();
    relu.dispose();
  });

  test("averages the batches by powers of the momentum, without what the averages began with; inference moves nothing", () => {
    const layer = new BatchNormalization({ momentum: 0.8 });
    applied(layer, x, SHAPE);
    expect(weightsOf(layer)[2]).toEqual(new Array(CHANNELS).fill(0));
    const factors = [1, -2, 3];
    for (const factor of factors)
      applied(
        layer,
        x.map((value) => factor * value),
        SHAPE,
        true,
      );
    applied(layer, x, SHAPE);
    const [, , movingMean, movingVariance] = weightsOf(layer);
    const weights = [0.8 ** 2, 0.8, 1];
    const total = weights.reduce((sum, weight) => sum + weight);
    const averaged = (of: (factor: number) => number) =>
      factors.reduce((sum, factor, step) => sum + (weights[step]! / total) * of(factor), 0);
    expectClose(
      movingMean!,
      moments.map(({ average }) => averaged((factor) => factor * average)),
    );
    expectClose(
      movingVariance!,
      moments.map(({ variance }) => averaged((factor) => factor ** 2 * variance)),
    );
    layer.dispose();
  });

  test("with momentum 0 gives in inference what it gave in the training step before", () => {
    for (const activation of ["linear", "swish", "relu"] as const) {
      const layer = new BatchNormalization({ momentum: 0, activation });
      const trained = applied(layer, x, SHAPE, true).values;
      expectClose(applied(layer, x, SHAPE).values, trained);
      layer.dispose();
    }
  });

  test("passes the gradient on to gamma and beta, and leaves no tensor in a gradient's tape", () => {
    const layer = new BatchNormalization({ activation: "swish" });
    build(layer, SHAPE);
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    for (let step = 0; step < 3; step++) {
      const count = tf.memory().numTensors;
      tf.tidy(() => {
        const { grads } = tf.variableGrads(
          () => tf.sum(layer.apply(tf.tensor(x, SHAPE), { training: true }) as tf.Tensor) as tf.Scalar,
          variables,
        );
        for (const gradient of Object.values(grads))
          expect(gradient.dataSync().every((value) => value !== 0)).toBe(true);
        expect(Object.keys(grads)).toHaveLength(2);
      });
      expect(tf.memory().numTensors).toBe(count);
    }
    layer.dispose();
  });
});

describe("dropout", () => {
  const SHAPE = [40, 250];
  const ones = new Float32Array(10_000).fill(1);

  test("drops its rate and scales the rest, so that the mean stays", () => {
    for (const rate of [0.1, 0.5, 0.8]) {
      const layer = new Dropout({ rate, seed: 3 });
      const { values } = applied(layer, ones, SHAPE, true);
      expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
      const dropped = values.filter((value) => value === 0).length / values.length;
      // Four standard deviations of a binomial share.
      expect(Math.abs(dropped - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / values.length));
      layer.dispose();
    }
  });

  test("has another mask at each call, the same ones for the same seed, and others for another", () => {
    const masks = (layer: Dropout) => [1, 2, 3].map(() => applied(layer, ones, SHAPE, true).values.join());
    const [one, same, other] = [3, 3, 4].map((seed) => new Dropout({ rate: 0.5, seed }));
    const first = masks(one!);
    expect(new Set(first).size).toBe(3);
    expect(masks(same!)).toEqual(first);
    for (const mask of masks(other!)) expect(first).not.toContain(mask);
    expect(masks(one!)).not.toEqual(first);
    one!.restart();
    expect(masks(one!)).toEqual(first);
    for (const layer of [one!, same!, other!]) layer.dispose();
  });

  test("does nothing in inference, which does not count as a call", () => {
    const layer = new Dropout({ rate: 0.5, seed: 3 });
    expect(applied(layer, ones, SHAPE).values).toEqual(ones);
    const first = applied(layer, ones, SHAPE, true).values;
    layer.restart();
    expect(applied(layer, ones, SHAPE, true).values).toEqual(first);
    layer.dispose();
  });

  test("refuses a rate outside [0, 1)", () => {
    for (const rate of [-0.1, 1, Number.NaN]) expect(() => new Dropout({ rate, seed: 1 })).toThrow(`not at ${rate}`);
  });

  test("of whole branches keeps or drops each example as one", () => {
    const layer = new StochasticDepth({ rate: 0.3, seed: 8 });
    const { values } = applied(layer, ones, [1000, 5, 1, 2], true);
    const examples = Array.from({ length: 1000 }, (_, index) => new Set(values.slice(index * 10, index * 10 + 10)));
    expect(examples.every((example) => example.size === 1)).toBe(true);
    const dropped = examples.filter((example) => example.has(0)).length / 1000;
    expect(Math.abs(dropped - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 1000));
    layer.dispose();
  });
});

test("squeeze-and-excite weights channels by the formula", () => {
  const [channels, squeezed] = [3, 2];
  const layer = new SqueezeExcite({ squeezed, seed: 1 });
  const x = normals([1, 2, 2, channels], 4);
  build(layer, [1, 2, 2, channels]);
  const values = [normals([3, 2], 5), normals([2], 6), normals([2, 3], 7), normals([3], 8)] as const;
  tf.tidy(() => {
    const shapes = [[3, 2], [2], [2, 3], [3]];
    layer.setWeights(values.map((value, index) => tf.tensor(value, shapes[index]!)));
  });
  const [w1, b1, w2, b2] = values;
  const pooled = [0, 1, 2].map((c) => mean([0, 1, 2, 3].map((pixel) => x[pixel * channels + c]!)));
  const hidden = [0, 1].map((h) => {
    const sum = pooled.reduce((total, value, c) => total + value * w1[c * squeezed + h]!, b1[h]!);
    return sum * sigmoid(sum);
  });
  const scale = [0, 1, 2].map((c) =>
    sigmoid(hidden.reduce((sum, value, h) => sum + value * w2[h * channels + c]!, b2[c]!)),
  );
  expectClose(
    applied(layer, x, [1, 2, 2, channels]).values,
    x.map((value, index) => value * scale[index % channels]!),
  );
  layer.dispose();
});

test.each(["convolution", "dense"] as const)(
  "the gradient of a %s's input is computed only if asked for",
  async (name) => {
    const shape = name === "dense" ? [2, 6] : [2, 6, 6, 2];
    const layer = LAYERS[name](1);
    const kernels = async (withInput: boolean) => {
      const x = tf.tidy(() => tf.variable(tf.ones(shape)));
      build(layer, shape);
      const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const loss = () => tf.sum(layer.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
      const profile = await tf.profile(() =>
        tf.tidy(() => {
          tf.variableGrads(loss, withInput ? [...variables, x] : variables);
        }),
      );
      x.dispose();
      return profile.kernels.length;
    };
    expect(await kernels(false)).toBeLessThan(await kernels(true));
    layer.dispose();
  },
);
