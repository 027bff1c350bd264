export {
  type EpochLine,
  type Evaluate,
  type EvaluateOptions,
  type Evaluation,
  evaluationOf,
  type FailureCause,
  stopReason,
  type Trial,
  type TrialLoss,
} from "./evaluation.ts";
export { planTrials, runTrials, type TrialObserver } from "./trials.ts";
