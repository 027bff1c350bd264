/** The data pipeline: a batch taken out of a data set and augmented, beside the training step that it is for. */

import { createRandom } from "../../src/random/index.ts";
import { type Dataset, parseAugmentation, takeBatch } from "../../src/train/index.ts";
import { interleave } from "../measure.ts";
import type { Cell, Context, Row } from "../result.ts";
import { startWorker } from "../worker.ts";
import type { Shape } from "./plain.ts";
import { BATCH_SIZE, STEP_SPECS } from "./shapes.ts";

const AUGMENTATIONS = ["none", "shift-flip", "randaugment:5"] as const;
const STEP = "training step of convnet";

const SHAPES: readonly Shape[] = STEP_SPECS.filter(({ network }) => network === "convnet").map(({ shape }) => shape);
const titleOf = ({ height, width, channels }: Shape): string => `data pipeline, ${height}x${width}x${channels}`;
export const PIPELINE_ROWS = SHAPES.map(titleOf);

function examples(shape: Shape, count: number): Dataset {
  const random = createRandom("pipeline");
  const levels = Uint8Array.from({ length: count * shape.height * shape.width * shape.channels }, () =>
    random.integer(256),
  );
  const labels = Int32Array.from({ length: count }, () => random.integer(shape.classes));
  return { name: "made up", levels, maxLevel: 255, labels, ...shape };
}

async function row(shape: Shape, { effort, progress }: Context): Promise<Row> {
  progress(titleOf(shape));
  const data = examples(shape, 4 * BATCH_SIZE);
  const indices = createRandom("order").shuffle(Array.from(data.labels, (_, index) => index));
  const pipelines = AUGMENTATIONS.map((spec) => {
    const augmentation = parseAugmentation(spec);
    const random = createRandom("augmentation");
    let step = 0;
    const run = (iterations: number): number => {
      const start = process.hrtime.bigint();
      for (let i = 0; i < iterations; i++, step++) {
        const from = (step % 4) * BATCH_SIZE;
        augmentation.apply(takeBatch(data, indices.slice(from, from + BATCH_SIZE)), random.fork(step));
      }
      return Number(process.hrtime.bigint() - start);
    };
    return { name: spec === "none" ? "no augmentation" : spec, time: run };
  });
  const worker = startWorker<object, undefined>(new URL("./step-worker.ts", import.meta.url));
  try {
    await worker.prepare({ network: "convnet", shape, contender: "lossc" });
    const timings = await interleave([...pipelines, { name: STEP, time: worker.time }], {
      warmUpMs: 500 * effort,
      sampleMs: 10,
      quotaMs: 3000 * effort,
      minSamples: 3,
      maxSamples: 61,
    });
    const cells = [...timings].map(([{ name }, timing]): Cell => {
      const perSecond = Math.round((BATCH_SIZE * 1e9) / timing.median).toLocaleString("en");
      return { name, timing, note: `${perSecond} images a second` };
    });
    const ratios = [{ label: "/ step", baseOf: () => STEP }];
    return { group: "training", name: titleOf(shape), unit: "us/image", divisor: 1000 * BATCH_SIZE, ratios, cells };
  } finally {
    worker.stop();
  }
}

export async function* runPipeline(titles: readonly string[], context: Context): AsyncGenerator<Row> {
  for (const shape of SHAPES) if (titles.includes(titleOf(shape))) yield await row(shape, context);
}
