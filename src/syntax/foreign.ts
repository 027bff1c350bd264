/** The operators that other languages write and this one does not, with what to write in their place. */

import type { TokenType } from "chevrotain";
import * as t from "./tokens.ts";

export interface ForeignRow {
  /** The token that it stands for, where there is one. */
  readonly means?: TokenType;
  readonly hint: string;
}
export const FOREIGN: ReadonlyMap<string, ForeignRow> = new Map<string, ForeignRow>([
  ["**", { means: t.Power, hint: "write `^` for a power" }],
  ["===", { means: t.Equal, hint: "write `==`" }],
  ["!==", { means: t.NotEqual, hint: "write `!=`" }],
  ["<>", { means: t.NotEqual, hint: "write `!=`" }],
  ["×", { means: t.Times, hint: "write `*`" }],
  ["·", { means: t.Times, hint: "write `*`" }],
  ["÷", { means: t.Divide, hint: "write `/`" }],
  ["−", { means: t.Minus, hint: "write `-`, the minus sign of the keyboard" }],
  ["≤", { means: t.LessEqual, hint: "write `<=`" }],
  ["≥", { means: t.GreaterEqual, hint: "write `>=`" }],
  ["≠", { means: t.NotEqual, hint: "write `!=`" }],
  ["&&", { hint: "nest the conditions: `if a then (if b then x else y) else y`" }],
  ["&", { hint: "nest the conditions: `if a then (if b then x else y) else y`" }],
  ["||", { hint: "nest the conditions: `if a then x else if b then x else y`" }],
  ["|", { hint: "nest the conditions: `if a then x else if b then x else y`" }],
  ["!", { hint: "turn the comparison round, or swap the branches of the `if`" }],
  ["?", { hint: "write `if c then a else b`" }],
  ["%", { hint: "there is no remainder in this language" }],
]);
