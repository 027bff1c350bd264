/** Training: a step of each network beside plain tfjs, the data pipeline beside a step, and short trainings with one worker and two. */

import type { Context, Group, Row } from "./result.ts";
import { CANDIDATE_ROWS, runCandidates } from "./training/candidates.ts";
import { PIPELINE_ROWS, runPipeline } from "./training/pipeline.ts";
import { runSteps, STEP_ROWS } from "./training/steps.ts";

async function* run(titles: readonly string[], context: Context): AsyncGenerator<Row> {
  yield* runSteps(titles, context);
  yield* runPipeline(titles, context);
  yield* runCandidates(titles, context);
}

export const TRAINING: Group = { name: "training", rows: [...STEP_ROWS, ...PIPELINE_ROWS, ...CANDIDATE_ROWS], run };
