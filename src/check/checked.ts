/** The checked AST: every name resolved, every shape known, helper functions inlined as blocks; lowering reads nothing else. */

import type { ElementwiseName, ReductionName } from "../ops/index.ts";
import type { InputKind } from "../syntax/ast.ts";
import type { Span } from "../text/source-file.ts";

/** `constant` (one number), `per-example` ([batch]) or `per-class` ([batch, classes]). */
export type Shape = "constant" | "per-example" | "per-class";

export interface CheckedInput {
  readonly name: string;
  readonly inputKind: InputKind;
  readonly shape: Shape;
  readonly span: Span;
}

export interface ParameterRange {
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

export interface CheckedParameter {
  readonly name: string;
  readonly defaultValue: number;
  readonly range: ParameterRange | undefined;
  readonly span: Span;
}

/** References to a let point at this very object, so two lets of one name never mix. */
export interface CheckedLet {
  readonly name: string;
  readonly value: CheckedExpression;
}

interface Typed {
  readonly shape: Shape;
  readonly span: Span;
}

export type CheckedExpression = Typed &
  (
    | { readonly kind: "number"; readonly value: number; readonly text: string }
    /** `pi`, `e` or `eps`. */
    | { readonly kind: "constant"; readonly name: string }
    | { readonly kind: "input"; readonly input: CheckedInput }
    | { readonly kind: "parameter"; readonly parameter: CheckedParameter }
    | { readonly kind: "local"; readonly binding: CheckedLet }
    /** An elementwise operator: infix, a comparison, `if` (as `select`) or a call. */
    | { readonly kind: "op"; readonly op: ElementwiseName; readonly args: readonly CheckedExpression[] }
    | { readonly kind: "reduction"; readonly op: ReductionName; readonly operand: CheckedExpression }
    /** An inlined helper function: its arguments and lets bound, then its result. */
    | { readonly kind: "block"; readonly lets: readonly CheckedLet[]; readonly result: CheckedExpression }
  );

export interface CheckedLoss {
  readonly name: string;
  readonly doc: string;
  readonly inputs: readonly CheckedInput[];
  readonly parameters: readonly CheckedParameter[];
  /** The labels: the first `target`, else the first `value`. */
  readonly target: CheckedInput | undefined;
  /** What the gradient is with respect to: the first `probs` or `logits`, else the second `value` (the only one beside a `target`). */
  readonly prediction: CheckedInput;
  readonly lets: readonly CheckedLet[];
  readonly result: CheckedExpression;
  readonly span: Span;
}
