/** The `module` target: from a derived loss to a standalone TypeScript module, no imports, typed arrays, fused loops. */

import { classTarget, type DerivedLoss } from "../derived.ts";
import { declaration, embeddedFor, printFile, supportNeeded } from "../javascript/file-parts.ts";
import { generateFunctions, moduleShape } from "../javascript/functions.ts";
import { FORMS } from "../loop-form.ts";

export interface ModuleOptions {
  /** Adds an option `ignoreIndex`: examples of that class count for nothing. */
  readonly ignoreIndex?: boolean;
  /** Where the loss comes from, for the doc comment. */
  readonly origin?: string;
}

export function emitModule(derived: DerivedLoss, options: ModuleOptions = {}): string {
  const shape = moduleShape(derived, options.ignoreIndex === true && classTarget(derived) !== undefined);
  const functions = FORMS.flatMap((form) => generateFunctions(shape, form));
  return printFile(shape, options.origin, [
    ...functions.map((f) => declaration(f, true)),
    ...embeddedFor(functions.flatMap((f) => f.nodes)),
    ...supportNeeded(functions),
  ]);
}
