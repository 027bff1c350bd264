/** What a rewrite rule says; see docs/adding-a-rule.md for the rules for rules. */

export interface Rule {
  readonly name: string;
  /** A pattern in lossc: its names are variables, each matching any expression. */
  readonly from: string;
  /** What the pattern becomes, over the same variables. */
  readonly to: string;
  /** `ieee`: keeps every value, NaN and infinities included (the sign of zero aside). `real`: holds where all is real. */
  readonly holds: "ieee" | "real";
  /** Guards that the facts must prove: comparisons of variables, `finite(x)`, `per_example(x)`, `per_class(x)`, `may_be_positive(x)`. */
  readonly when?: string | readonly string[];
}
