/** What every contender of the benchmark of targets is told. */
export interface EmitSpec {
  /** Text of a `.loss` file. */
  readonly source: string;
  /** lossc as plain JavaScript. */
  readonly bundle: string;
}
