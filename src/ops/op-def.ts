/** What an operator record says; formulas are strings in lossc over the record's own `params`, with `result` for the op's value. */

export interface OpDef {
  readonly params: readonly string[];
  readonly doc: string;
  /** How the language writes it where that is not a call; `pow` alone may be written both ways. */
  readonly symbol?: string;
  /** Not in the language: it only arises as a derivative of other ops. */
  readonly internal?: true;
  /** The op's value in float64: the meaning that every target is held to. */
  readonly evaluate: (...operands: number[]) => number;
  /** One partial derivative per parameter; absent where lossc has no op for it. */
  readonly partials?: readonly string[];
  /** Where the op is real; elsewhere it gives NaN or an infinity. */
  readonly domain?: string;
  /** The same value from other ops, for targets without a row of their own. */
  readonly defn?: string;
  /** Where the op is not differentiable, and which side's derivative is taken (tfjs's). */
  readonly kinks?: readonly { readonly at: string; readonly takes: string }[];
  /** The tightest interval that holds every value; the whole line where absent. */
  readonly range?: readonly [low: number, high: number];
  /** How the op follows its operand, where it does over its whole domain: strictly, unless it has kinks. */
  readonly monotone?: "increasing" | "decreasing";
  /** Relative cost of one evaluation; an addition is 1. */
  readonly cost: number;
}

/** An operator over the class axis: per class in, per example out (or per class, for those with a `defn`). */
export interface ReductionDef {
  readonly params: readonly ["x"];
  readonly doc: string;
  /** Over one example's classes. */
  readonly evaluate?: (row: ArrayLike<number>) => number;
  /** The adjoint of an element of the operand, with `x` that element and `result` the reduction's value. */
  readonly partials?: readonly [string];
  /** Expanded when lowered: targets never see the op. */
  readonly defn?: string;
  readonly kinks?: readonly { readonly at: string; readonly takes: string }[];
  readonly result: "per-example" | "per-class";
  readonly cost: number;
}
