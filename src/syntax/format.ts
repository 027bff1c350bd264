/** Source text goes in; the same program in the one layout comes out, comments and all, or else what is wrong with it. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../text/source-file.ts";
import { commentQueue } from "./comment-queue.ts";
import { parse } from "./parse.ts";
import { layOut } from "./print.ts";

export type Formatted = { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] };

export function format(file: SourceFile): Formatted {
  const { program, comments, diagnostics } = parse(file);
  if (diagnostics.length > 0) return { diagnostics };
  return { text: layOut(program, commentQueue(file, comments), false) };
}
