/** Source text goes in; its AST, its checked losses and every diagnostic, of syntax and of meaning, come out. */

import { type Parsed, parse } from "../syntax/parse.ts";
import type { SourceFile } from "../text/source-file.ts";
import { type CheckResult, check } from "./check.ts";
import type { LoadSource } from "./imports.ts";

export interface CheckedSource extends CheckResult, Pick<Parsed, "program" | "comments"> {}

export function checkSource(file: SourceFile, load?: LoadSource): CheckedSource {
  const { program, comments, diagnostics } = parse(file);
  return { program, comments, ...check(program, load, diagnostics) };
}
