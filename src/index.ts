/** lossc's public API: `compile` a loss, evaluate it, emit code for it; render diagnostics; format source text. */

export type { ParameterRange } from "./check/checked.ts";
export type { LoadSource } from "./check/imports.ts";
export type { DerivedLoss } from "./codegen/derived.ts";
export { TargetLimit } from "./codegen/target-limit.ts";
export { CODES, type Code } from "./diagnostics/codes.ts";
export type { Diagnostic, Label, Severity } from "./diagnostics/diagnostic.ts";
export { type JsonDiagnostic, toJson } from "./diagnostics/json.ts";
export { render, renderAll } from "./diagnostics/render.ts";
export { LossArgumentError } from "./pipeline/arguments.ts";
export {
  type Compilation,
  type CompiledLoss,
  type CompileOptions,
  compile,
  UnsupportedFeature,
} from "./pipeline/compile.ts";
export type { EvaluateOptions, Evaluation, Reduction } from "./pipeline/evaluate.ts";
export type { Features } from "./pipeline/options.ts";
export { type EmitOptions, prepareTarget, TARGET_NAMES, type TargetName } from "./pipeline/targets.ts";
export { format } from "./syntax/format.ts";
export { type Position, positionAt, type SourceFile, type Span } from "./text/source-file.ts";
