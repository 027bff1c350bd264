/** A run's configuration goes in; what trains its losses comes out: worker processes, this process, or the user's own program. */

import { transpile } from "../../codegen/transpile.ts";
import type { CompiledLoss } from "../../pipeline/compile.ts";
import type { Evaluate } from "../../train/compare/index.ts";
import { dataFolders } from "../data-folders.ts";
import { commandEvaluation } from "../trainer-command/evaluate.ts";
import { poolEvaluation } from "../workers/evaluate.ts";
import { createTrainingPool } from "../workers/training.ts";
import type { RunConfig } from "./config.ts";
import { trainingCode } from "./loss-code.ts";

export interface Evaluator {
  /** The code that `evaluate` takes a loss in. */
  codeOf(loss: CompiledLoss): string | Promise<string>;
  readonly evaluate: Evaluate;
  close(): Promise<void>;
}

export function createEvaluator(
  { setup, trainer, metric }: RunConfig,
  { workers, folder }: { readonly workers: number; readonly folder: string },
): Evaluator {
  if (trainer !== null) {
    return {
      codeOf: (loss) => transpile(loss.emit(trainer.target), "esm"),
      evaluate: commandEvaluation({
        command: trainer.command,
        timeLimit: trainer.timeLimit ?? undefined,
        metric,
        folder,
      }),
      close: async () => {},
    };
  }
  if (setup === null) throw new Error("a run has a setup or a trainer");
  const pool = createTrainingPool({ size: workers, folders: dataFolders() });
  return {
    codeOf: (loss) => trainingCode(loss, setup.backend),
    evaluate: poolEvaluation(pool, setup),
    close: pool.close,
  };
}
