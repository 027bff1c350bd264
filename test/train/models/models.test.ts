import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { useWasmBackend } from "../../../src/train/backend/index.ts";
import { restartMasks } from "../../../src/train/layers/index.ts";
import { createModel, type ImageShape, isModelName, MODELS, type ModelName } from "../../../src/train/models/index.ts";
import { convnet, efficientNetV2S, mlp, resnet9v2, wideResNet } from "./published.ts";
import { images, isDrawn, isSame, predict, sizeOf, snapshot, train, unchangedSince } from "./training.ts";

beforeAll(useWasmBackend);

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
  return () => expect(tf.memory().numTensors).toBe(before);
});

const SHAPE: ImageShape = { height: 8, width: 10, channels: 3, classes: 4 };
const SMALL = ["mlp", "convnet", "resnet9v2"] as const satisfies ModelName[];

/** A model of its own for each use, on four images. */
function using<T>(name: ModelName, use: (model: tf.LayersModel, x: tf.Tensor4D) => T, seed: number | string = 1): T {
  const model = createModel(name, SHAPE, createRandom(seed));
  const x = images(4, SHAPE);
  try {
    return use(model, x);
  } finally {
    tf.dispose(x);
    model.dispose();
  }
}

async function copyOf(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  const topology = JSON.parse(JSON.stringify(saved!.modelTopology)) as object;
  return tf.loadLayersModel(tf.io.fromMemory({ ...saved!, modelTopology: topology }));
}

describe("numbers of weights", () => {
  const shapes = [
    { height: 32, width: 32, channels: 3, classes: 10 },
    { height: 28, width: 28, channels: 1, classes: 10 },
    { height: 8, width: 9, channels: 1, classes: 100 },
  ];
  test.each(shapes)("of $height x $width x $channels and $classes classes", (shape) => {
    const { height, width, channels, classes } = shape;
    const counts = {
      mlp: mlp(height * width * channels, classes),
      convnet: convnet(channels, classes),
      resnet9v2: resnet9v2(channels, classes),
    };
    for (const name of SMALL) {
      const model = createModel(name, shape, createRandom(1));
      const { trainable, fixed } = counts[name];
      expect([name, sizeOf(model.trainableWeights), model.countParams()]).toEqual([name, trainable, trainable + fixed]);
      model.dispose();
    }
  });
});

