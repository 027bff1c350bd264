/** Training: a step of each network beside plain tfjs, and the data pipeline beside a step. */

import type { Context, Group, Row } from "./result.ts";
import { PIPELINE_ROWS, runPipeline } from "./training/pipeline.ts";
import { runSteps, STEP_ROWS } from "./training/steps.ts";

async function* run(titles: readonly string[], context: Context): AsyncGenerator<Row> {
  yield* runSteps(titles, context);
  yield* runPipeline(titles, context);
}

export const TRAINING: Group = { name: "training", rows: [...STEP_ROWS, ...PIPELINE_ROWS], run };