test("the documentation's table has the right numbers", () => {
  const document = readFileSync(new URL("../../../docs/models.md", import.meta.url), "utf8");
  const rows = [...document.matchAll(/^\| `([^`]+)` \|.*\| ([\d,]+) \| ([\d,]+) \| (\d+)x\4 \|/gm)];
  const number = (text: string) => Number(text.replaceAll(",", ""));
  expect(
    rows.map(([, name, trainable, fixed, side]) => [name, number(trainable!), number(fixed!), number(side!)]),
  ).toEqual(
    Object.entries({
      mlp: mlp(32 * 32 * 3, 10),
      convnet: convnet(3, 10),
      resnet9v2: resnet9v2(3, 10),
      "efficientnetv2-s": efficientNetV2S(3, 10),
      "wrn-28-10": wideResNet(3, 10),
    }).map(([name, { trainable, fixed }]) => [name, trainable, fixed, MODELS[name as ModelName].smallestSide]),
  );
});

describe.each(SMALL)("%s", (name) => {
  test("gives probabilities", () => {
    using(name, (model, x) => {
      const rows = predict(model, x);
      expect(rows).toHaveLength(4 * 4);
      for (let row = 0; row < 4; row++) {
        const values = [...rows.slice(row * 4, row * 4 + 4)];
        expect(values.every((value) => value > 0 && value < 1)).toBe(true);
        expect(values.reduce((total, value) => total + value, 0)).toBeCloseTo(1, 5);
      }
    });
  });

  test("starts with the seed's weights, and other seeds start with others", () => {
    const weights = (seed: number | string) => using(name, snapshot, seed);
    const [one, same, other] = [weights(1), weights(1), weights(2)];
    expect(isSame(same, one)).toBe(true);
    const drawn = one.map(isDrawn);
    expect(other.map((weight, index) => !weight.equals(one[index]!))).toEqual(drawn);
    expect(drawn.filter(Boolean).length).toBeGreaterThanOrEqual(3);
  });

  test("no two of its layers start alike", () => {
    using(name, (model) => {
      const drawn = snapshot(model).filter(isDrawn);
      // A common stream would show as a common ratio of the first values.
      const ratios = drawn.map((weight) => (weight.readFloatLE(4) / weight.readFloatLE(0)).toFixed(4));
      expect(new Set(ratios).size).toBe(drawn.length);
    });
  });

  test("learns four images, and every weight takes part", () => {
    using(name, (model, x) => {
      const first = snapshot(model);
      const losses = train(model, x, SHAPE.classes, 1);
      expect(unchangedSince(first, model)).toEqual([]);
      losses.push(...train(model, x, SHAPE.classes, 60));
      const last = losses.slice(-10).reduce((total, loss) => total + loss, 0) / 10;
      expect(last).toBeLessThan(losses[0]! / 2);
    });
  });

  test("leaves no tensor behind in training steps or predictions", () => {
    using(name, (model, x) => {
      const counts = () => [tf.memory().numTensors, tf.backend().numDataIds()];
      train(model, x, SHAPE.classes, 1);
      predict(model, x);
      const after = counts();
      train(model, x, SHAPE.classes, 5);
      predict(model, x);
      predict(model, x, true);
      expect(counts()).toEqual(after);
    });
  });

  test("trains to the same weights from the same seed, bit for bit", () => {
    const trained = (seed: number) =>
      using(
        name,
        (model, x) => {
          train(model, x, SHAPE.classes, 3);
          return snapshot(model);
        },
        seed,
      );
    const once = trained(1);
    expect(isSame(trained(1), once)).toBe(true);
    expect(isSame(trained(2), once)).toBe(false);
  });

  test("predicts the same twice, before and after a restart of its masks", () => {
    using(name, (model, x) => {
      const once = predict(model, x);
      predict(model, x, true);
      const later = predict(model, x);
      expect(predict(model, x)).toEqual(later);
      restartMasks(model);
      expect(predict(model, x)).toEqual(later);
      // The training pass in between moved the averages, where there are some.
      if (name === "mlp") expect(later).toEqual(once);
      else expect(later).not.toEqual(once);
    });
  });

  test("is saved and loaded with its weights, and trains on as it would have", async () => {
    const model = createModel(name, SHAPE, createRandom(1));
    const x = images(4, SHAPE);
    train(model, x, SHAPE.classes, 2);
    const copy = await copyOf(model);
    expect(isSame(snapshot(copy), snapshot(model))).toBe(true);
    expect(predict(copy, x)).toEqual(predict(model, x));
    // Masks are counted from the start of a program's use of a model, and are no part of what is saved.
    restartMasks(model);
    expect(train(copy, x, SHAPE.classes, 2)).toEqual(train(model, x, SHAPE.classes, 2));
    expect(isSame(snapshot(copy), snapshot(model))).toBe(true);
    tf.dispose(x);
    model.dispose();
    copy.dispose();
  });

  test("made again from its plan has the seed's first weights", async () => {
    const model = createModel(name, SHAPE, createRandom(1));
    const plan = JSON.parse(model.toJSON() as string) as Parameters<typeof tf.models.modelFromJSON>[0];
    const again = await tf.models.modelFromJSON(plan);
    expect(isSame(snapshot(again), snapshot(model))).toBe(true);
    model.dispose();
    again.dispose();
  });
});

describe("dropout", () => {
  const trainingRows = (dropout: number, calls: number) => {
    const model = createModel("convnet", SHAPE, createRandom(1), { dropout });
    const x = images(4, SHAPE);
    const rows = Array.from({ length: calls }, () => predict(model, x, true));
    restartMasks(model);
    rows.push(predict(model, x, true));
    tf.dispose(x);
    model.dispose();
    return rows;
  };

  test("is a model's option, and its masks can be started again", () => {
    const [first, second, restarted] = trainingRows(0.5, 2);
    expect(second).not.toEqual(first);
    expect(restarted).toEqual(first);
    const [plain, plainAgain] = trainingRows(0, 1);
    expect(plainAgain).toEqual(plain);
    expect(plain).not.toEqual(first);
  });

  test("does not change the first weights", () => {
    const weights = (dropout: number) => {
      const model = createModel("resnet9v2", SHAPE, createRandom(1), { dropout });
      const values = snapshot(model);
      model.dispose();
      return values;
    };
    expect(isSame(weights(0), weights(0.5))).toBe(true);
  });
});

test("names are those of the table", () => {
  expect(Object.keys(MODELS).every(isModelName)).toBe(true);
  for (const name of ["resnet", "MLP", "", "toString", "__proto__"]) expect(isModelName(name)).toBe(false);
});

test.each(Object.entries(MODELS))("%s refuses images that are too small for it", (name, { smallestSide }) => {
  if (smallestSide > 1) {
    const shape = { ...SHAPE, height: 64, width: smallestSide - 1 };
    expect(() => createModel(name as ModelName, shape, createRandom(1))).toThrow(
      new RangeError(
        `${name} needs images of at least ${smallestSide}x${smallestSide} pixels, and these have 64x${smallestSide - 1}`,
      ),
    );
  }
  for (const size of ["height", "width", "channels", "classes"]) {
    for (const wrong of [0, 2.5, Number.NaN]) {
      expect(() => createModel(name as ModelName, { ...SHAPE, [size]: wrong }, createRandom(1))).toThrow(RangeError);
    }
  }
});

test.each(SMALL)("%s can be trained on the smallest images that it takes", (name) => {
  const side = MODELS[name].smallestSide;
  const shape = { height: side, width: side, channels: 1, classes: 2 };
  const model = createModel(name, shape, createRandom(1));
  const x = images(3, shape);
  expect(train(model, x, 2, 2).every(Number.isFinite)).toBe(true);
  tf.dispose(x);
  model.dispose();
});
